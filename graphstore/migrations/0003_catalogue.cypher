// The lookups that the rules of the catalogue start from.
CREATE INDEX version_twin IF NOT EXISTS FOR (n:Version) ON (n.twinTupleKey);
CREATE INDEX version_hash IF NOT EXISTS FOR (n:Version) ON (n.imageHash);
CREATE INDEX rejected_count_model IF NOT EXISTS FOR (n:RejectedCount) ON (n.modelKey, n.supplier);
