-- Who lays fibre, or has it.
CREATE TABLE broadband_operator (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    contact     TEXT NOT NULL,
    right_until TEXT NOT NULL,
    invitation  TEXT NOT NULL
);

-- Which account speaks for which operator.
CREATE TABLE broadband_member (
    account  TEXT PRIMARY KEY REFERENCES kernel_account (id),
    operator TEXT NOT NULL REFERENCES broadband_operator (id),
    since    TEXT NOT NULL
);

-- What an operator offers at an address, from day to day, both included.
CREATE TABLE broadband_coverage (
    address    TEXT NOT NULL REFERENCES kernel_address (id),
    operator   TEXT NOT NULL REFERENCES broadband_operator (id),
    technology TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    status     TEXT NOT NULL,
    down       BIGINT NOT NULL,
    up         BIGINT NOT NULL,
    planned    TEXT NOT NULL,
    source     TEXT NOT NULL,
    PRIMARY KEY (address, operator, technology, from_day)
);
CREATE INDEX broadband_coverage_days ON broadband_coverage (until_day, from_day);

-- Why nobody plans an address.
CREATE TABLE broadband_gap (
    address TEXT PRIMARY KEY REFERENCES kernel_address (id),
    reason  TEXT NOT NULL,
    note    TEXT NOT NULL,
    noted_on TEXT NOT NULL
);

-- What operators delivered.
CREATE TABLE broadband_delivery (
    id       TEXT PRIMARY KEY,
    operator TEXT NOT NULL REFERENCES broadband_operator (id),
    name     TEXT NOT NULL,
    made_at  TEXT NOT NULL,
    as_of    TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    lines    BIGINT NOT NULL,
    changed  BIGINT NOT NULL,
    UNIQUE (operator, sha256)
);
CREATE TABLE broadband_delivery_row (
    delivery   TEXT NOT NULL REFERENCES broadband_delivery (id),
    line       BIGINT NOT NULL,
    written    TEXT NOT NULL,
    spelling   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    candidates TEXT NOT NULL,
    offer      TEXT NOT NULL,
    address    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('taken', 'open', 'left')),
    PRIMARY KEY (delivery, line)
);
CREATE INDEX broadband_delivery_row_state ON broadband_delivery_row (state, delivery, line);

-- Areas of roll-out, self-financed or funded.
CREATE TABLE broadband_area (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    funded    BOOLEAN NOT NULL,
    operator  TEXT NOT NULL,
    state     TEXT NOT NULL,
    since     TEXT NOT NULL,
    quota     BIGINT NOT NULL,
    signed    BIGINT NOT NULL,
    quota_by  TEXT NOT NULL,
    ready_by  TEXT NOT NULL,
    file_number TEXT NOT NULL,
    eligible  BIGINT NOT NULL,
    third     BIGINT NOT NULL,
    rule      TEXT NOT NULL,
    version   BIGINT NOT NULL
);
CREATE TABLE broadband_area_address (
    address TEXT PRIMARY KEY REFERENCES kernel_address (id),
    area    TEXT NOT NULL REFERENCES broadband_area (id)
);
CREATE INDEX broadband_area_address_area ON broadband_area_address (area);
CREATE TABLE broadband_step (
    area     TEXT NOT NULL REFERENCES broadband_area (id),
    number   BIGINT NOT NULL,
    on_day   TEXT NOT NULL,
    state    TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (area, number)
);

-- Rules of funding by the day from which they hold: a department changes rows, not the program.
CREATE TABLE broadband_rule (
    key        TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    name       TEXT NOT NULL,
    federal    BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    own        BIGINT NOT NULL,
    down       BIGINT NOT NULL,
    both_ways  BIGINT NOT NULL,
    PRIMARY KEY (key, from_day)
);
INSERT INTO broadband_rule (key, from_day, name, federal, state, own, down, both_ways) VALUES
    ('white', '2015-10-22', 'Weiße Flecken (unter 30 Mbit/s)', 5000, 4000, 1000, 30, 30),
    ('grey', '2021-04-26', 'Hellgraue Flecken (unter 100 Mbit/s)', 5000, 4000, 1000, 100, 100),
    ('gigabit', '2023-04-01', 'Gigabit-Richtlinie 2.0', 5000, 3000, 2000, 500, 200),
    ('gigabit-weak', '2023-04-01', 'Gigabit-Richtlinie 2.0, Haushaltssicherung', 5000, 4000, 1000, 500, 200);
