-- What the town warned of: a warning, its updates and the all-clear are one thread.
CREATE TABLE warnings_message (
    id          TEXT PRIMARY KEY,
    thread      TEXT NOT NULL,
    number      BIGINT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('alert', 'update', 'clear')),
    level       TEXT NOT NULL CHECK (level IN ('info', 'caution', 'danger')),
    text_de     TEXT NOT NULL,
    text_en     TEXT NOT NULL,
    area_de     TEXT NOT NULL,
    area_en     TEXT NOT NULL,
    link        TEXT NOT NULL,
    source      TEXT NOT NULL,
    issued_at   TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    UNIQUE (thread, number)
);
CREATE INDEX warnings_message_issued ON warnings_message (issued_at, id);

-- Whether the home page is reduced to text.
CREATE TABLE warnings_mode (
    name      TEXT PRIMARY KEY,
    is_crisis BOOLEAN NOT NULL,
    since     TEXT NOT NULL
);

-- Warnings of federal authorities for the district, as last read.
CREATE TABLE warnings_federal (
    id         TEXT PRIMARY KEY,
    provider   TEXT NOT NULL,
    severity   TEXT NOT NULL,
    headline   TEXT NOT NULL,
    area       TEXT NOT NULL,
    link       TEXT NOT NULL,
    sent       TEXT NOT NULL,
    expires    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('new', 'shown', 'dismissed', 'over')),
    thread     TEXT NOT NULL,
    seen_at    TEXT NOT NULL
);

-- What was last heard of the place they are read from.
CREATE TABLE warnings_source (
    name     TEXT PRIMARY KEY,
    etag     TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    trouble  TEXT NOT NULL
);
