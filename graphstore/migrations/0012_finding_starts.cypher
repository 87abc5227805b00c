// Where a list of findings begins.
CREATE INDEX finding_model IF NOT EXISTS FOR (n:Finding) ON (n.modelKey);
CREATE INDEX finding_manufacturer IF NOT EXISTS FOR (n:Finding) ON (n.manufacturerId);
CREATE INDEX finding_supplier IF NOT EXISTS FOR (n:Finding) ON (n.supplier);
// The orders in which they are listed.
CREATE INDEX finding_order IF NOT EXISTS FOR (n:Finding) ON (n.rule, n.subject, n.fingerprint);
CREATE INDEX finding_severity IF NOT EXISTS FOR (n:Finding) ON (n.severity, n.rule, n.subject, n.fingerprint);
// Those that are kept for some readers, which are not counted among all.
CREATE INDEX finding_audience IF NOT EXISTS FOR (n:Finding) ON (n.audience, n.state);
