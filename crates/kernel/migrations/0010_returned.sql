-- When a mail came back, or its reader complained of it.
ALTER TABLE kernel_mail ADD COLUMN returned_at TEXT;
