-- The town's key: browsers take messages only from whoever holds it. Its private half is sealed.
CREATE TABLE push_key (
    name    TEXT PRIMARY KEY,
    sealed  TEXT NOT NULL,
    public  TEXT NOT NULL,
    made_at TEXT NOT NULL
);

-- A browser that wants messages. Address and keys are sealed; the mark finds it again without opening it.
CREATE TABLE push_subscription (
    id        TEXT PRIMARY KEY,
    mark      TEXT NOT NULL UNIQUE,
    sealed    TEXT NOT NULL,
    host      TEXT NOT NULL,
    language  TEXT NOT NULL,
    topics    TEXT NOT NULL,
    asked_at  TEXT NOT NULL,
    heard_at  TEXT NOT NULL,
    strikes   BIGINT NOT NULL
);
CREATE INDEX push_subscription_host ON push_subscription (host);

-- What became visible: each is told once.
CREATE TABLE push_seen (
    subject TEXT PRIMARY KEY,
    seen_at TEXT NOT NULL
);

-- Since when things are told.
CREATE TABLE push_begun (
    name TEXT PRIMARY KEY,
    at   TEXT NOT NULL
);

-- What is told, and how far it went.
CREATE TABLE push_message (
    id        TEXT PRIMARY KEY,
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    made_at   TEXT NOT NULL,
    last_told TEXT NOT NULL,
    rounds    BIGINT NOT NULL,
    sent      BIGINT NOT NULL,
    failed    BIGINT NOT NULL,
    ended_at  TEXT
);
CREATE INDEX push_message_made ON push_message (made_at);

-- Who gets a message later, because their service could not take it.
CREATE TABLE push_retry (
    message      TEXT NOT NULL,
    subscription TEXT NOT NULL,
    at           TEXT NOT NULL,
    tries        BIGINT NOT NULL,
    PRIMARY KEY (message, subscription)
);

-- Services of browser makers: when they may be asked again, and what they last complained of.
CREATE TABLE push_host (
    host         TEXT PRIMARY KEY,
    paused_until TEXT NOT NULL,
    trouble      TEXT NOT NULL,
    trouble_at   TEXT NOT NULL
);

-- How many came, went, were told: per day, without persons.
CREATE TABLE push_figure (
    day   TEXT NOT NULL,
    what  TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, what)
);

-- A reader of a feed asked for something; whether it means it is being asked. Address and secret are sealed.
CREATE TABLE push_wish (
    id      TEXT PRIMARY KEY,
    mark    TEXT NOT NULL,
    sealed  TEXT NOT NULL,
    host    TEXT NOT NULL,
    tries   BIGINT NOT NULL,
    made_at TEXT NOT NULL
);
CREATE INDEX push_wish_host ON push_wish (host);

-- Readers of feeds that are told of changes.
CREATE TABLE push_reader (
    id          TEXT PRIMARY KEY,
    mark        TEXT NOT NULL UNIQUE,
    sealed      TEXT NOT NULL,
    host        TEXT NOT NULL,
    topic       TEXT NOT NULL,
    told        TEXT NOT NULL,
    lease_until TEXT NOT NULL,
    strikes     BIGINT NOT NULL,
    next_at     TEXT NOT NULL
);
CREATE INDEX push_reader_topic ON push_reader (topic, id);
CREATE INDEX push_reader_host ON push_reader (host);

-- Feeds with readers: what they last held.
CREATE TABLE push_feed (
    topic      TEXT PRIMARY KEY,
    digest     TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
