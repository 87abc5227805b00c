// No rows. A restriction of a declared edge. Whether it is in force is settled by the date.
CREATE (r:Restriction {id: $id, from: $from, to: $to, reason: $reason, reference: $reference, startsOn: $startsOn, endsOn: $endsOn,
  by: $by, at: datetime.realtime(), inForce: false})
