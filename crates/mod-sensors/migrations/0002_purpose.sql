-- The register of purposes: what sensors are for, what they cost, when they end. What people read
-- stands in the record, as JSON.
CREATE TABLE sensors_purpose (
    id         TEXT PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    state      TEXT NOT NULL,
    title      TEXT NOT NULL,
    record     TEXT NOT NULL,
    ends_on    TEXT NOT NULL,
    counts     BIGINT NOT NULL,
    paused_by  TEXT NOT NULL,
    version    BIGINT NOT NULL,
    changed_at TEXT NOT NULL
);
-- A Thing serves one purpose; without one nothing it sends is stored.
CREATE TABLE sensors_purpose_thing (
    thing   BIGINT PRIMARY KEY REFERENCES sensors_thing (id),
    purpose TEXT NOT NULL REFERENCES sensors_purpose (id)
);
CREATE INDEX sensors_purpose_thing_back ON sensors_purpose_thing (purpose, thing);
-- What happened to an entry, for everybody to read.
CREATE TABLE sensors_purpose_step (
    purpose TEXT NOT NULL REFERENCES sensors_purpose (id),
    number  BIGINT NOT NULL,
    at      TEXT NOT NULL,
    what    TEXT NOT NULL,
    note    TEXT NOT NULL,
    PRIMARY KEY (purpose, number)
);
-- Things that a key makes serve this purpose.
CREATE TABLE sensors_key_purpose (
    key_id  BIGINT PRIMARY KEY REFERENCES sensors_key (id),
    purpose TEXT NOT NULL REFERENCES sensors_purpose (id)
);
-- What stays of values that are deleted: of each stream and local day how many, least, most, sum.
CREATE TABLE sensors_day (
    stream BIGINT NOT NULL,
    day    TEXT NOT NULL,
    count  BIGINT NOT NULL,
    least  DOUBLE PRECISION,
    most   DOUBLE PRECISION,
    sum    DOUBLE PRECISION,
    PRIMARY KEY (stream, day)
);
