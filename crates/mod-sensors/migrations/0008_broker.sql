-- Brokers of others where the messages of a door are fetched; the password is sealed.
CREATE TABLE sensors_broker (
    door    TEXT PRIMARY KEY REFERENCES sensors_door (id),
    address TEXT NOT NULL,
    account TEXT NOT NULL,
    secret  TEXT NOT NULL,
    topic   TEXT NOT NULL,
    version BIGINT NOT NULL
);
