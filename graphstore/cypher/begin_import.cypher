// No rows. One import begins; it is "running" until it says how it ended.
CREATE (:Import {id: $id, kind: $kind, fileName: $fileName, sha256: $sha256, size: $size, effectiveOn: $effectiveOn,
  columns: $columns, complete: $complete, partial: $partial, force: $force, status: 'running', receivedAt: datetime.realtime()})
