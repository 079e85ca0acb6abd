-- Deliveries of the official register, each with its defects.
CREATE TABLE map_import (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    made_at  TEXT NOT NULL,
    lines    BIGINT NOT NULL,
    added    BIGINT NOT NULL,
    changed  BIGINT NOT NULL,
    same     BIGINT NOT NULL,
    doubtful BIGINT NOT NULL,
    counts   TEXT NOT NULL,
    defects  TEXT NOT NULL
);

-- Rows that are no address as they stand: a person decides.
CREATE TABLE map_doubt (
    id          TEXT PRIMARY KEY,
    import      TEXT NOT NULL REFERENCES map_import (id),
    line        BIGINT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    official    TEXT NOT NULL,
    street_key  TEXT NOT NULL,
    street      TEXT NOT NULL,
    number      TEXT NOT NULL,
    suffix      TEXT NOT NULL,
    x           DOUBLE PRECISION,
    y           DOUBLE PRECISION,
    reason      TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'taken', 'left')),
    note        TEXT NOT NULL
);
CREATE INDEX map_doubt_state ON map_doubt (state, street, id);

-- Lists of others matched to the register.
CREATE TABLE map_list (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    made_at TEXT NOT NULL,
    sha256  TEXT NOT NULL UNIQUE,
    heading TEXT NOT NULL,
    encoding TEXT NOT NULL,
    lines   BIGINT NOT NULL
);

-- Their rows, none left out.
CREATE TABLE map_list_row (
    list       TEXT NOT NULL REFERENCES map_list (id),
    line       BIGINT NOT NULL,
    fields     TEXT NOT NULL,
    address    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    score      DOUBLE PRECISION NOT NULL,
    candidates TEXT NOT NULL,
    same_as    BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('found', 'open', 'decided', 'left')),
    PRIMARY KEY (list, line)
);
CREATE INDEX map_list_row_state ON map_list_row (list, state, line);
