-- The wall. What an installation knows of the other side: its root, which its own recognised, and the agencies under it
-- that open packages. And, on the investigation side alone, the packages that were carried over.

CREATE TABLE house_beyond (
    root TEXT PRIMARY KEY,
    word TEXT NOT NULL,
    reference TEXT NOT NULL,
    since BIGINT NOT NULL
);
CREATE TABLE house_unit (
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    charter TEXT NOT NULL
);

CREATE TABLE reception_package (
    referral TEXT NOT NULL,
    seq BIGINT NOT NULL,
    sender TEXT NOT NULL,
    receiver TEXT NOT NULL,
    purpose TEXT NOT NULL,
    until BIGINT NOT NULL,
    manifest TEXT NOT NULL,
    papers TEXT NOT NULL,
    parts BYTES NOT NULL,
    taken BIGINT NOT NULL,
    opened BIGINT,
    PRIMARY KEY (referral, seq)
);
CREATE INDEX reception_package_receiver ON reception_package (receiver, taken, referral);
