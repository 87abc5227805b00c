package main

// setting is one row of the table of settings: the only place that knows their
// names. The environment variable is WAYMARK_ and the key in capitals, with
// "_" for "." and "-".
type setting struct {
	key      string
	fallback string
	// flag is the command-line flag, if the setting has one.
	flag   string
	secret bool
	help   string
}

const (
	keyNeo4jURI       = "neo4j.uri"
	keyNeo4jUsername  = "neo4j.username"
	keyNeo4jPassword  = "neo4j.password"
	keyNeo4jDatabase  = "neo4j.database"
	keyDataDir        = "data-dir"
	keyCacheDir       = "cache-dir"
	keyHeap           = "local.heap-mib"
	keyPageCache      = "local.page-cache-mib"
	keyBoltPort       = "local.bolt-port"
	keyListen         = "http.listen"
	keyAuth           = "http.auth"
	keyProxies        = "http.trusted-proxies"
	keyOIDC           = "oidc.file"
	keySchedule       = "schedule.run"
	keyInForce        = "rules.in-force-date"
	keyStaleDays      = "rules.stale-days"
	keyCertDays       = "rules.certificate-days"
	keyCertTypes      = "rules.certificate-device-types"
	keyType2          = "rules.type2-device-types"
	keyRulesDir       = "rules.directory"
	keyParameters     = "rules.parameters"
	keyColumns        = "input.columns"
	keyVocabulary     = "input.vocabulary"
	keyClassification = "report.classification"
	keyHandling       = "report.handling"
	keySigningKey     = "report.signing-key"
	keyTrustedKeys    = "report.trusted-keys"
	keySMTPURL        = "smtp.url"
	keySMTPCA         = "smtp.ca-file"
	keyMailFrom       = "mail.from"
	keyMailRate       = "mail.rate"
	keyMailAttach     = "mail.max-attachment-mib"
	keyMailReadAt     = "mail.read-at"
	keyServer         = "server"
	keyKey            = "key"
	keyKeyFile        = "key-file"
	keyLogLevel       = "log.level"
	keyLogFormat      = "log.format"
)

// settings is the table.
var settings = []setting{
	{key: keyNeo4jURI, fallback: "local", flag: "neo4j", help: "which Neo4j: local (managed, started when needed) or a bolt:// or neo4j:// address"},
	{key: keyNeo4jUsername, fallback: "neo4j", help: "user name at Neo4j"},
	{key: keyNeo4jPassword, secret: true, help: "password at Neo4j"},
	{key: keyNeo4jDatabase, fallback: "neo4j", help: "name of the database"},
	{key: keyDataDir, flag: "data-dir", help: "where the local Neo4j keeps its data (default: waymark in the user's data directory)"},
	{key: keyCacheDir, help: "where the jars of the local Neo4j are kept (default: waymark in the user's cache directory)"},
	{key: keyHeap, fallback: "0", help: "heap of the local Neo4j in MiB; 0 takes the default for a 4 GiB laptop"},
	{key: keyPageCache, fallback: "0", help: "page cache of the local Neo4j in MiB; 0 takes the default for a 4 GiB laptop"},
	{key: keyBoltPort, fallback: "0", help: "Bolt port of the local Neo4j; 0 lets the system choose"},
	{key: keyListen, fallback: "127.0.0.1:8080", flag: "listen", help: "address that the service listens on"},
	{key: keyAuth, fallback: authOn, flag: "auth", help: "on: every request says by an API key who sends it; off: nobody is asked, on loopback only"},
	{key: keyProxies, help: "addresses and networks, as 10.0.0.0/8, of the proxies in front of the service, separated by commas: their X-Forwarded-For says where a request comes from"},
	{key: keyOIDC, help: "file with the OpenID providers where people sign in (docs/identities.md); without it programs alone use the service"},
	{key: keySchedule, fallback: "0 6 * * *", help: "when the rules run, as minute hour day month weekday in Europe/London; empty for never"},
	{key: keyInForce, help: "from when a predecessor declaration is a duty, as YYYY-MM-DD; without it every duty is unknown"},
	{key: keyStaleDays, fallback: "45", help: "age in days above which an install return is stale"},
	{key: keyCertDays, fallback: "180", help: "how many days ahead an expiring certificate is told"},
	{key: keyCertTypes, fallback: "ESME,GSME,GPF,CHF,HCALCS", help: "device types that need a CPA certificate"},
	{key: keyType2, fallback: "IHD,CAD", help: "device types whose firmware version may be blank in a return"},
	{key: keyRulesDir, help: "directory with rules of your own: <id>.cypher, <id>.population.cypher and <id>.cases.yaml for each"},
	{key: keyParameters, help: "values for parameters that a rule brings itself, as rule.parameter=value, separated by commas; a list's parts by |"},
	{key: keyColumns, help: "file with a column map of your own"},
	{key: keyVocabulary, help: "file with status words and device types of your own"},
	{key: keyClassification, fallback: "Classification not set", help: "classification mark on every page of a report"},
	{key: keyHandling, help: "handling text beside the classification"},
	{key: keySigningKey, help: "file with the Ed25519 private key that reports are signed with (PEM), the same on every replica; without it one is made in the data directory"},
	{key: keyTrustedKeys, help: "files with Ed25519 public keys (PEM) that reports were signed with before, separated by commas"},
	{key: keySMTPURL, secret: true, help: "server that takes mail, as smtp://user:password@host:port or smtps://…; TLS is required, ?tls=off is for loopback only; without it mail waits"},
	{key: keySMTPCA, help: "PEM file of the authorities that may vouch for the SMTP server, instead of the system's"},
	{key: keyMailFrom, fallback: "Waymark <waymark@localhost>", help: "whom mail comes from; answers go there"},
	{key: keyMailRate, fallback: "0", help: "most messages a second; 0 for no limit"},
	{key: keyMailAttach, fallback: "10", help: "most MiB of a report that comes with a mail; a larger one is to be fetched"},
	{key: keyMailReadAt, help: "address at which readers of mail find the service, such as https://waymark.example"},
	{key: keyServer, flag: "server", help: "address of a service, such as https://waymark.example, that import, lint, findings, explain, report and verify ask instead of the database"},
	{key: keyKey, flag: "key", secret: true, help: "secret of the API key for the service at --server; others on this machine can read it off the command line, so rather set it in the environment or use --key-file"},
	{key: keyKeyFile, flag: "key-file", help: "file that holds the secret of the API key for the service at --server"},
	{key: keyLogLevel, fallback: "warn", flag: "log-level", help: "debug, info, warn or error"},
	{key: keyLogFormat, fallback: "text", help: "text or json"},
}
