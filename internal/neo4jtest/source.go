package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	container "github.com/testcontainers/testcontainers-go/modules/neo4j"
	"github.com/testcontainers/testcontainers-go/wait"

	"waymark/graphstore/localneo4j"
)

// image is what docker-compose.yml runs as well.
const image = "neo4j:5.26-community"

// containerTime is how long a container may take to answer: longer than the minute of
// the module, which a busy machine needs by itself.
const containerTime = 3 * time.Minute

// source gives the server that the environment asks for, without a driver yet.
func source(ctx context.Context) (*server, error) {
	if uri := os.Getenv(EnvURI); uri != "" {
		keep := func(context.Context) error { return nil }
		return &server{stop: keep, Neo4j: Neo4j{
			URI: uri, Username: os.Getenv(EnvUsername), Password: os.Getenv(EnvPassword), Database: "neo4j",
		}}, nil
	}
	switch want := os.Getenv(EnvSource); want {
	case "local":
		return local(ctx)
	case "docker":
		return docker(ctx)
	case "":
		if dockerAnswers(ctx) {
			return docker(ctx)
		}
		return local(ctx)
	default:
		return nil, fmt.Errorf("%s is %q: it must be local or docker", EnvSource, want)
	}
}

// local runs a server of this process alone and removes it with its data. A
// process that was killed, as `go test -timeout` does, leaves its server behind:
// the next one to take its slot adopts that.
func local(ctx context.Context) (*server, error) {
	dir, release, err := takeSlot()
	if err != nil {
		return nil, err
	}
	l, err := localneo4j.Start(ctx, localneo4j.Options{
		DataDir:  dir,
		Conf:     conf,
		Progress: func(msg string) { slog.Debug("local neo4j", "progress", msg) },
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir), release())
	}
	return &server{
		Neo4j: Neo4j{URI: l.URI(), Username: l.Username(), Password: l.Password(), Database: "neo4j"},
		stop: func(ctx context.Context) error {
			return errors.Join(l.Close(ctx), os.RemoveAll(dir), release())
		},
	}, nil
}

// docker starts a container and removes it.
func docker(ctx context.Context) (*server, error) {
	const password = "waymark-test"
	c, err := container.Run(ctx, image, container.WithAdminPassword(password),
		testcontainers.WithWaitStrategyAndDeadline(containerTime, wait.ForLog("Bolt enabled on").WithStartupTimeout(containerTime)),
		testcontainers.WithLabels(map[string]string{"waymark": "neo4jtest"}))
	if err != nil {
		if c != nil {
			err = errors.Join(err, testcontainers.TerminateContainer(c))
		}
		return nil, fmt.Errorf("run a container of %s: %w", image, err)
	}
	stop := func(ctx context.Context) error {
		return c.Terminate(ctx, testcontainers.StopTimeout(30*time.Second))
	}
	uri, err := c.BoltUrl(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ask the container for its address: %w", err), stop(ctx))
	}
	// A routing address would name the container's own port, which is not the published one.
	uri = strings.Replace(uri, "neo4j://", "bolt://", 1)
	return &server{stop: stop, Neo4j: Neo4j{URI: uri, Username: "neo4j", Password: password, Database: "neo4j"}}, nil
}

// dockerAnswers says whether a Docker daemon can be asked for containers.
func dockerAnswers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return false
	}
	_, err = docker.Ping(ctx, client.PingOptions{})
	return errors.Join(err, docker.Close()) == nil
}
