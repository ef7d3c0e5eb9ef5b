-- The thread. Types are three: BIGINT (whole numbers, moments in ms UTC), TEXT (codes, ids, signed texts),
-- BYTES (sealed or hashed bytes; each engine has its own word for them, see dialect.rs). ROWLESS: small rows that
-- live in their key, where the engine knows the difference. What is read by file lies together by file.
-- Every column has a tier in visibility.toml.

CREATE TABLE ledger_line (
    idx KEY64,
    text TEXT NOT NULL
);
CREATE TABLE ledger_event (
    idx KEY64,
    tag TEXT,
    text TEXT
);
CREATE INDEX ledger_event_tag ON ledger_event (tag, idx);
CREATE TABLE ledger_node (
    idx KEY64,
    hash BYTES NOT NULL
);
CREATE TABLE ledger_checkpoint (
    size KEY64,
    at BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE TABLE ledger_envelope (
    id TEXT PRIMARY KEY,
    digest BYTES NOT NULL,
    idx BIGINT NOT NULL,
    outcome TEXT NOT NULL
) ROWLESS;
CREATE TABLE ledger_device (
    device TEXT PRIMARY KEY,
    seq BIGINT NOT NULL
) ROWLESS;

CREATE TABLE house_agency (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    class TEXT NOT NULL,
    region TEXT NOT NULL,
    charter TEXT NOT NULL
);
CREATE TABLE house_member (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES house_agency (id),
    handle TEXT NOT NULL UNIQUE,
    duties TEXT NOT NULL,
    team TEXT NOT NULL,
    profile TEXT NOT NULL
);
CREATE TABLE house_key (
    member TEXT NOT NULL REFERENCES house_member (id),
    epoch BIGINT NOT NULL,
    signing BYTES NOT NULL,
    card TEXT NOT NULL,
    welcome BYTES NOT NULL,
    since BIGINT NOT NULL,
    revoked BIGINT,
    PRIMARY KEY (member, epoch)
);
CREATE TABLE house_capsule (
    handle TEXT PRIMARY KEY,
    capsule TEXT NOT NULL
);
CREATE TABLE house_suspension (
    member TEXT PRIMARY KEY REFERENCES house_member (id),
    since BIGINT NOT NULL
);
CREATE TABLE house_session (
    token BYTES PRIMARY KEY,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    opened BIGINT NOT NULL
);
CREATE TABLE house_reader (
    id TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    agency TEXT NOT NULL REFERENCES house_agency (id),
    passphrase TEXT NOT NULL,
    code_secret BYTES NOT NULL,
    code_used BIGINT NOT NULL
);
CREATE TABLE house_recovery (
    id TEXT PRIMARY KEY,
    member TEXT NOT NULL REFERENCES house_member (id),
    agency TEXT NOT NULL,
    request TEXT NOT NULL,
    asked BIGINT NOT NULL,
    finished BIGINT
);
CREATE TABLE house_approval (
    recovery TEXT NOT NULL REFERENCES house_recovery (id),
    holder TEXT NOT NULL,
    at BIGINT NOT NULL,
    sig BYTES NOT NULL,
    PRIMARY KEY (recovery, holder)
);

CREATE TABLE cases_file (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES house_agency (id),
    team TEXT NOT NULL,
    person TEXT NOT NULL,
    registrar TEXT NOT NULL,
    stage TEXT NOT NULL,
    month TEXT NOT NULL,
    region TEXT NOT NULL,
    manner TEXT NOT NULL,
    sex TEXT NOT NULL,
    band TEXT NOT NULL,
    form TEXT NOT NULL,
    nationality TEXT NOT NULL,
    registered BIGINT NOT NULL
);
CREATE INDEX cases_file_list ON cases_file (agency, team, registered, id);
CREATE INDEX cases_file_registrar ON cases_file (registrar, registered, id);
CREATE TABLE cases_tag (
    person TEXT PRIMARY KEY,
    key BYTES NOT NULL
) ROWLESS;
CREATE TABLE cases_key (
    id TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES cases_file (id),
    tier TEXT NOT NULL,
    wrap BYTES NOT NULL,
    PRIMARY KEY (file, tier, id)
) ROWLESS;
CREATE TABLE cases_record (
    id TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES cases_file (id),
    tier TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    author TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    sealed BYTES NOT NULL,
    PRIMARY KEY (file, tier, version, id)
);
CREATE TABLE cases_card (
    file TEXT PRIMARY KEY REFERENCES cases_file (id),
    card BYTES NOT NULL
) ROWLESS;
CREATE TABLE cases_token (
    agency TEXT NOT NULL,
    token BIGINT NOT NULL,
    file TEXT NOT NULL REFERENCES cases_file (id),
    PRIMARY KEY (agency, token, file)
) ROWLESS;
CREATE INDEX cases_token_file ON cases_token (file);

CREATE TABLE statistics_fact (
    idx BIGINT NOT NULL,
    tag TEXT NOT NULL,
    agency TEXT NOT NULL,
    month TEXT NOT NULL,
    sex TEXT NOT NULL,
    band TEXT NOT NULL,
    delta BIGINT NOT NULL,
    PRIMARY KEY (idx, delta)
) ROWLESS;
CREATE INDEX statistics_fact_month ON statistics_fact (month, idx);
CREATE INDEX statistics_fact_tag ON statistics_fact (tag, idx);
