// Keys that were made before there were scopes have those that their role allows.
MATCH (k:ApiKey) WHERE k.scopes IS NULL
SET k.scopes = CASE WHEN k.role IN ['operator', 'auditor'] THEN ['read', 'change', 'keys'] ELSE ['read', 'change'] END;
// What a run froze is of all parties, or of one.
MATCH (f:FrozenReport) WHERE f.party IS NULL
SET f.party = '';
