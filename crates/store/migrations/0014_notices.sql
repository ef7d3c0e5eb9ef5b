CREATE TABLE house_bell (
    agency TEXT PRIMARY KEY,
    rung BIGINT NOT NULL,
    told BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    at BIGINT NOT NULL
) ROWLESS;
CREATE TABLE house_notice (
    agency TEXT PRIMARY KEY,
    wanted TEXT NOT NULL
) ROWLESS;
CREATE TABLE house_notice_try (
    agency TEXT NOT NULL,
    way TEXT NOT NULL,
    at BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (agency, way, at)
) ROWLESS;
