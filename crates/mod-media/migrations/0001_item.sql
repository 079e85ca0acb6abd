-- What the library knows of a medium beside what everybody sees (kernel_media).
CREATE TABLE media_item (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('image', 'video', 'audio', 'captions', 'document')),
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'usable', 'blocked')),
    words        TEXT NOT NULL,
    licence      TEXT NOT NULL,
    source       TEXT NOT NULL,
    taken_on     TEXT NOT NULL,
    people       TEXT NOT NULL CHECK (people IN ('', 'none', 'consent', 'public')),
    usable_until TEXT NOT NULL,
    blocked      TEXT NOT NULL,
    fingerprint  TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    original     TEXT NOT NULL,
    ending       TEXT NOT NULL,
    width        BIGINT NOT NULL,
    height       BIGINT NOT NULL,
    colour       TEXT NOT NULL,
    notes        TEXT NOT NULL,
    added_at     TEXT NOT NULL,
    changed_at   TEXT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX media_item_changed ON media_item (changed_at, id);
CREATE INDEX media_item_sha256 ON media_item (sha256);

-- Large files lie in parts, so that a piece of a film is read without the whole.
CREATE TABLE media_part (
    sha256 TEXT NOT NULL,
    part   BIGINT NOT NULL,
    media  TEXT NOT NULL REFERENCES media_item (id),
    file   TEXT NOT NULL,
    digest TEXT NOT NULL,
    size   BIGINT NOT NULL,
    PRIMARY KEY (sha256, media, part)
);

-- Who is shown and has agreed to it.
CREATE TABLE media_consent (
    id           TEXT PRIMARY KEY,
    media        TEXT NOT NULL REFERENCES media_item (id),
    person       TEXT NOT NULL,
    form         TEXT NOT NULL CHECK (form IN ('written', 'electronic', 'spoken')),
    given_on     TEXT NOT NULL,
    until        TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL,
    noted_at     TEXT NOT NULL
);
CREATE INDEX media_consent_media ON media_consent (media);
