// The lookups that rules, imports and lists start from.
CREATE INDEX version_tuple IF NOT EXISTS FOR (n:Version) ON (n.tupleKey);
CREATE INDEX cohort_tuple IF NOT EXISTS FOR (n:Cohort) ON (n.tupleKey);
CREATE INDEX cohort_model IF NOT EXISTS FOR (n:Cohort) ON (n.modelKey);
CREATE INDEX cohort_return IF NOT EXISTS FOR (n:Cohort) ON (n.returnKey);
CREATE INDEX model_return_model IF NOT EXISTS FOR (n:ModelReturn) ON (n.modelKey, n.supplier);
CREATE INDEX return_device_type IF NOT EXISTS FOR (n:Return) ON (n.deviceType);
CREATE INDEX rejected_row_tuple IF NOT EXISTS FOR (n:RejectedRow) ON (n.tupleKey);
CREATE INDEX import_received IF NOT EXISTS FOR (n:Import) ON (n.receivedAt);
CREATE INDEX run_number IF NOT EXISTS FOR (n:Run) ON (n.number);
CREATE INDEX finding_rule IF NOT EXISTS FOR (n:Finding) ON (n.rule);
CREATE INDEX finding_state IF NOT EXISTS FOR (n:Finding) ON (n.state);
