CREATE TABLE studio_form (
    id       TEXT PRIMARY KEY,
    service  TEXT NOT NULL UNIQUE,
    title_de TEXT NOT NULL,
    title_en TEXT NOT NULL,
    made_at  TEXT NOT NULL
);

CREATE TABLE studio_edition (
    id             TEXT PRIMARY KEY,
    form           TEXT NOT NULL REFERENCES studio_form (id),
    number         BIGINT NOT NULL,
    schema_key     TEXT NOT NULL,
    xml            TEXT NOT NULL,
    additions      TEXT NOT NULL,
    state          TEXT NOT NULL,
    version        BIGINT NOT NULL,
    made_at        TEXT NOT NULL,
    changed_at     TEXT NOT NULL,
    opened_at      TEXT,
    UNIQUE (form, number)
);
CREATE INDEX studio_edition_state ON studio_edition (state);

CREATE TABLE studio_code_list (
    uri      TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    entries  BIGINT NOT NULL,
    xml      TEXT NOT NULL,
    added_at TEXT NOT NULL
);

CREATE TABLE studio_claim (
    case_id   TEXT PRIMARY KEY REFERENCES kernel_case (id),
    edition   TEXT NOT NULL REFERENCES studio_edition (id),
    data_file TEXT NOT NULL REFERENCES kernel_file (id)
);

CREATE TABLE studio_correction (
    case_id    TEXT NOT NULL REFERENCES kernel_case (id),
    place      TEXT NOT NULL,
    sealed     TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (case_id, place)
);
