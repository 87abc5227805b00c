package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
	"waymark/analytics"
	"waymark/api/identity"
	"waymark/cpl"
	"waymark/reports/mail"
)

// secret is a text that never shows itself: fmt prints the members of a struct
// without asking their methods, so the text stands behind a pointer.
type secret struct{ text *string }

func newSecret(text string) secret { return secret{&text} }

func (s secret) reveal() string     { return *s.text }
func (secret) String() string       { return "***" }
func (secret) GoString() string     { return "***" }
func (secret) LogValue() slog.Value { return slog.StringValue("***") }

// config is everything that can be set: from the file given with --config, over
// it the environment, over that the flags. Its members are the rows of the
// table of settings, in its order; their meaning stands there.
type config struct {
	neo4jURI      string
	neo4jUsername string
	neo4jPassword secret
	neo4jDatabase string
	dataDir       string
	cacheDir      string
	heapMiB       int
	pageCacheMiB  int
	boltPort      int
	listen        string
	// auth says whether callers are asked who they are.
	auth bool
	// proxies are believed about where requests come from.
	proxies []netip.Prefix
	// providers are where people sign in.
	providers []identity.ProviderConfig
	// schedule is empty when the rules run only when asked to.
	schedule         string
	inForce          cpl.Date
	staleDays        int
	certificateDays  int
	certificateTypes []string
	type2Types       []string
	rulesDir         string
	// parameters are by "rule.parameter".
	parameters     map[string]string
	columnsFile    string
	vocabularyFile string
	classification string
	handling       string
	// signingKey and trustedKeys are files.
	signingKey  string
	trustedKeys []string
	// smtp is nil when mail is only to wait; mailRate is messages a second, 0 for no limit.
	smtp          *mail.Server
	mailFrom      *netmail.Address
	mailRate      int
	mailAttachMiB int
	mailReadAt    string
	// server is asked instead of the database, with key, unless it is empty.
	server     string
	key        secret
	logLevel   slog.Level
	logJSON    bool
	columns    *cpl.ColumnMap
	vocabulary *cpl.Vocabulary
}

const envPrefix = "WAYMARK_"

func (s setting) env() string {
	return envPrefix + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(s.key))
}

// loadConfig reads the settings. All faults are joined, and none shows a secret.
func loadConfig(path string, environ []string, flags map[string]string) (*config, error) {
	k := koanf.New(".")
	defaults, err := defaultValues()
	if err != nil {
		return nil, err
	}
	// A confmap of plain texts always loads.
	_ = k.Load(confmap.Provider(defaults, "."), nil)
	var faults []error
	if path != "" {
		faults = append(faults, loadFile(k, path))
	}
	fromEnv, err := environmentValues(environ)
	faults = append(faults, err)
	_ = k.Load(confmap.Provider(fromEnv, "."), nil)
	fromFlags := map[string]any{}
	for _, s := range settings {
		if value, given := flags[s.flag]; given && s.flag != "" {
			fromFlags[s.key] = value
		}
	}
	_ = k.Load(confmap.Provider(fromFlags, "."), nil)
	r := reader{k: k}
	c := r.config()
	faults = append(faults, r.faults...)
	return c, errors.Join(faults...)
}

func defaultValues() (map[string]any, error) {
	values := map[string]any{}
	for _, s := range settings {
		values[s.key] = s.fallback
	}
	base := os.Getenv("XDG_DATA_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, fmt.Errorf("find the home directory: %w: set WAYMARK_DATA_DIR", err)
		}
		base = filepath.Join(home, ".local", "share")
	}
	values[keyDataDir] = filepath.Join(base, "waymark")
	return values, nil
}

// loadFile reads a YAML file; a key that the table does not have is an error.
func loadFile(k *koanf.Koanf, path string) error {
	own := koanf.New(".")
	if err := own.Load(file.Provider(path), yaml.Parser()); err != nil {
		return fmt.Errorf("read settings from %s: %w", path, err)
	}
	var faults []error
	values := map[string]any{}
	for _, key := range own.Keys() {
		if !slices.ContainsFunc(settings, func(s setting) bool { return s.key == key }) {
			faults = append(faults, fmt.Errorf("%s: there is no setting %q: see waymark help settings", path, key))
			continue
		}
		values[key] = textOf(own.Get(key))
	}
	_ = k.Load(confmap.Provider(values, "."), nil)
	return errors.Join(faults...)
}

func textOf(value any) string {
	if list, ok := value.([]any); ok {
		parts := make([]string, len(list))
		for i, v := range list {
			parts[i] = fmt.Sprint(v)
		}
		return strings.Join(parts, ",")
	}
	return strings.TrimSuffix(fmt.Sprint(value), " 00:00:00 +0000 UTC")
}

// environmentValues reads the WAYMARK_ variables; one that the table does not
// have is an error. Those for tests and for this program's own flags are not settings.
func environmentValues(environ []string) (map[string]any, error) {
	values := map[string]any{}
	var faults []error
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, envPrefix) || strings.HasPrefix(name, envPrefix+"TEST_") || name == envConfig {
			continue
		}
		i := slices.IndexFunc(settings, func(s setting) bool { return s.env() == name })
		if i < 0 {
			faults = append(faults, fmt.Errorf("environment: there is no setting %s: see waymark help settings", name))
			continue
		}
		values[settings[i].key] = value
	}
	return values, errors.Join(faults...)
}

// reader turns texts into values and gathers what is wrong with them.
type reader struct {
	k      *koanf.Koanf
	faults []error
}

func (r *reader) fault(key, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("%s: "+format, append([]any{key}, args...)...))
}

func (r *reader) config() *config {
	c := &config{
		neo4jURI: r.k.String(keyNeo4jURI), neo4jUsername: r.k.String(keyNeo4jUsername), neo4jPassword: newSecret(r.k.String(keyNeo4jPassword)),
		neo4jDatabase: r.k.String(keyNeo4jDatabase), dataDir: r.k.String(keyDataDir), cacheDir: r.k.String(keyCacheDir),
		heapMiB: r.number(keyHeap, 0), pageCacheMiB: r.number(keyPageCache, 0), boltPort: r.number(keyBoltPort, 0),
		listen: r.k.String(keyListen), schedule: strings.TrimSpace(r.k.String(keySchedule)), inForce: r.date(keyInForce),
		staleDays: r.number(keyStaleDays, 1), certificateDays: r.number(keyCertDays, 1),
		certificateTypes: r.list(keyCertTypes), type2Types: r.list(keyType2), rulesDir: r.k.String(keyRulesDir), parameters: r.pairs(keyParameters),
		columnsFile: r.k.String(keyColumns), vocabularyFile: r.k.String(keyVocabulary),
		classification: r.k.String(keyClassification), handling: r.k.String(keyHandling),
		signingKey: r.k.String(keySigningKey), trustedKeys: r.list(keyTrustedKeys),
	}
	r.mail(c)
	r.remote(c)
	if err := c.logLevel.UnmarshalText([]byte(r.k.String(keyLogLevel))); err != nil {
		r.fault(keyLogLevel, "%q is none of debug, info, warn, error", r.k.String(keyLogLevel))
	}
	switch format := r.k.String(keyLogFormat); format {
	case "json":
		c.logJSON = true
	case "text":
	default:
		r.fault(keyLogFormat, "%q is neither text nor json", format)
	}
	if _, _, err := net.SplitHostPort(c.listen); err != nil {
		r.fault(keyListen, "%q is not an address like 127.0.0.1:8080", c.listen)
	}
	switch auth := r.k.String(keyAuth); auth {
	case authOn:
		c.auth = true
	case authOff:
	default:
		r.fault(keyAuth, "%q is neither %s nor %s", auth, authOn, authOff)
	}
	c.proxies = r.networks(keyProxies)
	if path := r.k.String(keyOIDC); path != "" {
		var err error
		if c.providers, err = identity.LoadProviders(path); err != nil {
			r.fault(keyOIDC, "%v", err)
		}
	}
	if c.schedule != "" {
		if err := analytics.CheckSchedule(c.schedule); err != nil {
			r.fault(keySchedule, "%v", err)
		}
	}
	r.inputData(c)
	return c
}

// mail reads how mail is sent. No fault shows the address of the server, which may hold a password.
func (r *reader) mail(c *config) {
	var err error
	if address := r.k.String(keySMTPURL); address != "" {
		if c.smtp, err = mail.ParseServer(address, r.k.String(keySMTPCA)); err != nil {
			r.fault(keySMTPURL, "%v", err)
		}
	}
	if c.mailFrom, err = mail.ParseAddress(r.k.String(keyMailFrom)); err != nil {
		r.fault(keyMailFrom, "%v", err)
	}
	c.mailRate, c.mailAttachMiB = r.number(keyMailRate, 0), r.number(keyMailAttach, 0)
	c.mailReadAt = strings.TrimRight(r.k.String(keyMailReadAt), "/")
	if u, err := url.Parse(c.mailReadAt); c.mailReadAt != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		r.fault(keyMailReadAt, "%q is no address like https://waymark.example", c.mailReadAt)
	}
}

// remote reads which service is asked, and with which key.
func (r *reader) remote(c *config) {
	c.server = strings.TrimRight(r.k.String(keyServer), "/")
	text, path := r.k.String(keyKey), r.k.String(keyKeyFile)
	if path != "" {
		if text != "" {
			r.fault(keyKeyFile, "a key was given beside it: give one of them")
		}
		held, err := os.ReadFile(path)
		if err != nil {
			r.fault(keyKeyFile, "%v", err)
		}
		text = string(held)
	}
	c.key = newSecret(strings.TrimSpace(text))
}

// inputData loads the column map and the vocabulary, the user's own or the built-in ones.
func (r *reader) inputData(c *config) {
	c.columns, c.vocabulary = cpl.DefaultColumnMap(), cpl.DefaultVocabulary()
	if c.columnsFile != "" {
		r.open(keyColumns, c.columnsFile, func(f *os.File) (err error) {
			c.columns, err = cpl.LoadColumnMap(f)
			return err //nolint:wrapcheck // the caller names the file
		})
	}
	if c.vocabularyFile != "" {
		r.open(keyVocabulary, c.vocabularyFile, func(f *os.File) (err error) {
			c.vocabulary, err = cpl.LoadVocabulary(f)
			return err //nolint:wrapcheck // the caller names the file
		})
	}
	if c.vocabulary == nil {
		return
	}
	for _, t := range c.certificateTypes {
		if _, ok := c.vocabulary.DeviceType(t); !ok {
			r.fault(keyCertTypes, "%q is no device type of the vocabulary", t)
		}
	}
	vocabulary, err := c.vocabulary.WithType2(c.type2Types)
	if err != nil {
		r.fault(keyType2, "%v", err)
		return
	}
	c.vocabulary = vocabulary
}

func (r *reader) open(key, path string, read func(*os.File) error) {
	f, err := os.Open(path)
	if err != nil {
		r.fault(key, "%v", err)
		return
	}
	defer func() { _ = f.Close() }()
	if err := read(f); err != nil {
		r.fault(key, "%s: %v", path, err)
	}
}

func (r *reader) number(key string, least int) int {
	n, err := strconv.Atoi(r.k.String(key))
	if err != nil || n < least {
		r.fault(key, "%q is no whole number from %d", r.k.String(key), least)
	}
	return n
}

func (r *reader) date(key string) cpl.Date {
	text := r.k.String(key)
	if text == "" {
		return ""
	}
	d, err := cpl.ParseISODate(text)
	if err != nil {
		r.fault(key, "%v", err)
	}
	return d
}

func (r *reader) list(key string) []string {
	var out []string
	for part := range strings.SplitSeq(r.k.String(key), ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// networks reads addresses and networks; an address is a network of one.
func (r *reader) networks(key string) []netip.Prefix {
	var out []netip.Prefix
	for _, part := range r.list(key) {
		network, err := netip.ParsePrefix(part)
		if address, notOne := netip.ParseAddr(part); notOne == nil {
			network, err = netip.PrefixFrom(address.WithZone(""), address.BitLen()), nil
		}
		if err != nil {
			r.fault(key, "%q is neither an address nor a network such as 10.0.0.0/8", part)
			continue
		}
		out = append(out, network)
	}
	return out
}

// pairs reads name=value, separated by commas.
func (r *reader) pairs(key string) map[string]string {
	out := map[string]string{}
	for _, part := range r.list(key) {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			r.fault(key, "%q is not of the form rule.parameter=value", part)
			continue
		}
		out[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return out
}
