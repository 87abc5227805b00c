// What lists and searches begin at, and the answers that are kept for a request sent twice.
CREATE INDEX device_model_id IF NOT EXISTS FOR (n:DeviceModel) ON (n.modelId);
CREATE CONSTRAINT replay_id IF NOT EXISTS FOR (n:Replay) REQUIRE n.id IS UNIQUE;
CREATE INDEX replay_expires IF NOT EXISTS FOR (n:Replay) ON (n.expiresAt);
