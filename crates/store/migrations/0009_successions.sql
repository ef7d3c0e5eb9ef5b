-- An agency of which nobody is left: its opening keys under a key its holders share, and what the root says of its end.
-- And files no search finds by name yet.

CREATE TABLE house_deposit (
    agency TEXT NOT NULL REFERENCES house_agency (id),
    version BIGINT NOT NULL,
    word TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (agency, version)
);
CREATE TABLE house_part (
    agency TEXT NOT NULL REFERENCES house_agency (id),
    member TEXT NOT NULL REFERENCES house_member (id),
    epoch BIGINT NOT NULL,
    confirmed BIGINT NOT NULL,
    PRIMARY KEY (agency, member)
);
CREATE INDEX house_part_member ON house_part (member);
CREATE TABLE house_given (
    agency TEXT NOT NULL REFERENCES house_agency (id),
    member TEXT NOT NULL REFERENCES house_member (id),
    part BYTES NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (agency, member)
);
ALTER TABLE house_closing ADD COLUMN succession TEXT;

CREATE TABLE cases_unfound (
    agency TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES cases_file (id),
    PRIMARY KEY (agency, file)
);
INSERT INTO cases_unfound (agency, file) SELECT f.agency, c.file FROM cases_card c JOIN cases_file f ON f.id = c.file WHERE c.file NOT IN (SELECT file FROM cases_token);
