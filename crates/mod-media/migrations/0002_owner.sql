-- Who looks after a medium: whoever uploaded it, until somebody else takes it over.
CREATE TABLE media_owner (
    media   TEXT PRIMARY KEY REFERENCES media_item (id),
    account TEXT NOT NULL
);

-- What was said already about an end that comes near, so that nobody is told twice.
CREATE TABLE media_told (
    media    TEXT NOT NULL REFERENCES media_item (id),
    what     TEXT NOT NULL CHECK (what IN ('licence', 'consent')),
    last_day TEXT NOT NULL,
    stage    BIGINT NOT NULL,
    told_at  TEXT NOT NULL,
    PRIMARY KEY (media, what, last_day, stage)
);

CREATE INDEX media_item_fingerprint ON media_item (fingerprint);
