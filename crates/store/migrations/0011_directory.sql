-- The directory: in which line of the ledger a charter, a card or an agency's key stands. Who was put on one file.

CREATE TABLE house_paper (
    name TEXT PRIMARY KEY,
    idx BIGINT NOT NULL
) ROWLESS;
-- Who of another team was put on one file.
CREATE TABLE cases_team (
    file TEXT NOT NULL REFERENCES cases_file (id),
    member TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (member, file)
) ROWLESS;
CREATE INDEX cases_team_file ON cases_team (file);
-- What an agency allows itself, and until when somebody comes in.
CREATE TABLE house_limits (
    agency TEXT PRIMARY KEY REFERENCES house_agency (id),
    posts BIGINT,
    invitations BIGINT,
    hours BIGINT,
    since BIGINT NOT NULL
);
CREATE TABLE house_end (
    member TEXT PRIMARY KEY REFERENCES house_member (id),
    at BIGINT NOT NULL
);
