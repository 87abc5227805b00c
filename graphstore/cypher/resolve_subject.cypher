// One row: what the graph knows under this text. An entry comes before all else.
WITH $subject AS subject
WHERE $everything
OPTIONAL MATCH (e:CplEntry {entryId: subject})
OPTIONAL MATCH (r:RejectedRow {entryId: subject})
OPTIONAL MATCH (f:Finding {fingerprint: subject})
OPTIONAL MATCH (m:DeviceModel {key: subject})
OPTIONAL MATCH (c:Cohort {key: subject})
RETURN CASE WHEN e:Version THEN 'version' WHEN e IS NOT NULL OR r IS NOT NULL THEN 'placeholder' WHEN f IS NOT NULL THEN 'finding'
            WHEN m IS NOT NULL THEN 'model' WHEN c IS NOT NULL THEN 'cohort' ELSE '' END AS kind
