CREATE TABLE people_device (
    hash    TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES kernel_account (id),
    made_at TEXT NOT NULL,
    used_at TEXT NOT NULL
);
CREATE INDEX people_device_account ON people_device (account);

CREATE TABLE people_failure (
    place    TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  TEXT NOT NULL,
    until    TEXT NOT NULL
);

CREATE TABLE people_mail_code (
    hash       TEXT PRIMARY KEY,
    address    TEXT NOT NULL,
    code       TEXT NOT NULL,
    tries      BIGINT NOT NULL,
    expires_at TEXT NOT NULL
);
