-- Coded answers of a file, sealed to a statistics office: one a file and office.

CREATE TABLE extracts_extract (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    agency TEXT NOT NULL,
    office TEXT NOT NULL,
    basis TEXT NOT NULL REFERENCES bases_basis (id),
    manifest TEXT NOT NULL,
    papers TEXT NOT NULL,
    parts BYTES NOT NULL
);
CREATE UNIQUE INDEX extracts_extract_file ON extracts_extract (file, office);
CREATE INDEX extracts_extract_office ON extracts_extract (office, id);
CREATE INDEX extracts_extract_basis ON extracts_extract (basis);
CREATE INDEX extracts_extract_agency ON extracts_extract (agency);
