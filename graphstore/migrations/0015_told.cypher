// The manufacturer that is told of a finding stands with it.
MATCH (n:Finding)
WHERE n.supplier = '' AND n.manufacturerId <> '' AND n.byInstalls IN ['nothing', 'reasons']
SET n.toldTo = n.manufacturerId;
