-- What editors work on; the identity is that of the publication it becomes.
CREATE TABLE newsroom_item (
    id                TEXT PRIMARY KEY,
    kind              TEXT NOT NULL CHECK (kind IN ('page', 'news', 'event', 'notice', 'job', 'document', 'disruption')),
    title             TEXT NOT NULL,
    words             TEXT NOT NULL,
    unit              TEXT NOT NULL REFERENCES kernel_unit (id),
    owner             TEXT REFERENCES kernel_account (id),
    state             TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'scheduled', 'published', 'withdrawn', 'expired')),
    head              BIGINT NOT NULL,
    live              BIGINT NOT NULL,
    appears_at        TEXT,
    ends_at           TEXT,
    review_on         TEXT,
    needs_second_look BOOLEAN NOT NULL,
    origin            TEXT NOT NULL CHECK (origin IN ('staff', 'outside', 'import', 'demo')),
    made_at           TEXT NOT NULL,
    changed_at        TEXT NOT NULL
);
CREATE INDEX newsroom_item_state ON newsroom_item (state, changed_at);
CREATE INDEX newsroom_item_appears ON newsroom_item (appears_at);

-- Every saved state of a text. Those that only came from typing are thinned out by night.
CREATE TABLE newsroom_edition (
    item     TEXT NOT NULL REFERENCES newsroom_item (id),
    number   BIGINT NOT NULL,
    content  TEXT NOT NULL,
    step     TEXT NOT NULL CHECK (step IN ('begun', 'typed', 'saved', 'joined', 'restored', 'imported')),
    reason   TEXT NOT NULL,
    author   TEXT NOT NULL,
    made_at  TEXT NOT NULL,
    is_kept  BOOLEAN NOT NULL,
    PRIMARY KEY (item, number)
);
CREATE INDEX newsroom_edition_thin ON newsroom_edition (is_kept, step, made_at);

-- The way of an item: submitted, returned, approved, published and so on.
CREATE TABLE newsroom_step (
    id          TEXT PRIMARY KEY,
    item        TEXT NOT NULL REFERENCES newsroom_item (id),
    edition     BIGINT NOT NULL,
    action      TEXT NOT NULL,
    reason      TEXT NOT NULL,
    change_kind TEXT NOT NULL,
    note_de     TEXT NOT NULL,
    note_en     TEXT NOT NULL,
    author      TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE INDEX newsroom_step_item ON newsroom_step (item, at);

CREATE TABLE newsroom_comment (
    id          TEXT PRIMARY KEY,
    item        TEXT NOT NULL REFERENCES newsroom_item (id),
    edition     BIGINT NOT NULL,
    block       TEXT NOT NULL,
    text        TEXT NOT NULL,
    author      TEXT NOT NULL,
    made_at     TEXT NOT NULL,
    resolved_at TEXT
);
CREATE INDEX newsroom_comment_item ON newsroom_comment (item, made_at);

-- Things to do. The key keeps a nightly check from asking for the same thing twice.
CREATE TABLE newsroom_task (
    id       TEXT PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,
    item     TEXT REFERENCES newsroom_item (id),
    kind     TEXT NOT NULL CHECK (kind IN ('review', 'update', 'link', 'media', 'translation', 'orphan', 'look', 'other')),
    text_de  TEXT NOT NULL,
    text_en  TEXT NOT NULL,
    due_on   TEXT,
    assignee TEXT REFERENCES kernel_account (id),
    made_at  TEXT NOT NULL,
    done_at  TEXT
);
CREATE INDEX newsroom_task_open ON newsroom_task (done_at, due_on);

-- Beginnings of texts and parts that return.
CREATE TABLE newsroom_pattern (
    id         TEXT PRIMARY KEY,
    sort       TEXT NOT NULL CHECK (sort IN ('template', 'snippet')),
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    content    TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    UNIQUE (sort, name)
);

-- What people outside sent in. Name and address are sealed and go soon after the decision.
CREATE TABLE newsroom_contribution (
    id           TEXT PRIMARY KEY,
    item         TEXT REFERENCES newsroom_item (id),
    sender       TEXT NOT NULL,
    content      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'confirmed', 'settled')),
    made_at      TEXT NOT NULL,
    changed_at   TEXT NOT NULL
);
CREATE INDEX newsroom_contribution_state ON newsroom_contribution (state, changed_at);

-- Exports of other websites that were read and wait for somebody to decide.
CREATE TABLE newsroom_import (
    id      TEXT PRIMARY KEY,
    unit    TEXT NOT NULL REFERENCES kernel_unit (id),
    content TEXT NOT NULL,
    made_at TEXT NOT NULL
);
