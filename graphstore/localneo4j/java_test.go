package localneo4j_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/graphstore/localneo4j"
)

func TestJavaVersionsAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		printed string
		major   int
	}{
		"openjdk 17":          {"openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime Environment", 17},
		"no minor":            {"openjdk version \"21\" 2023-09-19", 21},
		"early access":        {"openjdk version \"21-ea\" 2023-09-19", 21},
		"old spelling":        {"java version \"1.8.0_392\"", 8},
		"after a picked-up":   {"Picked up JAVA_TOOL_OPTIONS: -Xmx1g\njava version \"25.0.1\" 2025-10-21 LTS", 25},
		"something else":      {"gij (GNU libgcj)", 0},
		"nothing":             {"", 0},
		"a number not quoted": {"version 17", 0},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.major, localneo4j.JavaMajor(c.printed))
		})
	}
}

// script puts an executable shell script called name into dir.
func script(t *testing.T, dir, name, body string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755))
	return path
}

func javaOf(t *testing.T, dir, version string) string {
	return script(t, dir, "java", fmt.Sprintf("echo 'openjdk version %q' >&2", version))
}

func TestJavaHomeGoesBeforePath(t *testing.T) {
	home, path := t.TempDir(), t.TempDir()
	want := javaOf(t, filepath.Join(home, "bin"), "21.0.4")
	javaOf(t, path, "17.0.9")
	t.Setenv("JAVA_HOME", home)
	t.Setenv("PATH", path)

	java, err := localneo4j.FindJava(t.Context())

	require.NoError(t, err)
	require.Equal(t, want, java)
}

func TestAnUnusableJavaIsPassedOver(t *testing.T) {
	old, broken, good := t.TempDir(), t.TempDir(), t.TempDir()
	javaOf(t, old, "25.0.1")
	script(t, broken, "java", "exit 1")
	want := javaOf(t, good, "17.0.15")
	t.Setenv("JAVA_HOME", "")
	t.Setenv("PATH", old+":"+broken+":"+good)

	java, err := localneo4j.FindJava(t.Context())

	require.NoError(t, err)
	require.Equal(t, want, java)
}

func TestNoJavaAndTheWrongJavaAreToldApart(t *testing.T) {
	old := t.TempDir()
	javaOf(t, old, "11.0.2")
	for code, path := range map[string]string{
		localneo4j.CodeNoJava:    t.TempDir(),
		localneo4j.CodeWrongJava: old,
	} {
		t.Run(code, func(t *testing.T) {
			t.Setenv("JAVA_HOME", "")
			t.Setenv("PATH", path)

			_, err := localneo4j.Start(t.Context(), localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir()})

			refused(t, err, code)
		})
	}
}

// refused asserts the code of an Error and that it names the three ways out.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	var fault *localneo4j.Error
	require.ErrorAs(t, err, &fault)
	require.Equal(t, code, fault.Code, fault.Error())
	require.Contains(t, fault.Hint, "JDK 17 or 21")
	require.Contains(t, fault.Hint, "docker compose up")
	require.Contains(t, fault.Hint, "--neo4j URI")
	require.NotContains(t, fault.Error(), "\n")
}
