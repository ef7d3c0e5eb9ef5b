-- What a person signed with, on the screen or on paper: a sealed record of its file, named by its basis.

ALTER TABLE bases_basis ADD COLUMN mark TEXT;
