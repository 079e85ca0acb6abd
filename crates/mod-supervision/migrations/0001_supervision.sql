-- Works under supervision: one per permit.
CREATE TABLE supervision_work (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL UNIQUE REFERENCES kernel_case (id),
    number      TEXT NOT NULL,
    unit        TEXT NOT NULL REFERENCES kernel_unit (id),
    company     TEXT NOT NULL,
    builder     TEXT NOT NULL,
    email       TEXT NOT NULL,
    permit      TEXT NOT NULL,
    state       TEXT NOT NULL,
    from_day    TEXT NOT NULL,
    until_day   TEXT NOT NULL,
    started_on  TEXT,
    finished_on TEXT,
    visited_on  TEXT,
    version     BIGINT NOT NULL,
    made_at     TEXT NOT NULL
);
CREATE INDEX supervision_work_state ON supervision_work (state, from_day);
CREATE INDEX supervision_work_company ON supervision_work (company);

-- Pieces of its route, as the permit names them.
CREATE TABLE supervision_section (
    id             TEXT PRIMARY KEY,
    work           TEXT NOT NULL REFERENCES supervision_work (id),
    position       BIGINT NOT NULL,
    street         TEXT NOT NULL,
    method         TEXT NOT NULL,
    line           TEXT NOT NULL,
    length_cm      BIGINT NOT NULL,
    state          TEXT NOT NULL,
    accepted_on    TEXT,
    warranty_until TEXT,
    basis          TEXT NOT NULL
);
CREATE INDEX supervision_section_work ON supervision_section (work, position);
CREATE INDEX supervision_section_warranty ON supervision_section (warranty_until);

-- What was found. The number `id` comes from the device: sent twice it is one.
CREATE TABLE supervision_finding (
    id         TEXT PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE,
    work       TEXT NOT NULL REFERENCES supervision_work (id),
    section    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    severity   TEXT NOT NULL,
    origin     TEXT NOT NULL,
    state      TEXT NOT NULL,
    details    TEXT NOT NULL,
    x          DOUBLE PRECISION,
    y          DOUBLE PRECISION,
    accuracy   BIGINT NOT NULL,
    source     TEXT NOT NULL,
    device_at  TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    digest     TEXT NOT NULL,
    report     TEXT NOT NULL,
    twin       TEXT NOT NULL,
    due_on     TEXT,
    conflict   BOOLEAN NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX supervision_finding_work ON supervision_finding (work, made_at);
CREATE INDEX supervision_finding_state ON supervision_finding (state, due_on);
CREATE INDEX supervision_finding_report ON supervision_finding (report);

-- Photos and what they say of themselves.
CREATE TABLE supervision_photo (
    id      TEXT PRIMARY KEY,
    finding TEXT NOT NULL REFERENCES supervision_finding (id),
    event   TEXT NOT NULL,
    file    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    origin  TEXT NOT NULL,
    doubts  TEXT NOT NULL,
    made_at TEXT NOT NULL
);
CREATE INDEX supervision_photo_finding ON supervision_photo (finding, made_at);
CREATE INDEX supervision_photo_sha256 ON supervision_photo (sha256);

-- Measured values with the limits that held then.
CREATE TABLE supervision_value (
    finding TEXT NOT NULL REFERENCES supervision_finding (id),
    seq     BIGINT NOT NULL,
    measure TEXT NOT NULL,
    label   TEXT NOT NULL,
    unit    TEXT NOT NULL,
    value   DOUBLE PRECISION NOT NULL,
    low     DOUBLE PRECISION,
    high    DOUBLE PRECISION,
    is_out  BOOLEAN NOT NULL,
    PRIMARY KEY (finding, seq)
);

-- What happened to a finding, in order.
CREATE TABLE supervision_event (
    id        TEXT PRIMARY KEY,
    finding   TEXT NOT NULL REFERENCES supervision_finding (id),
    seq       BIGINT NOT NULL,
    what      TEXT NOT NULL,
    details   TEXT NOT NULL,
    at        TEXT NOT NULL,
    device_at TEXT NOT NULL,
    made_by   TEXT NOT NULL,
    base      BIGINT NOT NULL,
    conflict  BOOLEAN NOT NULL,
    due_on    TEXT
);
CREATE INDEX supervision_event_finding ON supervision_event (finding, seq);

-- What an own repair cost.
CREATE TABLE supervision_cost (
    id          TEXT PRIMARY KEY,
    finding     TEXT NOT NULL REFERENCES supervision_finding (id),
    seq         BIGINT NOT NULL,
    day         TEXT NOT NULL,
    sort        TEXT NOT NULL,
    what        TEXT NOT NULL,
    hundredths  BIGINT NOT NULL,
    unit_cents  BIGINT NOT NULL,
    cents       BIGINT NOT NULL
);
CREATE INDEX supervision_cost_finding ON supervision_cost (finding, seq);

-- Joint acceptance of sections, with its minutes.
CREATE TABLE supervision_acceptance (
    id       TEXT PRIMARY KEY,
    number   TEXT NOT NULL UNIQUE,
    work     TEXT NOT NULL REFERENCES supervision_work (id),
    day      TEXT NOT NULL,
    details  TEXT NOT NULL,
    file     TEXT NOT NULL,
    made_at  TEXT NOT NULL,
    made_by  TEXT NOT NULL
);
CREATE INDEX supervision_acceptance_work ON supervision_acceptance (work, day);

-- Lines as built, compared with the permit.
CREATE TABLE supervision_built (
    work      TEXT PRIMARY KEY REFERENCES supervision_work (id),
    sha256    TEXT NOT NULL,
    result    TEXT NOT NULL,
    made_at   TEXT NOT NULL
);

-- Which reminders of a warranty were given.
CREATE TABLE supervision_reminder (
    section TEXT NOT NULL REFERENCES supervision_section (id),
    months  BIGINT NOT NULL,
    day     TEXT NOT NULL,
    PRIMARY KEY (section, months)
);
