// No rows. The edges of these versions match their declarations.
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})
REMOVE v:Unlinked
