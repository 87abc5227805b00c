package identity

// WithSecret is the configuration with the secret that its file would hold.
func (p ProviderConfig) WithSecret(secret string) ProviderConfig {
	p.secret = secret
	return p
}

// Check is what loading does to a provider.
func (p ProviderConfig) Check() error { return p.check() }
