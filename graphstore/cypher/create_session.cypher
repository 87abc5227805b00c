// No rows. A session begins; those that have ended are cleared away.
CALL () {
  MATCH (old:Session)
  WHERE old.endsAt < datetime.realtime()
  WITH old LIMIT 1000
  DELETE old
}
CREATE (:Session {hash: $hash, person: $person, name: $name, roles: $roles, parties: $parties, csrf: $csrf, startedAt: datetime.realtime(),
  usedAt: datetime.realtime(), endsAt: datetime.realtime() + duration({seconds: $seconds})})
