package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDefaultsAreValid(t *testing.T) {
	c, err := loadConfig("", nil, nil)
	require.NoError(t, err)
	require.Equal(t, "local", c.neo4jURI)
	require.True(t, c.auth, "callers are asked who they are unless told otherwise")
	require.Equal(t, "127.0.0.1:8080", c.listen)
	require.Empty(t, c.inForce, "the in-force date has no default")
	require.Equal(t, 45, c.staleDays)
	require.Equal(t, 180, c.certificateDays)
	require.Equal(t, []string{"ESME", "GSME", "GPF", "CHF", "HCALCS"}, c.certificateTypes)
	require.Equal(t, []string{"IHD", "CAD"}, c.type2Types)
}

func TestFlagsWinOverEnvironmentOverFile(t *testing.T) {
	file := settingsFile(t, "neo4j:\n  uri: bolt://file:1\n  username: from-file\ndata-dir: /from/file\nrules:\n  in-force-date: 2027-01-01\n  type2-device-types: [IHD]\n")
	environ := []string{"WAYMARK_NEO4J_URI=bolt://env:1", "WAYMARK_DATA_DIR=/from/env", "WAYMARK_TEST_NEO4J=local", "WAYMARK_CONFIG=x", "PATH=/bin"}
	c, err := loadConfig(file, environ, map[string]string{"neo4j": "bolt://flag:1"})
	require.NoError(t, err)
	require.Equal(t, "bolt://flag:1", c.neo4jURI)
	require.Equal(t, "from-file", c.neo4jUsername)
	require.Equal(t, "/from/env", c.dataDir)
	require.EqualValues(t, "2027-01-01", c.inForce)
	require.Equal(t, []string{"IHD"}, c.type2Types)
}

func TestAllFaultsAreJoinedAndNoSecretIsShown(t *testing.T) {
	file := settingsFile(t, "neo4j:\n  password: hunter22\n  place: oops\n")
	_, err := loadConfig(file, []string{"WAYMARK_LOG_LEVELS=debug", "WAYMARK_RULES_STALE_DAYS=-1", "WAYMARK_RULES_IN_FORCE_DATE=01/02/2027", "WAYMARK_SCHEDULE_RUN=never", "WAYMARK_HTTP_AUTH=maybe", "WAYMARK_HTTP_TRUSTED_PROXIES=10.0.0.1,proxy.example"}, nil)
	for _, part := range []string{`no setting "neo4j.place"`, "no setting WAYMARK_LOG_LEVELS", "rules.stale-days", "rules.in-force-date", "schedule.run", "http.auth", "http.trusted-proxies: \"proxy.example\""} {
		require.ErrorContains(t, err, part)
	}
	require.NotContains(t, err.Error(), "hunter22")
	c, err := loadConfig(settingsFile(t, "neo4j:\n  password: hunter22\n"), nil, nil)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", c.neo4jPassword, c, c, c.neo4jPassword), "hunter22")
}

func TestProxiesAreAddressesAndNetworks(t *testing.T) {
	c, err := loadConfig("", []string{"WAYMARK_HTTP_TRUSTED_PROXIES=10.0.0.0/8, 192.0.2.7,2001:db8::9"}, nil)
	require.NoError(t, err)
	require.Equal(t, "[10.0.0.0/8 192.0.2.7/32 2001:db8::9/128]", fmt.Sprint(c.proxies))
}

// Each row of the table is a setting of its own, and is what the help prints.
func TestTableOfSettingsIsSound(t *testing.T) {
	keys, envs := map[string]bool{}, map[string]bool{}
	help := newSettingsHelp().Long
	for _, s := range settings {
		require.False(t, keys[s.key], s.key)
		require.False(t, envs[s.env()], s.env())
		keys[s.key], envs[s.env()] = true, true
		require.NotEmpty(t, s.help, s.key)
		require.Contains(t, help, s.env())
	}
	require.True(t, envs["WAYMARK_DATA_DIR"])
	require.True(t, envs["WAYMARK_RULES_TYPE2_DEVICE_TYPES"])
}

func TestAServiceThatAsksNobodyStaysOnLoopback(t *testing.T) {
	for _, address := range []string{"127.0.0.1:8080", "[::1]:8080", "localhost:0"} {
		require.NoError(t, safeListen(address, false), address)
		require.NoError(t, safeListen(address, true), address)
	}
	for _, address := range []string{"0.0.0.0:8080", ":8080", "192.0.2.7:80", "example.org:80"} {
		require.ErrorContains(t, safeListen(address, false), "--auth=off", address)
		require.NoError(t, safeListen(address, true), address)
	}
	require.Equal(t, "127.0.0.1:8080", reachable("0.0.0.0:8080"))
	require.Equal(t, "127.0.0.1:8080", reachable(":8080"))
}

func TestEveryCommandHasExamplesOrSaysWhatItDoes(t *testing.T) {
	root := newRoot(&command{})
	for _, cmd := range root.Commands() {
		require.NotEmpty(t, cmd.Short, cmd.Name())
		require.Equal(t, strings.ToUpper(cmd.Short[:1]), cmd.Short[:1], cmd.Name())
	}
}

func settingsFile(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "waymark.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
