ALTER TABLE services_service ADD COLUMN deadline_de TEXT NOT NULL DEFAULT '';
ALTER TABLE services_service ADD COLUMN deadline_en TEXT NOT NULL DEFAULT '';
ALTER TABLE services_service ADD COLUMN state TEXT NOT NULL DEFAULT 'public';
ALTER TABLE services_service ADD COLUMN was_public BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE services_service ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE services_service ADD COLUMN gone_de TEXT NOT NULL DEFAULT '';
ALTER TABLE services_service ADD COLUMN gone_en TEXT NOT NULL DEFAULT '';
ALTER TABLE services_service ADD COLUMN successor TEXT NOT NULL DEFAULT '';
ALTER TABLE services_service DROP COLUMN has_form;
CREATE TABLE services_version (
    slug    TEXT NOT NULL,
    version BIGINT NOT NULL,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    act     TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (slug, version)
);
CREATE INDEX services_version_at ON services_version (at);
