-- Ids of SensorThings are whole numbers; a set never gives one twice.
CREATE TABLE sensors_sequence (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
CREATE TABLE sensors_thing (
    id          BIGINT PRIMARY KEY,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    properties  TEXT
);
CREATE TABLE sensors_location (
    id            BIGINT PRIMARY KEY,
    name          TEXT NOT NULL,
    description   TEXT NOT NULL,
    encoding_type TEXT NOT NULL,
    place         TEXT NOT NULL,
    properties    TEXT,
    min_x         DOUBLE PRECISION,
    min_y         DOUBLE PRECISION,
    max_x         DOUBLE PRECISION,
    max_y         DOUBLE PRECISION
);
CREATE INDEX sensors_location_box ON sensors_location (min_x, max_x, min_y, max_y);
CREATE TABLE sensors_thing_location (
    thing    BIGINT NOT NULL REFERENCES sensors_thing (id),
    location BIGINT NOT NULL REFERENCES sensors_location (id),
    PRIMARY KEY (thing, location)
);
CREATE INDEX sensors_thing_location_back ON sensors_thing_location (location, thing);
CREATE TABLE sensors_historical_location (
    id    BIGINT PRIMARY KEY,
    at    BIGINT NOT NULL,
    thing BIGINT NOT NULL REFERENCES sensors_thing (id)
);
CREATE INDEX sensors_historical_location_thing ON sensors_historical_location (thing, at);
CREATE TABLE sensors_historical_place (
    historical_location BIGINT NOT NULL REFERENCES sensors_historical_location (id),
    location            BIGINT NOT NULL REFERENCES sensors_location (id),
    PRIMARY KEY (historical_location, location)
);
CREATE INDEX sensors_historical_place_back ON sensors_historical_place (location, historical_location);
CREATE TABLE sensors_sensor (
    id            BIGINT PRIMARY KEY,
    name          TEXT NOT NULL,
    description   TEXT NOT NULL,
    encoding_type TEXT NOT NULL,
    metadata      TEXT NOT NULL,
    properties    TEXT
);
CREATE TABLE sensors_observed_property (
    id          BIGINT PRIMARY KEY,
    name        TEXT NOT NULL,
    definition  TEXT NOT NULL,
    description TEXT NOT NULL,
    properties  TEXT
);
CREATE TABLE sensors_feature (
    id            BIGINT PRIMARY KEY,
    name          TEXT NOT NULL,
    description   TEXT NOT NULL,
    encoding_type TEXT NOT NULL,
    place         TEXT NOT NULL,
    properties    TEXT,
    min_x         DOUBLE PRECISION,
    min_y         DOUBLE PRECISION,
    max_x         DOUBLE PRECISION,
    max_y         DOUBLE PRECISION
);
CREATE INDEX sensors_feature_box ON sensors_feature (min_x, max_x, min_y, max_y);
-- The feature that was made from a location, for Observations that name none.
CREATE TABLE sensors_location_feature (
    location BIGINT PRIMARY KEY REFERENCES sensors_location (id),
    feature  BIGINT NOT NULL REFERENCES sensors_feature (id)
);
CREATE INDEX sensors_location_feature_back ON sensors_location_feature (feature);
-- Datastreams and MultiDatastreams. The writer keeps what is known of their Observations: how many,
-- from when to when, where.
CREATE TABLE sensors_datastream (
    id                BIGINT PRIMARY KEY,
    is_multi          BOOLEAN NOT NULL,
    is_public         BOOLEAN NOT NULL,
    name              TEXT NOT NULL,
    description       TEXT NOT NULL,
    observation_type  TEXT NOT NULL,
    unit              TEXT NOT NULL,
    data_types        TEXT,
    properties        TEXT,
    thing             BIGINT NOT NULL REFERENCES sensors_thing (id),
    sensor            BIGINT NOT NULL REFERENCES sensors_sensor (id),
    observed_property BIGINT REFERENCES sensors_observed_property (id),
    observations      BIGINT NOT NULL,
    start_at          BIGINT,
    end_at            BIGINT,
    result_start      BIGINT,
    result_end        BIGINT,
    min_x             DOUBLE PRECISION,
    min_y             DOUBLE PRECISION,
    max_x             DOUBLE PRECISION,
    max_y             DOUBLE PRECISION
);
CREATE INDEX sensors_datastream_thing ON sensors_datastream (thing);
CREATE INDEX sensors_datastream_sensor ON sensors_datastream (sensor);
CREATE INDEX sensors_datastream_property ON sensors_datastream (observed_property);
CREATE INDEX sensors_datastream_hidden ON sensors_datastream (id) WHERE NOT is_public;
CREATE TABLE sensors_stream_property (
    stream            BIGINT NOT NULL REFERENCES sensors_datastream (id),
    position          BIGINT NOT NULL,
    observed_property BIGINT NOT NULL REFERENCES sensors_observed_property (id),
    PRIMARY KEY (stream, position)
);
CREATE INDEX sensors_stream_property_back ON sensors_stream_property (observed_property, stream);
-- How many Observations of a stream are about a feature.
CREATE TABLE sensors_stream_feature (
    stream       BIGINT NOT NULL REFERENCES sensors_datastream (id),
    feature      BIGINT NOT NULL REFERENCES sensors_feature (id),
    observations BIGINT NOT NULL,
    PRIMARY KEY (stream, feature)
);
CREATE INDEX sensors_stream_feature_back ON sensors_stream_feature (feature, stream);
-- Measured values in the order of their stream and time; instants in nanoseconds since 1970. The
-- writer watches over the references: checking them again for each of ten million rows costs more
-- than all else. See docs/decisions/0017-storage-of-time-series.md.
CREATE TABLE sensors_observation (
    stream      BIGINT NOT NULL,
    start_at    BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    end_at      BIGINT NOT NULL,
    kind        BIGINT NOT NULL,
    number      DOUBLE PRECISION,
    word        TEXT,
    result_at   BIGINT,
    feature     BIGINT NOT NULL,
    quality     TEXT,
    valid_start BIGINT,
    valid_end   BIGINT,
    parameters  TEXT,
    PRIMARY KEY (stream, start_at, id)
); -- SERIES BY start_at
-- postgres: DO $$ BEGIN FOR y IN 2018..2039 LOOP EXECUTE 'CREATE' || format(' TABLE sensors_observation_%s PARTITION OF sensors_observation FOR VALUES FROM (%s) TO (%s)', y, EXTRACT(EPOCH FROM make_timestamptz(y, 1, 1, 0, 0, 0, 'UTC'))::bigint * 1000000000, EXTRACT(EPOCH FROM make_timestamptz(y + 1, 1, 1, 0, 0, 0, 'UTC'))::bigint * 1000000000); END LOOP; END $$;
-- postgres: DO $$ BEGIN EXECUTE 'CREATE' || ' TABLE sensors_observation_other PARTITION OF sensors_observation DEFAULT'; END $$;
CREATE INDEX sensors_observation_id ON sensors_observation (id);
CREATE INDEX sensors_observation_start ON sensors_observation (start_at, id);
-- Keys of those who send values.
CREATE TABLE sensors_key (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL,
    kept       TEXT NOT NULL UNIQUE,
    is_whole   BOOLEAN NOT NULL,
    made_at    TEXT NOT NULL,
    revoked_at TEXT
);
CREATE TABLE sensors_key_thing (
    key_id BIGINT NOT NULL REFERENCES sensors_key (id),
    thing  BIGINT NOT NULL REFERENCES sensors_thing (id),
    PRIMARY KEY (key_id, thing)
);
-- Texts are ordered by code point in both engines.
-- postgres: ALTER TABLE sensors_thing ALTER name TYPE TEXT COLLATE "C", ALTER description TYPE TEXT COLLATE "C", ALTER properties TYPE TEXT COLLATE "C";
-- postgres: ALTER TABLE sensors_location ALTER name TYPE TEXT COLLATE "C", ALTER description TYPE TEXT COLLATE "C", ALTER encoding_type TYPE TEXT COLLATE "C", ALTER place TYPE TEXT COLLATE "C", ALTER properties TYPE TEXT COLLATE "C";
-- postgres: ALTER TABLE sensors_sensor ALTER name TYPE TEXT COLLATE "C", ALTER description TYPE TEXT COLLATE "C", ALTER encoding_type TYPE TEXT COLLATE "C", ALTER properties TYPE TEXT COLLATE "C";
-- postgres: ALTER TABLE sensors_observed_property ALTER name TYPE TEXT COLLATE "C", ALTER definition TYPE TEXT COLLATE "C", ALTER description TYPE TEXT COLLATE "C", ALTER properties TYPE TEXT COLLATE "C";
-- postgres: ALTER TABLE sensors_feature ALTER name TYPE TEXT COLLATE "C", ALTER description TYPE TEXT COLLATE "C", ALTER encoding_type TYPE TEXT COLLATE "C", ALTER place TYPE TEXT COLLATE "C", ALTER properties TYPE TEXT COLLATE "C";
-- postgres: ALTER TABLE sensors_datastream ALTER name TYPE TEXT COLLATE "C", ALTER description TYPE TEXT COLLATE "C", ALTER observation_type TYPE TEXT COLLATE "C", ALTER unit TYPE TEXT COLLATE "C", ALTER data_types TYPE TEXT COLLATE "C", ALTER properties TYPE TEXT COLLATE "C";
-- postgres: ALTER TABLE sensors_observation ALTER word TYPE TEXT COLLATE "C", ALTER parameters TYPE TEXT COLLATE "C";
