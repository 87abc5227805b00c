package localneo4j

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var javaVersionLine = regexp.MustCompile(`version "(\d+)(?:\.(\d+))?`)

// javaMajor reads the feature release from what `java -version` prints: 17 of
// "17.0.15", 8 of the old spelling "1.8.0_392". It gives 0 if there is none.
func javaMajor(printed string) int {
	m := javaVersionLine.FindStringSubmatch(printed)
	if m == nil {
		return 0
	}
	if m[1] == "1" && m[2] != "" {
		m[1] = m[2]
	}
	major, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return major
}

// findJava gives the first Java that Neo4j 5 runs on, looking at JAVA_HOME and
// then at each directory of PATH.
func findJava(ctx context.Context) (string, error) {
	var seen []string
	for _, java := range javaCandidates() {
		major, err := askJava(ctx, java)
		if err != nil {
			seen = append(seen, java+" does not run")
			continue
		}
		if major == 17 || major == 21 {
			return java, nil
		}
		seen = append(seen, "Java "+strconv.Itoa(major)+" at "+java)
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if len(seen) == 0 {
		return "", fail(CodeNoJava, nil, "", "no Java: neither JAVA_HOME nor PATH has one")
	}
	return "", fail(CodeWrongJava, nil, "set JAVA_HOME to a Java 17 or 21", "wrong Java: Neo4j 5 runs on 17 or 21, found %s", strings.Join(seen, ", "))
}

func javaCandidates() []string {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	if home := os.Getenv("JAVA_HOME"); home != "" {
		dirs = slices.Insert(dirs, 0, filepath.Join(home, "bin"))
	}
	var found []string
	for _, dir := range dirs {
		java, err := exec.LookPath(filepath.Join(dir, "java"))
		if err != nil || !filepath.IsAbs(java) {
			continue
		}
		// Debian reaches one and the same Java by /bin and /usr/bin.
		if real, err := filepath.EvalSymlinks(java); err == nil {
			java = real
		}
		if !slices.Contains(found, java) {
			found = append(found, java)
		}
	}
	return found
}

func askJava(ctx context.Context, java string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, java, "-version").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("run %s: %w", java, err)
	}
	return javaMajor(string(out)), nil
}
