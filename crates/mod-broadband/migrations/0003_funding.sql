-- Notices of who gives money. None is changed: a later one replaces an earlier one.
CREATE TABLE broadband_grant (
    id          TEXT PRIMARY KEY,
    area        TEXT NOT NULL REFERENCES broadband_area (id),
    giver       TEXT NOT NULL CHECK (giver IN ('federal', 'state')),
    kind        TEXT NOT NULL CHECK (kind IN ('provisional', 'final', 'change')),
    issued_on   TEXT NOT NULL,
    file_number TEXT NOT NULL,
    eligible    BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    until_day   TEXT NOT NULL,
    profile     TEXT NOT NULL
);
CREATE INDEX broadband_grant_area ON broadband_grant (area, issued_on);

-- What is to be reached, by when, and what it costs.
CREATE TABLE broadband_milestone (
    id         TEXT PRIMARY KEY,
    area       TEXT NOT NULL REFERENCES broadband_area (id),
    title      TEXT NOT NULL,
    due_on     TEXT NOT NULL,
    cost       BIGINT NOT NULL,
    reached_on TEXT NOT NULL,
    evidence   TEXT NOT NULL
);
CREATE INDEX broadband_milestone_area ON broadband_milestone (area, due_on);

-- The ledger of a project. A line is never changed: another one takes it back.
CREATE TABLE broadband_booking (
    id        TEXT PRIMARY KEY,
    area      TEXT NOT NULL REFERENCES broadband_area (id),
    number    BIGINT NOT NULL,
    on_day    TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('cost', 'third')),
    amount    BIGINT NOT NULL,
    words     TEXT NOT NULL,
    milestone TEXT NOT NULL,
    takes_back TEXT UNIQUE,
    UNIQUE (area, number)
);

-- Money asked for, received and spent.
CREATE TABLE broadband_draw (
    id          TEXT PRIMARY KEY,
    area        TEXT NOT NULL REFERENCES broadband_area (id),
    giver       TEXT NOT NULL CHECK (giver IN ('federal', 'state')),
    amount      BIGINT NOT NULL,
    asked_on    TEXT NOT NULL,
    received_on TEXT NOT NULL,
    spend_by    TEXT NOT NULL,
    spent_on    TEXT NOT NULL
);
CREATE INDEX broadband_draw_area ON broadband_draw (area, asked_on);

-- Reports of a year and of the end: what they say, and when they were handed in.
CREATE TABLE broadband_proof (
    area     TEXT NOT NULL REFERENCES broadband_area (id),
    kind     TEXT NOT NULL CHECK (kind IN ('interim', 'final')),
    year     BIGINT NOT NULL,
    progress TEXT NOT NULL,
    changes  TEXT NOT NULL,
    outlook  TEXT NOT NULL,
    filed_on TEXT NOT NULL,
    evidence TEXT NOT NULL,
    version  BIGINT NOT NULL,
    PRIMARY KEY (area, kind, year)
);

-- Photos of a project: where and when they say they were taken.
CREATE TABLE broadband_photo (
    file     TEXT PRIMARY KEY,
    area     TEXT NOT NULL REFERENCES broadband_area (id),
    words    TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    lon      DOUBLE PRECISION,
    lat      DOUBLE PRECISION
);
CREATE INDEX broadband_photo_area ON broadband_photo (area, taken_at);

-- What town and operator agreed on, and the days of a market survey.
CREATE TABLE broadband_agreed (
    area  TEXT NOT NULL REFERENCES broadband_area (id),
    key   TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (area, key)
);

-- Profile files of the GIS rules, as the department loaded them.
CREATE TABLE broadband_profile (
    id        TEXT PRIMARY KEY,
    body      TEXT NOT NULL,
    loaded_on TEXT NOT NULL
);

-- Periods of funding by the day from which they hold. The notice of a project may say otherwise: the
-- department confirms what holds.
CREATE TABLE broadband_term (
    key       TEXT NOT NULL,
    from_day  TEXT NOT NULL,
    amount    BIGINT NOT NULL,
    unit      TEXT NOT NULL CHECK (unit IN ('weeks', 'months', 'percent')),
    basis     TEXT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    PRIMARY KEY (key, from_day)
);
INSERT INTO broadband_term (key, from_day, amount, unit, basis, confirmed) VALUES
    ('survey', '2023-04-01', 8, 'weeks', 'Mindestdauer der Markterkundung', FALSE),
    ('survey-age', '2023-04-01', 12, 'months', 'Ergebnis der Markterkundung gilt', FALSE),
    ('spend', '2015-10-22', 6, 'weeks', 'Verwendung nach Auszahlung', FALSE),
    ('proof', '2015-10-22', 12, 'months', 'Verwendungsnachweis nach Erfüllung des Zwecks', FALSE),
    ('operation', '2015-10-22', 84, 'months', 'Zweckbindung des Betriebs', FALSE),
    ('retained', '2015-10-22', 0, 'percent', 'Einbehalt bis zur Prüfung des Verwendungsnachweises', FALSE);
