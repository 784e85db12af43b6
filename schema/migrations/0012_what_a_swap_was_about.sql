-- compatible-with: 1
-- The two shifts that an offer of a swap was about, so that one which changed since is noticed. Null: offered by an earlier release.

ALTER TABLE oncall_swap ADD COLUMN offered_layer TEXT;
ALTER TABLE oncall_swap ADD COLUMN offered_from  INTEGER;
ALTER TABLE oncall_swap ADD COLUMN offered_until INTEGER;
ALTER TABLE oncall_swap ADD COLUMN wanted_layer  TEXT;
ALTER TABLE oncall_swap ADD COLUMN wanted_from   INTEGER;
ALTER TABLE oncall_swap ADD COLUMN wanted_until  INTEGER;
