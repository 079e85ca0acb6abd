-- What editors write: typed bodies, an easy-language edition, pictures, a place in the tree, and
-- the times of events beside the times of showing.
ALTER TABLE kernel_publication ADD COLUMN body_de TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_publication ADD COLUMN body_en TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_publication ADD COLUMN easy TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_publication ADD COLUMN sign_language TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_publication ADD COLUMN picture TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_publication ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_publication ADD COLUMN topics TEXT NOT NULL DEFAULT '[]';
ALTER TABLE kernel_publication ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE kernel_publication ADD COLUMN details TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_publication ADD COLUMN happens_from TEXT;
ALTER TABLE kernel_publication ADD COLUMN happens_until TEXT;
ALTER TABLE kernel_publication ADD COLUMN reviewed_on TEXT;
ALTER TABLE kernel_publication ADD COLUMN shown BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX kernel_publication_unshown ON kernel_publication (shown, state, visible_from);
CREATE INDEX kernel_publication_happens ON kernel_publication (kind, happens_from);

-- Addresses a publication had before.
CREATE TABLE kernel_publication_address (
    kind        TEXT NOT NULL,
    slug        TEXT NOT NULL,
    publication TEXT NOT NULL REFERENCES kernel_publication (id),
    left_at     TEXT NOT NULL,
    PRIMARY KEY (kind, slug)
);

-- What the public is told about changes, corrections and withdrawals.
CREATE TABLE kernel_publication_note (
    id          TEXT PRIMARY KEY,
    publication TEXT NOT NULL REFERENCES kernel_publication (id),
    at          TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('change', 'correction', 'withdrawal')),
    text_de     TEXT NOT NULL,
    text_en     TEXT NOT NULL
);
CREATE INDEX kernel_publication_note_at ON kernel_publication_note (at, publication);

-- The media library as far as everybody needs it.
CREATE TABLE kernel_media (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('image', 'video', 'audio', 'captions', 'document')),
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'usable', 'blocked')),
    title        TEXT NOT NULL,
    alt_de       TEXT NOT NULL,
    alt_en       TEXT NOT NULL,
    credit       TEXT NOT NULL,
    licence      TEXT NOT NULL,
    is_generated BOOLEAN NOT NULL,
    usable_until TEXT,
    focal_x      DOUBLE PRECISION NOT NULL,
    focal_y      DOUBLE PRECISION NOT NULL,
    renditions   TEXT NOT NULL,
    changed_at   TEXT NOT NULL
);

CREATE TABLE kernel_media_use (
    media TEXT NOT NULL REFERENCES kernel_media (id),
    owner TEXT NOT NULL,
    PRIMARY KEY (media, owner)
);
CREATE INDEX kernel_media_use_owner ON kernel_media_use (owner);
