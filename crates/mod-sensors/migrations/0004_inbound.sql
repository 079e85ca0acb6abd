-- Doors through which networks and programs send messages; only hashes of their tokens.
CREATE TABLE sensors_door (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('things_stack', 'chirpstack', 'json')),
    kept       TEXT NOT NULL UNIQUE,
    mapping    TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    revoked_at TEXT,
    last_at    TEXT,
    messages   BIGINT NOT NULL,
    trouble    TEXT NOT NULL
);
-- Decoders of payloads as tables, with the examples they are checked by.
CREATE TABLE sensors_decoder (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    layout     TEXT NOT NULL,
    vectors    TEXT NOT NULL,
    version    BIGINT NOT NULL,
    changed_at TEXT NOT NULL
);
-- Devices that were heard. While one waits nothing of what it says is kept, only that it spoke and
-- what its values are called.
CREATE TABLE sensors_device (
    id          TEXT PRIMARY KEY,
    door        TEXT NOT NULL REFERENCES sensors_door (id),
    address     TEXT NOT NULL,
    name        TEXT NOT NULL,
    application TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'assigned', 'refused')),
    decoder     TEXT NOT NULL,
    mapping     TEXT NOT NULL,
    fields      TEXT NOT NULL,
    signal      TEXT NOT NULL,
    port        BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,
    first_at    TEXT NOT NULL,
    last_at     TEXT NOT NULL,
    last_time   BIGINT NOT NULL,
    frames      BIGINT NOT NULL,
    stored      BIGINT NOT NULL,
    doubled     BIGINT NOT NULL,
    late        BIGINT NOT NULL,
    ahead       BIGINT NOT NULL,
    held        BIGINT NOT NULL,
    trouble     TEXT NOT NULL,
    version     BIGINT NOT NULL,
    UNIQUE (door, address)
);
-- Frames that were stored, so that a repetition changes nothing; kept for seven days.
CREATE TABLE sensors_frame (
    door TEXT NOT NULL REFERENCES sensors_door (id),
    key  TEXT NOT NULL,
    at   TEXT NOT NULL,
    PRIMARY KEY (door, key)
);
CREATE INDEX sensors_frame_at ON sensors_frame (at);
