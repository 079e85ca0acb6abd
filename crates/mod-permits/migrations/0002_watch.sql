CREATE TABLE permits_alarm (
    request TEXT NOT NULL REFERENCES permits_request (id),
    step    TEXT NOT NULL,
    due_on  TEXT NOT NULL,
    alarm   TEXT NOT NULL,
    told_on TEXT NOT NULL,
    PRIMARY KEY (request, step, due_on, alarm)
);

CREATE TABLE permits_calendar (
    account TEXT PRIMARY KEY REFERENCES kernel_account (id),
    digest  TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL
);

-- The box of what a section covers of the cell, in centimetres; what was filed before covers all.
ALTER TABLE permits_cell ADD COLUMN min_x BIGINT NOT NULL DEFAULT -1000000000000;
ALTER TABLE permits_cell ADD COLUMN min_y BIGINT NOT NULL DEFAULT -1000000000000;
ALTER TABLE permits_cell ADD COLUMN max_x BIGINT NOT NULL DEFAULT 1000000000000;
ALTER TABLE permits_cell ADD COLUMN max_y BIGINT NOT NULL DEFAULT 1000000000000;
