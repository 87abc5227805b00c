// No rows. Device models and their manufacturers, each once.
UNWIND $models AS model
MERGE (f:Manufacturer {manufacturerId: model.manufacturerId})
MERGE (m:DeviceModel {key: model.key})
  ON CREATE SET m.deviceType = model.deviceType, m.manufacturerId = model.manufacturerId, m.modelId = model.modelId
MERGE (f)-[:MAKES]->(m)
