-- The key the town signs with, sealed; its public half is for everybody.
CREATE TABLE fediverse_identity (
    name       TEXT PRIMARY KEY,
    key        TEXT NOT NULL,
    public_pem TEXT NOT NULL,
    made_at    TEXT NOT NULL
);

-- What was said: a publication, and the digest of what it said last.
CREATE TABLE fediverse_said (
    publication TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    said_at     TEXT NOT NULL,
    changed_at  TEXT,
    ended_at    TEXT
);
CREATE INDEX fediverse_said_at ON fediverse_said (said_at);

-- Who follows. Address and inbox are sealed; the mark finds them again without opening them.
CREATE TABLE fediverse_follower (
    mark        TEXT PRIMARY KEY,
    sealed      TEXT NOT NULL,
    host        TEXT NOT NULL,
    followed_at TEXT NOT NULL
);
CREATE INDEX fediverse_follower_host ON fediverse_follower (host);

-- Servers we deliver to, and what became of it.
CREATE TABLE fediverse_server (
    host       TEXT PRIMARY KEY,
    is_blocked BOOLEAN NOT NULL,
    reached_at TEXT NOT NULL,
    failed_at  TEXT,
    trouble    TEXT NOT NULL
);

-- Keys of others, sealed, so that they are not fetched for every message.
CREATE TABLE fediverse_key (
    mark       TEXT PRIMARY KEY,
    sealed     TEXT NOT NULL,
    fetched_at TEXT NOT NULL
);

-- What is on its way, once for all who get it.
CREATE TABLE fediverse_message (
    id      TEXT PRIMARY KEY,
    body    TEXT NOT NULL,
    made_at TEXT NOT NULL
);

-- Who still has to get it. The inbox is sealed: it may be that of a person.
CREATE TABLE fediverse_delivery (
    id      TEXT PRIMARY KEY,
    message TEXT NOT NULL,
    inbox   TEXT NOT NULL,
    host    TEXT NOT NULL,
    tries   BIGINT NOT NULL
);
CREATE INDEX fediverse_delivery_message ON fediverse_delivery (message);
CREATE INDEX fediverse_delivery_host ON fediverse_delivery (host);

-- Answers that wait for somebody to read them; sealed.
CREATE TABLE fediverse_reply (
    mark        TEXT PRIMARY KEY,
    author      TEXT NOT NULL,
    publication TEXT NOT NULL,
    sealed      TEXT NOT NULL,
    heard_at    TEXT NOT NULL,
    is_read     BOOLEAN NOT NULL
);
CREATE INDEX fediverse_reply_heard ON fediverse_reply (is_read, heard_at);
CREATE INDEX fediverse_reply_author ON fediverse_reply (author);

-- Likes and shares, counted once per account without knowing whose it is.
CREATE TABLE fediverse_reaction (
    publication TEXT NOT NULL,
    kind        TEXT NOT NULL,
    mark        TEXT NOT NULL,
    PRIMARY KEY (publication, kind, mark)
);
CREATE INDEX fediverse_reaction_mark ON fediverse_reaction (mark);
