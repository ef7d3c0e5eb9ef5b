-- What a search for persons known to several services found, in numbers: never which pseudonyms.

CREATE TABLE joining_statement (
    idx KEY64,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    year BIGINT NOT NULL,
    text TEXT NOT NULL
);
