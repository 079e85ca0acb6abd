-- Trenches of operators under permits: by them grant, start and end of the works move the coverage.
CREATE TABLE broadband_trench (
    section  TEXT PRIMARY KEY,
    case_id  TEXT NOT NULL,
    operator TEXT NOT NULL REFERENCES broadband_operator (id),
    street   TEXT NOT NULL,
    line     TEXT NOT NULL,
    ready_by TEXT NOT NULL
);
CREATE INDEX broadband_trench_case ON broadband_trench (case_id);
