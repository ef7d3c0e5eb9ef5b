-- Agencies through their life: holders named from outside, switched on after a trial, closed and taken over; and losses
-- of the ledger, declared.

ALTER TABLE house_recovery ADD COLUMN completed BIGINT;
CREATE TABLE house_opening (
    agency TEXT PRIMARY KEY REFERENCES house_agency (id),
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    officer TEXT NOT NULL,
    trial TEXT NOT NULL
);
-- Who was at work before a trial was asked for goes on.
INSERT INTO house_opening (agency, idx, at, officer, trial) SELECT id, 0, 0, '', '' FROM house_agency;
CREATE TABLE house_holders (
    agency TEXT NOT NULL REFERENCES house_agency (id),
    version BIGINT NOT NULL,
    word TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (agency, version)
);
CREATE TABLE house_outside (
    agency TEXT NOT NULL REFERENCES house_agency (id),
    version BIGINT NOT NULL,
    member TEXT NOT NULL REFERENCES house_member (id),
    PRIMARY KEY (agency, version, member)
);
CREATE INDEX house_outside_member ON house_outside (member);

CREATE TABLE ledger_restored (
    at KEY64,
    size BIGINT NOT NULL
);
CREATE TABLE house_declaration (
    digest TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    idx BIGINT
);
CREATE TABLE house_declarer (
    digest TEXT NOT NULL REFERENCES house_declaration (digest),
    member TEXT NOT NULL REFERENCES house_member (id),
    paper TEXT NOT NULL,
    PRIMARY KEY (digest, member)
);

-- A closing names who takes the files over; nothing of it changes once it is closed.
CREATE TABLE house_closing (
    agency TEXT PRIMARY KEY REFERENCES house_agency (id),
    text TEXT NOT NULL,
    estate TEXT,
    successor TEXT REFERENCES house_agency (id),
    proposer TEXT NOT NULL,
    at BIGINT NOT NULL,
    accepted TEXT,
    team TEXT,
    closed BIGINT,
    idx BIGINT,
    destroy BIGINT,
    destroyed BIGINT
);
CREATE INDEX house_closing_successor ON house_closing (successor);
ALTER TABLE cases_file ADD COLUMN origin TEXT;
