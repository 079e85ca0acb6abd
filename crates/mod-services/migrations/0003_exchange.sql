-- Where a service came from, and how it was understood then: the next update compares with it.
CREATE TABLE services_origin (
    slug     TEXT PRIMARY KEY,
    agency   TEXT NOT NULL,
    source   TEXT NOT NULL,
    original TEXT NOT NULL,
    sheet    TEXT NOT NULL,
    taken_at TEXT NOT NULL
);
CREATE INDEX services_origin_source ON services_origin (source);

-- A file that was read and waits for somebody to say what is taken over.
CREATE TABLE services_intake (
    id      TEXT PRIMARY KEY,
    at      TEXT NOT NULL,
    content TEXT NOT NULL
);

-- Life situations: services by what people are going through.
CREATE TABLE services_topic (
    slug      TEXT PRIMARY KEY,
    title_de  TEXT NOT NULL,
    title_en  TEXT NOT NULL,
    teaser_de TEXT NOT NULL,
    teaser_en TEXT NOT NULL,
    icon      TEXT NOT NULL,
    position  BIGINT NOT NULL,
    version   BIGINT NOT NULL
);

CREATE TABLE services_topic_service (
    topic    TEXT NOT NULL REFERENCES services_topic (slug),
    service  TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (topic, service)
);
CREATE INDEX services_topic_service_of ON services_topic_service (service);
