-- What a person signed with, on the screen or on paper: a sealed record of its file, named by its basis. Under which referral
-- mechanism two agencies work: that of trafficking, that of migrants.

ALTER TABLE bases_basis ADD COLUMN mark TEXT;
CREATE TABLE referrals_mechanism (
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (one, other, kind)
) ROWLESS;
INSERT INTO referrals_mechanism (one, other, kind) SELECT DISTINCT one, other, 'trafficking' FROM referrals_channel;
