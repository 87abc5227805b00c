// No rows. Findings that were opened today, with when they are due.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
SET n.openedOn = $today, n.dueOn = f.dueOn, n.dueNote = f.dueNote
