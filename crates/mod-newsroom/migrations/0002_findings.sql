-- The English text of a snippet.
ALTER TABLE newsroom_pattern ADD COLUMN content_en TEXT NOT NULL DEFAULT '';

-- What the look by night found, as long as it finds it.
CREATE TABLE newsroom_finding (
    id         TEXT PRIMARY KEY,
    item       TEXT NOT NULL REFERENCES newsroom_item (id),
    kind       TEXT NOT NULL CHECK (kind IN ('link', 'anchor', 'outside', 'media', 'barrier', 'title', 'easy', 'review', 'translation', 'orphan')),
    text_de    TEXT NOT NULL,
    text_en    TEXT NOT NULL,
    excerpt    TEXT NOT NULL,
    found_on   TEXT NOT NULL,
    seen_at    TEXT NOT NULL
);
CREATE INDEX newsroom_finding_kind ON newsroom_finding (kind, found_on);
CREATE INDEX newsroom_finding_item ON newsroom_finding (item);

-- Links to other websites: how they answered.
CREATE TABLE newsroom_outside (
    url        TEXT PRIMARY KEY,
    status     TEXT NOT NULL,
    asked_at   TEXT NOT NULL,
    failed_at  TEXT,
    failures   BIGINT NOT NULL
);
CREATE INDEX newsroom_outside_asked ON newsroom_outside (asked_at);

-- Days that matter to a text, for the calendar: written with every edition.
CREATE TABLE newsroom_date (
    item    TEXT NOT NULL REFERENCES newsroom_item (id),
    number  BIGINT NOT NULL,
    what    TEXT NOT NULL CHECK (what IN ('begins', 'ends', 'deadline', 'in_force', 'out_of_force')),
    at      TEXT NOT NULL,
    repeats TEXT NOT NULL,
    PRIMARY KEY (item, number)
);
CREATE INDEX newsroom_date_at ON newsroom_date (at);
