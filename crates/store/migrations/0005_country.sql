-- The sums of the whole country stand beside those of its regions, under an empty region: a page reads a year of a
-- country in as many rows as it has cells. Who approved a year's report, as known at which
-- line. Accounts about figures that were closed: their names are not given again.

INSERT INTO returns_sum (period, region, level, definition, version, breakdown, category, n) SELECT period, '', level, definition, version, breakdown, category, SUM(n) FROM returns_sum GROUP BY period, level, definition, version, breakdown, category;

CREATE TABLE register_report (
    year BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (year, idx)
);
CREATE TABLE house_reader_closed (
    reader TEXT PRIMARY KEY,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL
);
