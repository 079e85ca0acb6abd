-- Who gets mail. The address is sealed; the mark finds it again without opening it.
CREATE TABLE newsletter_reader (
    id           TEXT PRIMARY KEY,
    email        TEXT NOT NULL,
    mark         TEXT NOT NULL UNIQUE,
    language     TEXT NOT NULL,
    rhythm       TEXT NOT NULL,
    topics       TEXT NOT NULL,
    wording      BIGINT NOT NULL,
    asked_at     TEXT NOT NULL,
    confirmed_at TEXT,
    strikes      BIGINT NOT NULL,
    struck_at    TEXT
);
CREATE INDEX newsletter_reader_rhythm ON newsletter_reader (rhythm, id);

-- What became visible, and when the house noticed: each stands in one issue of every rhythm.
CREATE TABLE newsletter_item (
    publication TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    seen_at     TEXT NOT NULL
);
CREATE INDEX newsletter_item_seen ON newsletter_item (seen_at);

-- What was gathered from when to when, and how far it was sent.
CREATE TABLE newsletter_issue (
    id        TEXT PRIMARY KEY,
    rhythm    TEXT NOT NULL,
    from_at   TEXT NOT NULL,
    until_at  TEXT NOT NULL,
    items     BIGINT NOT NULL,
    last_read TEXT NOT NULL,
    mails     BIGINT NOT NULL,
    ended_at  TEXT
);
CREATE INDEX newsletter_issue_rhythm ON newsletter_issue (rhythm, until_at);

-- How many asked, confirmed, ended, could not be reached: per day, without persons.
CREATE TABLE newsletter_figure (
    day   TEXT NOT NULL,
    what  TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, what)
);
