CREATE TABLE desk_work (
    case_id TEXT PRIMARY KEY REFERENCES kernel_case (id),
    version BIGINT NOT NULL,
    due_on  TEXT
);

CREATE TABLE desk_once (
    key     TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES kernel_case (id)
);
CREATE INDEX desk_once_case ON desk_once (case_id);

CREATE TABLE desk_opening (
    case_id TEXT NOT NULL REFERENCES kernel_case (id),
    account TEXT NOT NULL,
    hour    TEXT NOT NULL,
    PRIMARY KEY (case_id, account, hour)
);

CREATE TABLE desk_draft (
    case_id TEXT PRIMARY KEY REFERENCES kernel_case (id),
    author  TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at TEXT NOT NULL
);

CREATE TABLE desk_second_pair (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES kernel_case (id),
    author      TEXT NOT NULL,
    content     TEXT NOT NULL,
    asked_at    TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'signed', 'returned', 'recalled')),
    reviewer    TEXT,
    note        TEXT NOT NULL,
    reviewed_at TEXT
);
CREATE INDEX desk_second_pair_case ON desk_second_pair (case_id, asked_at);
CREATE UNIQUE INDEX desk_second_pair_waiting ON desk_second_pair (case_id) WHERE state = 'waiting';

CREATE TABLE desk_decision (
    id              TEXT PRIMARY KEY,
    case_id         TEXT NOT NULL UNIQUE REFERENCES kernel_case (id),
    outcome         TEXT NOT NULL CHECK (outcome IN ('granted', 'partly', 'refused')),
    amount          BIGINT,
    from_day        TEXT,
    until_day       TEXT,
    reasons         TEXT NOT NULL,
    decided_by      TEXT NOT NULL,
    countersigned_by TEXT,
    decided_on      TEXT NOT NULL,
    issued_at       TEXT NOT NULL,
    notice          TEXT REFERENCES kernel_file (id),
    channel         TEXT NOT NULL CHECK (channel IN ('', 'mailbox', 'letter')),
    letter          TEXT,
    sent_on         TEXT,
    delivered_on    TEXT,
    objection_until TEXT
);
CREATE INDEX desk_decision_notice ON desk_decision (notice, issued_at);
CREATE INDEX desk_decision_by ON desk_decision (decided_by, issued_at);
CREATE INDEX desk_decision_letter ON desk_decision (letter);

CREATE TABLE desk_followup (
    id      TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES kernel_case (id),
    note    TEXT NOT NULL,
    due_on  TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    done_at TEXT
);
CREATE INDEX desk_followup_case ON desk_followup (case_id, due_on);
