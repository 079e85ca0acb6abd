CREATE TABLE site_signer (
    number     BIGINT PRIMARY KEY,
    public_key TEXT NOT NULL,
    secret     TEXT NOT NULL,
    made_at    TEXT NOT NULL
);

CREATE TABLE site_signature (
    run       BIGINT PRIMARY KEY REFERENCES site_probe (run),
    signer    BIGINT NOT NULL REFERENCES site_signer (number),
    signature TEXT NOT NULL
);
