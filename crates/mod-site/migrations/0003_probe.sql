CREATE TABLE site_probe (
    run      BIGINT PRIMARY KEY,
    at       TEXT NOT NULL,
    asked    BIGINT NOT NULL,
    failed   BIGINT NOT NULL,
    digest   TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL
);

CREATE TABLE site_probe_span (
    publication TEXT NOT NULL REFERENCES kernel_publication (id),
    first_run   BIGINT NOT NULL REFERENCES site_probe (run),
    last_run    BIGINT NOT NULL REFERENCES site_probe (run),
    state       TEXT NOT NULL,
    digest      TEXT NOT NULL,
    PRIMARY KEY (publication, first_run)
);
