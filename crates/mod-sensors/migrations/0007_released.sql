-- Things that were released from their entry of the register: nobody reads them until another one
-- takes them.
CREATE TABLE sensors_released (
    thing BIGINT PRIMARY KEY REFERENCES sensors_thing (id),
    at    TEXT NOT NULL
);
-- Files of values that staff sent, between preview and storing; the file itself lies with the files.
CREATE TABLE sensors_upload (
    id        TEXT PRIMARY KEY,
    thing     BIGINT NOT NULL,
    file      TEXT NOT NULL,
    name      TEXT NOT NULL,
    made_at   TEXT NOT NULL,
    stored_at TEXT,
    stored    BIGINT NOT NULL,
    known     BIGINT NOT NULL,
    left_out  BIGINT NOT NULL
);
