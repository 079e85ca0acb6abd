CREATE TABLE {{name}}_{{noun}} (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    added_at TEXT NOT NULL
);
