// No rows. A login has begun. Those that took too long are cleared away, and so are the oldest of more than $most: anybody can begin a
// login, and one that is new must find its place whatever strangers began.
CALL () {
  MATCH (n:Login)
  RETURN count(n) - $most + 1 AS over
}
CALL (over) {
  MATCH (old:Login)
  WHERE old.endsAt > datetime({epochSeconds: 0})
  WITH old, over ORDER BY old.endsAt LIMIT 100
  WITH over, collect(old) AS oldest
  UNWIND range(0, size(oldest) - 1) AS at
  WITH oldest[at] AS old, at, over
  WHERE at < over OR old.endsAt < datetime.realtime()
  DELETE old
}
CREATE (:Login {hash: $hash, browser: $browser, provider: $provider, nonce: $nonce, verifier: $verifier, next: $next,
  endsAt: datetime.realtime() + duration({seconds: $seconds})})
