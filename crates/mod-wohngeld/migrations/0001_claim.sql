CREATE TABLE wohngeld_claim (
    case_id TEXT PRIMARY KEY REFERENCES kernel_case (id),
    month   TEXT NOT NULL,
    claim   TEXT NOT NULL
);

CREATE TABLE wohngeld_correction (
    case_id  TEXT NOT NULL REFERENCES kernel_case (id),
    name     TEXT NOT NULL,
    found    TEXT NOT NULL,
    set_at   TEXT NOT NULL,
    PRIMARY KEY (case_id, name)
);

CREATE TABLE wohngeld_grant (
    case_id   TEXT PRIMARY KEY REFERENCES kernel_case (id),
    decision  TEXT NOT NULL UNIQUE,
    from_day  TEXT NOT NULL,
    until_day TEXT NOT NULL
);
