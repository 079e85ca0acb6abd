-- Construction sites: one per permit and street, or entered by hand.
CREATE TABLE roadworks_site (
    id          TEXT PRIMARY KEY,
    origin      TEXT NOT NULL UNIQUE,
    case_id     TEXT NOT NULL,
    slug        TEXT NOT NULL UNIQUE,
    sort        TEXT NOT NULL,
    title       TEXT NOT NULL,
    street      TEXT NOT NULL,
    street_key  TEXT NOT NULL,
    builder     TEXT NOT NULL,
    state       TEXT NOT NULL,
    impact      TEXT NOT NULL,
    text        TEXT NOT NULL,
    detour      TEXT NOT NULL,
    from_day    TEXT NOT NULL,
    until_day   TEXT NOT NULL,
    started_on  TEXT,
    finished_on TEXT,
    revision    BIGINT NOT NULL,
    made_at     TEXT NOT NULL,
    changed_at  TEXT NOT NULL
);
CREATE INDEX roadworks_site_case ON roadworks_site (case_id);
CREATE INDEX roadworks_site_street ON roadworks_site (street_key, until_day);
CREATE INDEX roadworks_site_state ON roadworks_site (state, until_day);

-- Where it is: lines in EPSG:25832; pieces of a permit keep their identifier.
CREATE TABLE roadworks_section (
    id             TEXT PRIMARY KEY,
    site           TEXT NOT NULL REFERENCES roadworks_site (id),
    position       BIGINT NOT NULL,
    method         TEXT NOT NULL,
    line           TEXT NOT NULL,
    accepted_on    TEXT,
    warranty_until TEXT,
    basis          TEXT NOT NULL
);
CREATE INDEX roadworks_section_site ON roadworks_section (site, position);
CREATE TABLE roadworks_cell (
    cell    BIGINT NOT NULL,
    section TEXT NOT NULL REFERENCES roadworks_section (id),
    PRIMARY KEY (cell, section)
);
CREATE INDEX roadworks_cell_section ON roadworks_cell (section);

-- Every change of a site, kept for good and shown.
CREATE TABLE roadworks_revision (
    site      TEXT NOT NULL REFERENCES roadworks_site (id),
    number    BIGINT NOT NULL,
    at        TEXT NOT NULL,
    what_de   TEXT NOT NULL,
    what_en   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    from_day  TEXT NOT NULL,
    until_day TEXT NOT NULL,
    state     TEXT NOT NULL,
    impact    TEXT NOT NULL,
    PRIMARY KEY (site, number)
);

-- Who wants mail about a street; an empty street is the whole town.
CREATE TABLE roadworks_follow (
    id           TEXT PRIMARY KEY,
    street_key   TEXT NOT NULL,
    street       TEXT NOT NULL,
    email        TEXT NOT NULL,
    mark         TEXT NOT NULL UNIQUE,
    language     TEXT NOT NULL,
    asked_at     TEXT NOT NULL,
    confirmed_at TEXT
);
CREATE INDEX roadworks_follow_street ON roadworks_follow (street_key);

-- What people report near trenches.
CREATE TABLE roadworks_report (
    id        TEXT PRIMARY KEY,
    number    TEXT NOT NULL UNIQUE,
    made_at   TEXT NOT NULL,
    x         DOUBLE PRECISION NOT NULL,
    y         DOUBLE PRECISION NOT NULL,
    place     TEXT NOT NULL,
    category  TEXT NOT NULL,
    danger    BOOLEAN NOT NULL,
    details   TEXT NOT NULL,
    section   TEXT NOT NULL,
    site      TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    builder   TEXT NOT NULL,
    warranty_until TEXT,
    state     TEXT NOT NULL,
    version   BIGINT NOT NULL,
    closed_at TEXT
);
CREATE INDEX roadworks_report_state ON roadworks_report (state, made_at);
CREATE TABLE roadworks_report_cell (
    cell   BIGINT NOT NULL,
    report TEXT NOT NULL REFERENCES roadworks_report (id),
    PRIMARY KEY (cell, report)
);
CREATE INDEX roadworks_report_cell_report ON roadworks_report_cell (report);
-- What was answered, for everybody who follows the report.
CREATE TABLE roadworks_answer (
    report TEXT NOT NULL REFERENCES roadworks_report (id),
    number BIGINT NOT NULL,
    at     TEXT NOT NULL,
    state  TEXT NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (report, number)
);
-- Others who noticed the same and want to know how it goes on.
CREATE TABLE roadworks_echo (
    report   TEXT NOT NULL REFERENCES roadworks_report (id),
    mark     TEXT NOT NULL,
    email    TEXT NOT NULL,
    language TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (report, mark)
);
