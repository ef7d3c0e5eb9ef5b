-- Two files over one person, one of each kind: each names the other. Without this table the person had to be looked for
-- among all files of an agency.

CREATE TABLE cases_beside (
    file TEXT PRIMARY KEY REFERENCES cases_file (id),
    other TEXT NOT NULL REFERENCES cases_file (id)
) ROWLESS;
INSERT INTO cases_beside (file, other) SELECT a.id, b.id FROM cases_file a JOIN cases_file b ON b.person = a.person AND b.kind <> a.kind;
