// No rows. Cohorts that a return names, each with its supplier.
UNWIND $cohorts AS cohort
MERGE (c:Cohort {key: cohort.key})
  ON CREATE SET c += cohort.props, c.isNew = true
WITH c, cohort
WHERE c.isNew
REMOVE c.isNew
WITH c, cohort
MATCH (p:Party {partyId: cohort.props.supplier})
CREATE (p)-[:OPERATES]->(c)
