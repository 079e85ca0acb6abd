CREATE TABLE kernel_counter (
    series TEXT PRIMARY KEY,
    value  BIGINT NOT NULL
);

CREATE TABLE kernel_setting (
    module TEXT PRIMARY KEY,
    value  TEXT NOT NULL,
    set_at TEXT NOT NULL
);

CREATE TABLE kernel_audit (
    seq      BIGINT PRIMARY KEY,
    at       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    note     TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL
);
CREATE INDEX kernel_audit_subject ON kernel_audit (subject, seq);

CREATE TABLE kernel_unit (
    id         TEXT PRIMARY KEY,
    parent     TEXT REFERENCES kernel_unit (id),
    number     TEXT NOT NULL UNIQUE,
    name_de    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    telephone  TEXT NOT NULL,
    email      TEXT NOT NULL,
    street     TEXT NOT NULL,
    postcode   TEXT NOT NULL,
    room       TEXT NOT NULL,
    hours      TEXT NOT NULL,
    position   BIGINT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT
);

CREATE TABLE kernel_competence (
    kind TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES kernel_unit (id)
);

CREATE TABLE kernel_person (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    email      TEXT NOT NULL,
    language   TEXT NOT NULL,
    made_at    TEXT NOT NULL
);

CREATE TABLE kernel_account (
    id          TEXT PRIMARY KEY,
    person      TEXT NOT NULL REFERENCES kernel_person (id),
    kind        TEXT NOT NULL CHECK (kind IN ('staff', 'citizen', 'organisation')),
    login       TEXT NOT NULL UNIQUE,
    password    TEXT,
    totp        TEXT,
    totp_step   BIGINT NOT NULL,
    trust       TEXT NOT NULL CHECK (trust IN ('none', 'low', 'substantial', 'high')),
    is_disabled BOOLEAN NOT NULL,
    made_at     TEXT NOT NULL,
    seen_at     TEXT
);
CREATE INDEX kernel_account_person ON kernel_account (person);

CREATE TABLE kernel_foreign_login (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES kernel_account (id),
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE kernel_passkey (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES kernel_account (id),
    credential TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    passkey    TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    used_at    TEXT
);
CREATE INDEX kernel_passkey_account ON kernel_passkey (account);

CREATE TABLE kernel_recovery_code (
    account TEXT NOT NULL REFERENCES kernel_account (id),
    hash    TEXT NOT NULL,
    PRIMARY KEY (account, hash)
);

CREATE TABLE kernel_ticket (
    hash       TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL,
    subject    TEXT NOT NULL,
    payload    TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX kernel_ticket_expires ON kernel_ticket (expires_at);

CREATE TABLE kernel_session (
    hash       TEXT PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    account    TEXT REFERENCES kernel_account (id),
    guest      TEXT,
    made_at    TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    factor_at  TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    device     TEXT NOT NULL
);
CREATE INDEX kernel_session_account ON kernel_session (account);
CREATE INDEX kernel_session_expires ON kernel_session (expires_at);

CREATE TABLE kernel_role (
    id          TEXT PRIMARY KEY,
    name_de     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    permissions TEXT NOT NULL
);

CREATE TABLE kernel_grant (
    id        TEXT PRIMARY KEY,
    account   TEXT NOT NULL REFERENCES kernel_account (id),
    role      TEXT NOT NULL REFERENCES kernel_role (id),
    unit      TEXT NOT NULL REFERENCES kernel_unit (id),
    from_day  TEXT NOT NULL,
    until_day TEXT
);
CREATE INDEX kernel_grant_account ON kernel_grant (account);

CREATE TABLE kernel_district (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    min_x    DOUBLE PRECISION NOT NULL,
    min_y    DOUBLE PRECISION NOT NULL,
    max_x    DOUBLE PRECISION NOT NULL,
    max_y    DOUBLE PRECISION NOT NULL,
    outline  TEXT NOT NULL
);

CREATE TABLE kernel_street (
    key      TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    folded   TEXT NOT NULL,
    class    TEXT NOT NULL,
    min_x    DOUBLE PRECISION NOT NULL,
    min_y    DOUBLE PRECISION NOT NULL,
    max_x    DOUBLE PRECISION NOT NULL,
    max_y    DOUBLE PRECISION NOT NULL,
    axis     TEXT NOT NULL
);
CREATE INDEX kernel_street_folded ON kernel_street (folded);

CREATE TABLE kernel_address (
    id       TEXT PRIMARY KEY,
    street   TEXT NOT NULL REFERENCES kernel_street (key),
    number   BIGINT NOT NULL,
    suffix   TEXT NOT NULL,
    postcode TEXT NOT NULL,
    district TEXT REFERENCES kernel_district (id),
    x        DOUBLE PRECISION NOT NULL,
    y        DOUBLE PRECISION NOT NULL,
    UNIQUE (street, number, suffix)
);
CREATE INDEX kernel_address_x ON kernel_address (x, y);

CREATE TABLE kernel_case (
    id          TEXT PRIMARY KEY,
    number      TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    unit        TEXT NOT NULL REFERENCES kernel_unit (id),
    assignee    TEXT REFERENCES kernel_account (id),
    holder      TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'decided', 'closed', 'withdrawn')),
    stage       TEXT NOT NULL,
    opened_at   TEXT NOT NULL,
    changed_at  TEXT NOT NULL,
    decided_at  TEXT,
    closed_at   TEXT,
    due_on      TEXT,
    erase_on    TEXT
);
CREATE INDEX kernel_case_desk ON kernel_case (unit, state, due_on, number);
CREATE INDEX kernel_case_assignee ON kernel_case (assignee, state, due_on);
CREATE INDEX kernel_case_holder ON kernel_case (holder);
CREATE INDEX kernel_case_kind ON kernel_case (kind, state, decided_at);
CREATE INDEX kernel_case_erase ON kernel_case (erase_on);

CREATE TABLE kernel_party (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES kernel_case (id),
    role       TEXT NOT NULL CHECK (role IN ('applicant', 'representative', 'member', 'operator')),
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL,
    address    TEXT NOT NULL,
    email      TEXT NOT NULL,
    language   TEXT NOT NULL,
    account    TEXT REFERENCES kernel_account (id),
    is_digital BOOLEAN NOT NULL
);
CREATE INDEX kernel_party_case ON kernel_party (case_id);
CREATE INDEX kernel_party_folded ON kernel_party (folded);

CREATE TABLE kernel_case_log (
    id      TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES kernel_case (id),
    at      TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    who     TEXT NOT NULL,
    what_de TEXT NOT NULL,
    what_en TEXT NOT NULL,
    is_open BOOLEAN NOT NULL
);
CREATE INDEX kernel_case_log_case ON kernel_case_log (case_id, seq);

CREATE TABLE kernel_file (
    id       TEXT PRIMARY KEY,
    sha256   TEXT NOT NULL,
    size     BIGINT NOT NULL,
    mime     TEXT NOT NULL,
    name     TEXT NOT NULL,
    owner    TEXT NOT NULL,
    label    TEXT NOT NULL,
    origin   TEXT NOT NULL CHECK (origin IN ('citizen', 'staff', 'house')),
    scan     TEXT NOT NULL CHECK (scan IN ('unscanned', 'clean', 'refused')),
    made_at  TEXT NOT NULL
);
CREATE INDEX kernel_file_owner ON kernel_file (owner, made_at);
CREATE INDEX kernel_file_sha256 ON kernel_file (sha256);

CREATE TABLE kernel_deadline (
    id         TEXT PRIMARY KEY,
    subject    TEXT NOT NULL,
    rule       TEXT NOT NULL,
    label_de   TEXT NOT NULL,
    label_en   TEXT NOT NULL,
    due_on     TEXT NOT NULL,
    remind_on  TEXT,
    state      TEXT NOT NULL CHECK (state IN ('running', 'met', 'expired', 'dropped')),
    is_reminded BOOLEAN NOT NULL
);
CREATE INDEX kernel_deadline_due ON kernel_deadline (state, due_on);
CREATE INDEX kernel_deadline_subject ON kernel_deadline (subject);

CREATE TABLE kernel_fact (
    seq     BIGINT PRIMARY KEY,
    name    TEXT NOT NULL,
    body    TEXT NOT NULL,
    told_at TEXT NOT NULL
);

CREATE INDEX kernel_fact_name ON kernel_fact (name, seq);

CREATE TABLE kernel_cursor (
    subscriber TEXT PRIMARY KEY,
    seq        BIGINT NOT NULL
);

CREATE TABLE kernel_delivery (
    fact       BIGINT NOT NULL REFERENCES kernel_fact (seq),
    subscriber TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    attempts   BIGINT NOT NULL,
    next_at    TEXT NOT NULL,
    error      TEXT NOT NULL,
    PRIMARY KEY (fact, subscriber)
);
CREATE INDEX kernel_delivery_due ON kernel_delivery (state, next_at);

CREATE TABLE kernel_job (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    key        TEXT NOT NULL UNIQUE,
    body       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'armed', 'done', 'dead')),
    attempts   BIGINT NOT NULL,
    next_at    TEXT NOT NULL,
    leased_at  TEXT,
    error      TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    done_at    TEXT
);
CREATE INDEX kernel_job_due ON kernel_job (state, next_at);

CREATE TABLE kernel_schedule (
    name    TEXT PRIMARY KEY,
    last_on TEXT NOT NULL
);

CREATE TABLE kernel_mail (
    id        TEXT PRIMARY KEY,
    event     TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    subject   TEXT NOT NULL,
    body      TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'kept', 'unclear', 'failed')),
    made_at   TEXT NOT NULL,
    sent_at   TEXT
);
CREATE INDEX kernel_mail_made ON kernel_mail (made_at);

CREATE TABLE kernel_message (
    id         TEXT PRIMARY KEY,
    case_id    TEXT REFERENCES kernel_case (id),
    holder     TEXT NOT NULL,
    direction  TEXT NOT NULL CHECK (direction IN ('to_citizen', 'to_town')),
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    file       TEXT REFERENCES kernel_file (id),
    at         TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    read_at    TEXT,
    author     TEXT NOT NULL
);
CREATE INDEX kernel_message_case ON kernel_message (case_id, seq);
CREATE INDEX kernel_message_holder ON kernel_message (holder, seq);

CREATE TABLE kernel_letter (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES kernel_case (id),
    file       TEXT NOT NULL REFERENCES kernel_file (id),
    label      TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'posted')),
    made_at    TEXT NOT NULL,
    posted_on  TEXT
);
CREATE INDEX kernel_letter_state ON kernel_letter (state, made_at);

CREATE TABLE kernel_publication (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    slug         TEXT NOT NULL,
    title_de     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    teaser_de    TEXT NOT NULL,
    teaser_en    TEXT NOT NULL,
    text_de      TEXT NOT NULL,
    text_en      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'published', 'withdrawn', 'expired')),
    visible_from TEXT NOT NULL,
    visible_until TEXT,
    min_x        DOUBLE PRECISION,
    min_y        DOUBLE PRECISION,
    max_x        DOUBLE PRECISION,
    max_y        DOUBLE PRECISION,
    revision     BIGINT NOT NULL,
    changed_at   TEXT NOT NULL,
    UNIQUE (kind, slug)
);
CREATE INDEX kernel_publication_kind ON kernel_publication (kind, state, visible_from);

CREATE TABLE kernel_publication_revision (
    publication TEXT NOT NULL REFERENCES kernel_publication (id),
    revision    BIGINT NOT NULL,
    at          TEXT NOT NULL,
    actor       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    content     TEXT NOT NULL,
    PRIMARY KEY (publication, revision)
);

CREATE TABLE kernel_search_entry (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    audience TEXT NOT NULL,
    language TEXT NOT NULL,
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL,
    url      TEXT NOT NULL,
    length   BIGINT NOT NULL
);

CREATE TABLE kernel_search_term (
    term   TEXT NOT NULL,
    entry  TEXT NOT NULL REFERENCES kernel_search_entry (id),
    weight BIGINT NOT NULL,
    PRIMARY KEY (term, entry)
);
CREATE INDEX kernel_search_term_entry ON kernel_search_term (entry);

CREATE TABLE kernel_erasure (
    id        TEXT PRIMARY KEY,
    rule      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    record    TEXT NOT NULL,
    erased_at TEXT NOT NULL
);
