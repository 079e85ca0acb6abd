-- Who wants mail about warnings: of one threshold, of one station, or of all (thing 0).
CREATE TABLE sensors_follow (
    id           TEXT PRIMARY KEY,
    thing        BIGINT NOT NULL,
    threshold    TEXT NOT NULL,
    email        TEXT NOT NULL,
    mark         TEXT NOT NULL UNIQUE,
    language     TEXT NOT NULL,
    asked_at     TEXT NOT NULL,
    confirmed_at TEXT
);
CREATE INDEX sensors_follow_thing ON sensors_follow (thing);
