-- What agencies share, and on what it rests: protocols between two, purposes that were authorised, bases, referrals and
-- their sealed packages. Two kinds of file, each with a mechanism of its own; files are closed and taken up again.

CREATE TABLE house_protocol (
    one TEXT NOT NULL REFERENCES house_agency (id),
    other TEXT NOT NULL REFERENCES house_agency (id),
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    proposer TEXT NOT NULL,
    proposed TEXT NOT NULL,
    at BIGINT NOT NULL,
    signed TEXT,
    since BIGINT,
    ended BIGINT,
    PRIMARY KEY (one, other, version)
);
CREATE INDEX house_protocol_other ON house_protocol (other);
CREATE TABLE house_purpose (
    purpose TEXT PRIMARY KEY,
    reference TEXT NOT NULL,
    idx BIGINT NOT NULL,
    since BIGINT NOT NULL
);

CREATE TABLE bases_basis (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL,
    file TEXT,
    terms TEXT NOT NULL,
    receiver TEXT NOT NULL,
    purpose TEXT NOT NULL,
    ground TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    tongue TEXT NOT NULL,
    interpreter TEXT NOT NULL,
    evidence TEXT NOT NULL,
    wording BIGINT NOT NULL,
    record TEXT,
    reviewer TEXT,
    reason BYTES,
    review TEXT NOT NULL,
    withdrawn BIGINT,
    told BIGINT
);
CREATE INDEX bases_basis_file ON bases_basis (file, since, id);
CREATE INDEX bases_basis_review ON bases_basis (reviewer, review, since, id);
CREATE INDEX bases_basis_until ON bases_basis (until);

CREATE TABLE referrals_agency (
    id TEXT PRIMARY KEY,
    class TEXT NOT NULL,
    state TEXT NOT NULL
);
INSERT INTO referrals_agency (id, class, state) SELECT id, class, 'founded' FROM house_agency;
UPDATE referrals_agency SET state = 'open' WHERE id IN (SELECT agency FROM house_opening);
UPDATE referrals_agency SET state = 'closed' WHERE id IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL);
CREATE TABLE referrals_channel (
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    purpose TEXT NOT NULL,
    PRIMARY KEY (one, other, purpose)
) ROWLESS;
CREATE TABLE referrals_purpose (
    purpose TEXT PRIMARY KEY
) ROWLESS;
CREATE TABLE referrals_referral (
    id TEXT PRIMARY KEY,
    sender TEXT NOT NULL,
    team TEXT NOT NULL,
    member TEXT NOT NULL,
    file TEXT,
    basis TEXT NOT NULL REFERENCES bases_basis (id),
    receiver TEXT NOT NULL,
    desk TEXT NOT NULL,
    errand TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    over BIGINT NOT NULL,
    packages BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    opened BIGINT,
    answered BIGINT,
    ended BIGINT,
    handler TEXT,
    kept TEXT,
    decline TEXT,
    note BYTES,
    recall TEXT,
    recalled BIGINT,
    recall_answered BIGINT
);
CREATE INDEX referrals_referral_inbox ON referrals_referral (receiver, desk, over, sent, id);
CREATE INDEX referrals_referral_sent ON referrals_referral (sender, team, sent, id);
CREATE INDEX referrals_referral_basis ON referrals_referral (basis);
CREATE INDEX referrals_referral_file ON referrals_referral (file);
CREATE TABLE referrals_package (
    referral TEXT NOT NULL REFERENCES referrals_referral (id),
    seq BIGINT NOT NULL,
    manifest TEXT NOT NULL,
    papers TEXT NOT NULL,
    parts BYTES NOT NULL,
    held BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (referral, seq)
);
CREATE INDEX referrals_package_held ON referrals_package (held, referral);

ALTER TABLE cases_file ADD COLUMN kind TEXT NOT NULL DEFAULT 'trafficking';
ALTER TABLE cases_file ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
CREATE TABLE cases_closing (
    file TEXT NOT NULL REFERENCES cases_file (id),
    idx BIGINT NOT NULL,
    act TEXT NOT NULL,
    reason TEXT NOT NULL,
    member TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (file, idx)
);
