-- What Meta told by itself and somebody shall look at: comments that came, and messages that were
-- refused. Neither what a comment says nor who wrote it.
CREATE TABLE channels_notice (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('comment', 'permission', 'refused')),
    account TEXT NOT NULL,
    remote  TEXT NOT NULL,
    times   BIGINT NOT NULL,
    told_at TEXT NOT NULL
);
CREATE INDEX channels_notice_kind ON channels_notice (kind, account, remote);
