// No rows. A login has begun; those that nobody ended are cleared away.
CALL () {
  MATCH (old:Login)
  WHERE old.endsAt < datetime.realtime()
  WITH old LIMIT 1000
  DELETE old
}
CREATE (:Login {hash: $hash, browser: $browser, provider: $provider, nonce: $nonce, verifier: $verifier, next: $next,
  endsAt: datetime.realtime() + duration({seconds: $seconds})})
