package localneo4j

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const manifestName = "manifest.json"

// manifest names every jar of a library with its size in bytes. It is written
// after the last jar, so a library without one is not whole.
type manifest struct {
	Version string           `json:"version"`
	Jars    map[string]int64 `json:"jars"`
}

// takeStock lists the jars of dir.
func takeStock(dir, version string) (manifest, error) {
	m := manifest{Version: version, Jars: map[string]int64{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return m, err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".jar" {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return m, err
		}
		m.Jars[e.Name()] = info.Size()
	}
	return m, nil
}

func (m manifest) write(dir string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", manifestName, err)
	}
	return writeFile(filepath.Join(dir, manifestName), append(text, '\n'), 0o644)
}

// verify says in what the library in dir falls short of being whole; nil: in nothing.
func verify(dir, version string) error {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("read %s: %w", manifestName, err)
	}
	if m.Version != version || len(m.Jars) == 0 {
		return errors.New("the manifest is of another library")
	}
	for name, size := range m.Jars {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if info.Size() != size {
			return fmt.Errorf("%s has %d bytes instead of %d", name, info.Size(), size)
		}
	}
	return nil
}

// writeFile replaces a file in one step and has it on disk before that.
func writeFile(path string, text []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
