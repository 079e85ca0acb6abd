-- Old addresses and where they lead; an empty target says that it is gone for good.
CREATE TABLE site_redirect (
    path    TEXT PRIMARY KEY,
    target  TEXT NOT NULL,
    why     TEXT NOT NULL,
    made_at TEXT NOT NULL,
    hits    BIGINT NOT NULL,
    hit_on  TEXT
);

-- Addresses nobody could answer, counted without persons.
CREATE TABLE site_missing_path (
    path     TEXT PRIMARY KEY,
    count    BIGINT NOT NULL,
    first_on TEXT NOT NULL,
    last_on  TEXT NOT NULL
);

-- Words of questions that found nothing, counted without persons.
CREATE TABLE site_missing_word (
    word     TEXT PRIMARY KEY,
    count    BIGINT NOT NULL,
    first_on TEXT NOT NULL,
    last_on  TEXT NOT NULL
);

-- Pages shown, counted per day without persons; `source` is one of five words.
CREATE TABLE site_visit (
    day    TEXT NOT NULL,
    path   TEXT NOT NULL,
    source TEXT NOT NULL,
    count  BIGINT NOT NULL,
    PRIMARY KEY (day, path, source)
);
