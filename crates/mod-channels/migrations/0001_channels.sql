-- The town's own application at a provider, with which accounts are connected.
CREATE TABLE channels_app (
    channel    TEXT NOT NULL,
    api        TEXT NOT NULL,
    client     TEXT NOT NULL,
    secret     TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (channel, api)
);

-- Somebody went to a provider to sign in and has not come back yet, or chooses an account.
CREATE TABLE channels_signin (
    id       TEXT PRIMARY KEY,
    channel  TEXT NOT NULL,
    api      TEXT NOT NULL,
    person   TEXT NOT NULL,
    sealed   TEXT NOT NULL,
    made_at  TEXT NOT NULL
);

-- Accounts the town publishes with.
CREATE TABLE channels_account (
    id           TEXT PRIMARY KEY,
    channel      TEXT NOT NULL CHECK (channel IN ('facebook', 'instagram', 'youtube', 'mastodon')),
    api          TEXT NOT NULL,
    remote       TEXT NOT NULL,
    name         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('connected', 'stopped', 'off')),
    trouble      TEXT NOT NULL,
    sealed       TEXT NOT NULL,
    uploads      TEXT NOT NULL,
    limits       TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    ends_at      TEXT NOT NULL,
    warned       BIGINT NOT NULL,
    resume_at    TEXT NOT NULL,
    connected_at TEXT NOT NULL,
    checked_at   TEXT NOT NULL,
    UNIQUE (channel, api, remote)
);

-- One text for all channels.
CREATE TABLE channels_post (
    id          TEXT PRIMARY KEY,
    publication TEXT NOT NULL,
    revision    BIGINT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'released', 'deleted')),
    title       TEXT NOT NULL,
    text        TEXT NOT NULL,
    link        TEXT NOT NULL,
    language    TEXT NOT NULL,
    media       TEXT NOT NULL,
    send_at     TEXT NOT NULL,
    author      TEXT NOT NULL,
    releaser    TEXT NOT NULL,
    source      TEXT NOT NULL,
    version     BIGINT NOT NULL,
    made_at     TEXT NOT NULL,
    changed_at  TEXT NOT NULL
);
CREATE INDEX channels_post_changed ON channels_post (changed_at, id);
CREATE INDEX channels_post_publication ON channels_post (publication);

-- What is said on one account in place of the common text.
CREATE TABLE channels_variant (
    post    TEXT NOT NULL,
    account TEXT NOT NULL,
    title   TEXT NOT NULL,
    text    TEXT NOT NULL,
    shape   TEXT NOT NULL,
    PRIMARY KEY (post, account)
);

-- One order on one channel: the whole memory of what was sent and what came of it.
CREATE TABLE channels_task (
    id         TEXT PRIMARY KEY,
    post       TEXT NOT NULL,
    account    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('publish', 'correct', 'delete')),
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'stuck', 'done', 'cancelled')),
    body       TEXT NOT NULL,
    run        BIGINT NOT NULL,
    due_at     TEXT NOT NULL,
    remote     TEXT NOT NULL,
    url        TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    UNIQUE (post, account, number)
);
CREATE INDEX channels_task_account ON channels_task (account, state);

-- Every request that left for a provider, without its contents.
CREATE TABLE channels_attempt (
    id      TEXT PRIMARY KEY,
    task    TEXT NOT NULL,
    at      TEXT NOT NULL,
    aim     TEXT NOT NULL,
    outcome TEXT NOT NULL,
    code    TEXT NOT NULL,
    trace   TEXT NOT NULL
);
CREATE INDEX channels_attempt_task ON channels_attempt (task, at);
CREATE INDEX channels_attempt_at ON channels_attempt (at);

-- What providers count. A figure that is not here was not told; it is not zero.
CREATE TABLE channels_figure (
    account TEXT NOT NULL,
    subject TEXT NOT NULL,
    measure TEXT NOT NULL,
    day     TEXT NOT NULL,
    source  TEXT NOT NULL,
    value   BIGINT NOT NULL,
    read_at TEXT NOT NULL,
    PRIMARY KEY (account, subject, measure, day)
);
