-- Thresholds of streams. What people then read and who is told stands in the plan, as JSON. Instants
-- of measured values in nanoseconds since 1970.
CREATE TABLE sensors_threshold (
    id         TEXT PRIMARY KEY,
    stream     BIGINT NOT NULL REFERENCES sensors_datastream (id),
    kind       TEXT NOT NULL CHECK (kind IN ('above', 'below', 'silent')),
    level      DOUBLE PRECISION NOT NULL,
    clear      DOUBLE PRECISION NOT NULL,
    seconds    BIGINT NOT NULL,
    plan       TEXT NOT NULL,
    is_on      BOOLEAN NOT NULL,
    judged_at  BIGINT NOT NULL,
    since      BIGINT,
    armed_at   BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX sensors_threshold_stream ON sensors_threshold (stream);
-- Warnings that stand or stood. What they were about is kept as it was then.
CREATE TABLE sensors_warning (
    id        TEXT PRIMARY KEY,
    threshold TEXT NOT NULL REFERENCES sensors_threshold (id),
    stream    BIGINT NOT NULL REFERENCES sensors_datastream (id),
    title     TEXT NOT NULL,
    gravity   TEXT NOT NULL,
    is_public BOOLEAN NOT NULL,
    kind      TEXT NOT NULL,
    level     DOUBLE PRECISION NOT NULL,
    began_at  BIGINT NOT NULL,
    ended_at  BIGINT,
    peak      DOUBLE PRECISION,
    raised_at TEXT NOT NULL,
    closed_at TEXT,
    ending    TEXT NOT NULL,
    case_id   TEXT NOT NULL
);
-- A threshold warns once at a time, whoever writes.
CREATE UNIQUE INDEX sensors_warning_open ON sensors_warning (threshold) WHERE closed_at IS NULL;
CREATE INDEX sensors_warning_stream ON sensors_warning (stream, began_at);
CREATE INDEX sensors_warning_case ON sensors_warning (case_id);
