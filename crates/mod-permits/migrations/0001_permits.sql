CREATE TABLE permits_operator (
    id             TEXT PRIMARY KEY,
    kind           TEXT NOT NULL,
    name           TEXT NOT NULL,
    folded         TEXT NOT NULL UNIQUE,
    address        TEXT NOT NULL,
    email          TEXT NOT NULL,
    entitlement    TEXT NOT NULL,
    entitled_until TEXT,
    made_at        TEXT NOT NULL
);

CREATE TABLE permits_member (
    account  TEXT PRIMARY KEY REFERENCES kernel_account (id),
    operator TEXT NOT NULL REFERENCES permits_operator (id)
);

CREATE INDEX permits_member_operator ON permits_member (operator);

CREATE TABLE permits_request (
    id          TEXT PRIMARY KEY,
    operator    TEXT NOT NULL REFERENCES permits_operator (id),
    case_id     TEXT UNIQUE REFERENCES kernel_case (id),
    made_by     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    state       TEXT NOT NULL,
    from_day    TEXT NOT NULL,
    until_day   TEXT NOT NULL,
    details     TEXT NOT NULL,
    digest      TEXT NOT NULL,
    received_on TEXT,
    deemed_on   TEXT,
    cause       TEXT NOT NULL,
    version     BIGINT NOT NULL,
    made_at     TEXT NOT NULL,
    UNIQUE (operator, digest)
);

CREATE INDEX permits_request_state ON permits_request (state, received_on);

CREATE TABLE permits_section (
    id        TEXT PRIMARY KEY,
    request   TEXT NOT NULL REFERENCES permits_request (id),
    position  BIGINT NOT NULL,
    street    TEXT NOT NULL,
    line      TEXT NOT NULL,
    length_cm BIGINT NOT NULL,
    method    TEXT NOT NULL,
    depth_cm  BIGINT NOT NULL,
    width_cm  BIGINT NOT NULL,
    surface   TEXT NOT NULL,
    road      TEXT NOT NULL,
    ruling    TEXT NOT NULL,
    ground    TEXT NOT NULL
);

CREATE INDEX permits_section_request ON permits_section (request, position);

CREATE TABLE permits_cell (
    cell    BIGINT NOT NULL,
    section TEXT NOT NULL REFERENCES permits_section (id),
    PRIMARY KEY (cell, section)
);

CREATE INDEX permits_cell_section ON permits_cell (section);

CREATE TABLE permits_event (
    request TEXT NOT NULL REFERENCES permits_request (id),
    seq     BIGINT NOT NULL,
    what    TEXT NOT NULL,
    day     TEXT NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (request, seq)
);

CREATE TABLE permits_condition (
    request TEXT NOT NULL REFERENCES permits_request (id),
    seq     BIGINT NOT NULL,
    name    TEXT NOT NULL,
    ground  TEXT NOT NULL,
    text    TEXT NOT NULL,
    streets TEXT NOT NULL,
    PRIMARY KEY (request, seq)
);

CREATE TABLE permits_verdict (
    request TEXT NOT NULL REFERENCES permits_request (id),
    other   TEXT NOT NULL REFERENCES permits_request (id),
    verdict TEXT NOT NULL,
    reason  TEXT NOT NULL,
    PRIMARY KEY (request, other)
);

CREATE TABLE permits_participation (
    id          TEXT PRIMARY KEY,
    request     TEXT NOT NULL REFERENCES permits_request (id),
    unit        TEXT NOT NULL REFERENCES kernel_unit (id),
    question    TEXT NOT NULL,
    asked_on    TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    answered_on TEXT,
    answer      TEXT NOT NULL,
    UNIQUE (request, unit)
);
