-- Reports of barriers with their clock (§ 5 BITVNRW): an answer within two weeks, at the latest
-- within six, then an interim word. What people wrote is sealed.
CREATE TABLE site_barrier (
    id          TEXT PRIMARY KEY,
    page        TEXT NOT NULL,
    letter      TEXT NOT NULL,
    received_on TEXT NOT NULL,
    interim_on  TEXT,
    answered_on TEXT,
    gap_de      TEXT NOT NULL,
    gap_en      TEXT NOT NULL,
    mended_on   TEXT
);
CREATE INDEX site_barrier_answered ON site_barrier (answered_on, received_on);
