CREATE TABLE applications_holder (
    key        TEXT PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE,
    code_tag   TEXT NOT NULL,
    code_shown TEXT NOT NULL,
    email      TEXT NOT NULL,
    language   TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    used_at    TEXT NOT NULL,
    lost_on    TEXT
);
CREATE INDEX applications_holder_used ON applications_holder (used_at);

CREATE TABLE applications_draft (
    id         TEXT PRIMARY KEY,
    service    TEXT NOT NULL,
    schema_key TEXT NOT NULL,
    holder     TEXT NOT NULL,
    sealed     TEXT NOT NULL,
    page       TEXT NOT NULL,
    language   TEXT NOT NULL,
    version    BIGINT NOT NULL,
    shape      BIGINT NOT NULL,
    made_at    TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    expires_on TEXT NOT NULL
);
CREATE INDEX applications_draft_holder ON applications_draft (holder, changed_at);
CREATE INDEX applications_draft_expires ON applications_draft (expires_on);

CREATE TABLE applications_submission (
    case_id      TEXT PRIMARY KEY REFERENCES kernel_case (id),
    draft        TEXT NOT NULL UNIQUE,
    service      TEXT NOT NULL,
    schema_key   TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    language     TEXT NOT NULL,
    data_file    TEXT NOT NULL REFERENCES kernel_file (id),
    xml_file     TEXT NOT NULL REFERENCES kernel_file (id),
    summary_file TEXT NOT NULL REFERENCES kernel_file (id),
    receipt_file TEXT
);
