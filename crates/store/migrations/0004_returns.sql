-- Figures somebody types: what they count, what services send each month, what was published elsewhere, and the
-- register of what was published here. Nothing about a person: counts, words of the organisations, dates.
-- Rows are written once; returns_now and returns_sum are computed from them, line by line, and recounted.

ALTER TABLE house_reader ADD COLUMN standing TEXT NOT NULL DEFAULT 'reader';

CREATE TABLE definitions_version (
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (code, version)
);
CREATE TABLE definitions_service (
    agency TEXT NOT NULL,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (agency, idx)
);

CREATE TABLE returns_saved (
    agency TEXT NOT NULL,
    month TEXT NOT NULL,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (agency, month, idx)
);
CREATE TABLE returns_step (
    agency TEXT NOT NULL,
    month TEXT NOT NULL,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    step TEXT NOT NULL,
    sent BIGINT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (agency, month, idx)
);
CREATE TABLE returns_cell (
    agency TEXT NOT NULL,
    month TEXT NOT NULL,
    sent BIGINT NOT NULL,
    definition TEXT NOT NULL,
    version BIGINT NOT NULL,
    breakdown TEXT NOT NULL,
    category TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (agency, month, sent, definition, breakdown, category)
);
CREATE TABLE returns_operation (
    month TEXT NOT NULL,
    agency TEXT NOT NULL,
    sent BIGINT NOT NULL,
    place BIGINT NOT NULL,
    reference TEXT NOT NULL,
    role TEXT NOT NULL,
    definition TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (month, agency, sent, place)
);
CREATE TABLE returns_now (
    year BIGINT NOT NULL,
    agency TEXT NOT NULL,
    month TEXT NOT NULL,
    region TEXT NOT NULL,
    state TEXT NOT NULL,
    sent BIGINT NOT NULL,
    at BIGINT NOT NULL,
    first BIGINT NOT NULL,
    PRIMARY KEY (year, agency, month)
);
CREATE TABLE returns_sum (
    period TEXT NOT NULL,
    region TEXT NOT NULL,
    level TEXT NOT NULL,
    definition TEXT NOT NULL,
    version BIGINT NOT NULL,
    breakdown TEXT NOT NULL,
    category TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (period, region, level, definition, version, breakdown, category)
);

CREATE TABLE published_batch (
    idx KEY64,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    source TEXT NOT NULL,
    lines BIGINT NOT NULL
);
CREATE TABLE published_value (
    idx BIGINT NOT NULL,
    place BIGINT NOT NULL,
    series TEXT NOT NULL,
    year BIGINT NOT NULL,
    category TEXT NOT NULL,
    printed TEXT NOT NULL,
    n BIGINT,
    wording TEXT NOT NULL,
    unit TEXT NOT NULL,
    stage TEXT NOT NULL,
    definition TEXT NOT NULL,
    version BIGINT NOT NULL,
    doubt TEXT NOT NULL,
    PRIMARY KEY (idx, place)
);
CREATE INDEX published_value_series ON published_value (series, year);
CREATE TABLE published_withdrawal (
    batch BIGINT PRIMARY KEY,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL
);

CREATE TABLE register_entry (
    code TEXT PRIMARY KEY,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    period TEXT NOT NULL,
    definition TEXT NOT NULL,
    version BIGINT NOT NULL,
    as_of BIGINT NOT NULL,
    corrects TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX register_entry_corrects ON register_entry (corrects);
CREATE INDEX register_entry_period ON register_entry (period, idx);
