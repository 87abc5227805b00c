package identity

// WithSecret is the configuration with the secret that its file would hold.
func (p ProviderConfig) WithSecret(secret string) ProviderConfig {
	p.secret = secret
	return p
}

// Grants are the roles that claims give.
func (p ProviderConfig) Grants(claims map[string]any) []Grant { return p.grants(claims) }
