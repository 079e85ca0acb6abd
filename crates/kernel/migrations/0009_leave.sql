-- Where one click ends the mails of a list (RFC 8058); empty for mail that belongs to no list.
ALTER TABLE kernel_mail ADD COLUMN leave TEXT NOT NULL DEFAULT '';
