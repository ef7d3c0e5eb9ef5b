-- A country's keys: posts carry duties and people hold them; invitations, key changes, late envelopes, terms, closing.

CREATE TABLE house_post (
    handle TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES house_agency (id),
    duties TEXT NOT NULL,
    team TEXT NOT NULL,
    profile TEXT NOT NULL
);
CREATE INDEX house_post_agency ON house_post (agency, handle);
INSERT INTO house_post (handle, agency, duties, team, profile) SELECT handle, agency, duties, team, profile FROM house_member;
ALTER TABLE house_member ADD COLUMN post TEXT;
ALTER TABLE house_member ADD COLUMN departed BIGINT;
UPDATE house_member SET post = handle;
ALTER TABLE house_member DROP COLUMN duties;
ALTER TABLE house_member DROP COLUMN team;
ALTER TABLE house_member DROP COLUMN profile;
CREATE INDEX house_member_agency ON house_member (agency, handle);
CREATE INDEX house_member_post ON house_member (post);

CREATE TABLE house_invitation (
    lookup TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES house_agency (id),
    handle TEXT NOT NULL,
    duties TEXT NOT NULL,
    team TEXT NOT NULL,
    profile TEXT NOT NULL,
    note BYTES NOT NULL,
    expires BIGINT NOT NULL,
    request TEXT,
    finished BIGINT
);
CREATE INDEX house_invitation_agency ON house_invitation (agency, expires);
CREATE TABLE house_heard (
    invitation TEXT NOT NULL REFERENCES house_invitation (lookup),
    officer TEXT NOT NULL,
    at BIGINT NOT NULL,
    sig BYTES NOT NULL,
    PRIMARY KEY (invitation, officer)
);
CREATE TABLE house_epoch (
    agency TEXT NOT NULL REFERENCES house_agency (id),
    epoch BIGINT NOT NULL,
    word TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (agency, epoch)
);
CREATE TABLE house_late (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES house_agency (id),
    team TEXT NOT NULL,
    member TEXT NOT NULL REFERENCES house_member (id),
    epoch BIGINT NOT NULL,
    verb TEXT NOT NULL,
    claimed BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    arrived BIGINT NOT NULL,
    envelope BYTES NOT NULL,
    settled BIGINT,
    outcome TEXT
);
CREATE INDEX house_late_team ON house_late (agency, team, arrived);
CREATE TABLE house_terms (
    agency TEXT NOT NULL REFERENCES house_agency (id),
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (agency, version)
);
CREATE TABLE house_acknowledgement (
    member TEXT NOT NULL REFERENCES house_member (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (member, version)
);
