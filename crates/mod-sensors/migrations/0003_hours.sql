-- Values of each stream and hour (of the world's time, counted since 1970): how many, least, most,
-- sum. The writer keeps them with every value, so that nobody counts through the values for a plot.
CREATE TABLE sensors_hour (
    stream BIGINT NOT NULL,
    hour   BIGINT NOT NULL,
    count  BIGINT NOT NULL,
    least  DOUBLE PRECISION NOT NULL,
    most   DOUBLE PRECISION NOT NULL,
    sum    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (stream, hour)
);
INSERT INTO sensors_hour (stream, hour, count, least, most, sum)
SELECT stream, start_at / 3600000000000, COUNT(number), MIN(number), MAX(number), SUM(number)
FROM sensors_observation
WHERE start_at >= 0 AND number IS NOT NULL
GROUP BY stream, start_at / 3600000000000;
