-- Services of others whose values are fetched: federal gauges, stations of volunteers. Off until
-- somebody switches it on. What a service offers and where it goes stands in the series, as JSON.
CREATE TABLE sensors_reader (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    address  TEXT NOT NULL,
    station  TEXT NOT NULL,
    minutes  BIGINT NOT NULL,
    is_on    BOOLEAN NOT NULL,
    series   TEXT NOT NULL,
    asked_at TEXT,
    heard_at TEXT,
    next_at  TEXT NOT NULL,
    failures BIGINT NOT NULL,
    stored   BIGINT NOT NULL,
    known    BIGINT NOT NULL,
    ahead    BIGINT NOT NULL,
    held     BIGINT NOT NULL,
    trouble  TEXT NOT NULL,
    version  BIGINT NOT NULL
);
