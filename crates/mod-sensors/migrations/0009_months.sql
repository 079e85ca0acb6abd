-- Months that are over, each value series as a file that never changes (number 0), and what came,
-- changed or went later as numbered supplements. The bytes lie with the files; when the values'
-- time is over the file goes and its digest stays.
CREATE TABLE sensors_month (
    stream     BIGINT NOT NULL,
    month      TEXT NOT NULL,
    number     BIGINT NOT NULL,
    file       TEXT,
    sha256     TEXT NOT NULL,
    bytes      BIGINT NOT NULL,
    lines      BIGINT NOT NULL,
    is_touched BOOLEAN NOT NULL,
    made_at    TEXT NOT NULL,
    gone_at    TEXT,
    PRIMARY KEY (stream, month, number)
);
