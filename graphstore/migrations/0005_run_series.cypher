// The series of figures that runs leave behind, for trends.
CREATE INDEX tally_rule IF NOT EXISTS FOR (n:Tally) ON (n.rule);
