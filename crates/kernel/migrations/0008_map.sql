-- Official house coordinates have a number of their own.
ALTER TABLE kernel_address ADD COLUMN official TEXT NOT NULL DEFAULT '';
CREATE INDEX kernel_address_official ON kernel_address (official);
CREATE INDEX kernel_address_district ON kernel_address (district, street);

-- Spellings of streets that people confirmed.
CREATE TABLE kernel_street_alias (
    folded   TEXT PRIMARY KEY,
    spelling TEXT NOT NULL,
    street   TEXT NOT NULL REFERENCES kernel_street (key),
    made_at  TEXT NOT NULL
);

-- What the map draws: geometry filed under the cells it lies in.
CREATE TABLE kernel_map_piece (
    layer      TEXT NOT NULL,
    id         TEXT NOT NULL,
    cell       BIGINT NOT NULL,
    min_zoom   BIGINT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    geometry   BYTEA NOT NULL,
    attributes TEXT NOT NULL,
    PRIMARY KEY (layer, id, cell)
);
CREATE INDEX kernel_map_piece_cell ON kernel_map_piece (layer, cell, min_zoom);

-- The same for people who read lists.
CREATE TABLE kernel_map_entry (
    layer     TEXT NOT NULL,
    id        TEXT NOT NULL,
    state     TEXT NOT NULL,
    title_de  TEXT NOT NULL,
    title_en  TEXT NOT NULL,
    text_de   TEXT NOT NULL,
    text_en   TEXT NOT NULL,
    url       TEXT NOT NULL,
    street    TEXT NOT NULL,
    folded    TEXT NOT NULL,
    district  TEXT NOT NULL,
    position  TEXT NOT NULL,
    x         DOUBLE PRECISION NOT NULL,
    y         DOUBLE PRECISION NOT NULL,
    from_day  TEXT NOT NULL,
    until_day TEXT NOT NULL,
    PRIMARY KEY (layer, id)
);
CREATE INDEX kernel_map_entry_order ON kernel_map_entry (layer, position, id);
CREATE INDEX kernel_map_entry_district ON kernel_map_entry (layer, district, position);

-- When something changed in which part of the map.
CREATE TABLE kernel_map_stamp (
    layer TEXT NOT NULL,
    cell  BIGINT NOT NULL,
    stamp BIGINT NOT NULL,
    PRIMARY KEY (layer, cell)
);
