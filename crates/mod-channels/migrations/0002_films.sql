-- What is wished for a film on YouTube beside its words, and the lists a film can be put on there.
ALTER TABLE channels_variant ADD COLUMN film TEXT NOT NULL DEFAULT '{}';
ALTER TABLE channels_account ADD COLUMN lists TEXT NOT NULL DEFAULT '[]';
