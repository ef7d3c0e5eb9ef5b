-- Roles an agency builds for its posts, and which post has which. A role only narrows: who has no row has her whole duty.
-- Earlier versions stand in the events, as codes.

CREATE TABLE house_role (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    keeps TEXT NOT NULL,
    since BIGINT NOT NULL
) ROWLESS;
CREATE INDEX house_role_agency ON house_role (agency);
CREATE TABLE house_role_given (
    post TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    since BIGINT NOT NULL
) ROWLESS;
