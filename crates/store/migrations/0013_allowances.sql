-- How many searches each member made today, and what two officers added to the day's allowance.

CREATE TABLE allowances_spent (
    member TEXT PRIMARY KEY,
    day BIGINT NOT NULL,
    spent BIGINT NOT NULL
) ROWLESS;
CREATE TABLE allowances_widening (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL,
    member TEXT NOT NULL,
    searches BIGINT NOT NULL,
    until BIGINT NOT NULL,
    occasion TEXT NOT NULL,
    proposer TEXT NOT NULL,
    proposed BIGINT NOT NULL,
    approver TEXT,
    approved BIGINT
);
CREATE INDEX allowances_widening_agency ON allowances_widening (agency, until);
