# `make help` lists what can be made. Everything but `make run` and `make up` ends by itself.
SHELL := /bin/bash
.DEFAULT_GOAL := help

GO ?= go
RELEASE ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.release=$(RELEASE)
GOLANGCI_VERSION := v2.15.0
GOLANGCI := bin/golangci-lint-$(GOLANGCI_VERSION)
GOVULNCHECK_VERSION := v1.9.0
GOVULNCHECK := bin/govulncheck-$(GOVULNCHECK_VERSION)
COMPOSE ?= $(shell if docker compose version >/dev/null 2>&1; then echo docker compose; else echo docker-compose; fi)
FUZZTIME ?= 30s
PKG ?= ./...
CA_ROOTS ?= /etc/ssl/certs/ca-certificates.crt

# One Neo4j at a time: each package starts its own, and -p 1 runs packages in turn.
INTEGRATION := $(GO) test -p 1 -tags integration -timeout 45m

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/waymark, a static binary
	@mkdir -p bin
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/waymark ./cmd/waymark

.PHONY: run
run: build ## load an example estate into a local Neo4j, run the rules, report, then serve
	./examples/run.sh bin/waymark

.PHONY: test
test: ## all tests, on a real Neo4j run from local jars (JDK 17 or 21 and Maven)
	WAYMARK_TEST_NEO4J=local $(INTEGRATION) $(PKG)

.PHONY: test-unit
test-unit: ## the tests that need no Neo4j
	$(GO) test $(PKG)

.PHONY: test-docker
test-docker: ## all tests, on a real Neo4j in a container
	WAYMARK_TEST_NEO4J=docker $(INTEGRATION) $(PKG)

.PHONY: test-race
test-race: need-gcc ## all tests with the race detector, on local jars
	WAYMARK_TEST_NEO4J=local CGO_ENABLED=1 $(INTEGRATION) -race $(PKG)

.PHONY: test-unit-race
test-unit-race: need-gcc ## the tests that need no Neo4j, with the race detector
	CGO_ENABLED=1 $(GO) test -race $(PKG)

.PHONY: need-gcc
need-gcc:
	@command -v gcc >/dev/null || { echo "the race detector needs gcc, and there is none: install gcc, or run 'make test', which does without" >&2; exit 1; }

.PHONY: check
check: need-gcc fmt-check vet lint vuln test-race ## what a change must pass: format, vet, lint (gosec too), known vulnerabilities, tests with the race detector (needs gcc)

.PHONY: fmt
fmt: $(GOLANGCI) ## format the Go code
	$(GOLANGCI) fmt

.PHONY: fmt-check
fmt-check: $(GOLANGCI)
	$(GOLANGCI) fmt --diff

.PHONY: vet
vet: ## go vet, tagged tests included
	$(GO) vet -tags integration,bench $(PKG)

.PHONY: lint
lint: $(GOLANGCI) ## golangci-lint: import directions, homes of libraries, style, gosec
	$(GOLANGCI) run $(PKG)

$(GOLANGCI):
	@echo "building golangci-lint $(GOLANGCI_VERSION), once; this takes minutes"
	@mkdir -p bin
	GOBIN=$(CURDIR)/bin CGO_ENABLED=0 $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv bin/golangci-lint $@

# Without the vulnerability data nothing is known, and that is said; GOVULNDB may name a copy of it.
.PHONY: vuln
vuln: $(GOVULNCHECK) ## govulncheck: known vulnerabilities of what is called (needs the Go vulnerability data)
	@said=$$($(GOVULNCHECK) $(PKG) 2>&1) && { echo "$$said"; exit 0; }; echo "$$said" >&2; \
	case $$said in *"fetching vulnerabilities"*) echo "vuln: the vulnerability data could not be fetched: known vulnerabilities are NOT checked here" >&2;; *) exit 1;; esac

$(GOVULNCHECK):
	@mkdir -p bin
	GOBIN=$(CURDIR)/bin CGO_ENABLED=0 $(GO) install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
	mv bin/govulncheck $@

.PHONY: bench
bench: ## print the project's figures as JSON, measured on local jars
	@WAYMARK_TEST_NEO4J=local $(GO) test -p 1 -tags bench -timeout 60m -count 1 -v -run 'Figures?$$' ./analytics/ ./api/ ./reports/ ./reports/mail/ | sed -n '/^{/,/^}/p'; exit $${PIPESTATUS[0]}

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (30s)
	@set -e; for file in $$(grep -rlE '^func Fuzz' --include=*_test.go .); do \
	  for target in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]+).*/\1/p' $$file); do \
	    echo "$$target in $$(dirname $$file), $(FUZZTIME)"; \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$(dirname $$file); \
	  done; done

.PHONY: cover
cover: ## coverage of all tests, as dist/cover.html
	@mkdir -p dist
	WAYMARK_TEST_NEO4J=local $(INTEGRATION) -coverpkg=./... -coverprofile=dist/cover.out $(PKG)
	$(GO) tool cover -html=dist/cover.out -o dist/cover.html
	@$(GO) tool cover -func=dist/cover.out | tail -n 1

.PHONY: generate
generate: ## refresh generated files; a change means that they were stale
	$(GO) generate ./...
	git diff --exit-code

.PHONY: image
image: build ## build the container image waymark:latest
	@test -s $(CA_ROOTS) || { echo "no CA roots at $(CA_ROOTS): install ca-certificates, or set CA_ROOTS" >&2; exit 1; }
	rm -rf bin/image
	install -D -m 0755 bin/waymark bin/image/waymark
	install -D -m 0644 $(CA_ROOTS) bin/image/etc/ssl/certs/ca-certificates.crt
	install -d -m 1777 bin/image/tmp
	docker build -t waymark:latest .

.PHONY: up
up: image ## build the image and run it with a Neo4j in containers (set WAYMARK_NEO4J_PASSWORD)
	$(COMPOSE) up

.PHONY: clean
clean: ## remove what was built here, and the demo
	rm -rf bin/waymark bin/image dist demo
