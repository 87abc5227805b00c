#!/usr/bin/env bash
# The first run: an example estate, made up and labelled so, goes into a local Neo4j of its own; the rules
# run; the Panel report is written; and the service stays up until Ctrl-C.
# The service is started first: it holds the local Neo4j, which the other commands then share.
# Everything is kept below ./demo, apart from your own data.
#
#   examples/run.sh [PATH OF WAYMARK]     DEMO_DIR, DEMO_VERSIONS and DEMO_SEED change the demo
set -euo pipefail
waymark=${1:-bin/waymark}
demo=${DEMO_DIR:-demo}
listen=${WAYMARK_HTTP_LISTEN:-127.0.0.1:8080}
export WAYMARK_DATA_DIR=$demo/data
mkdir -p "$demo"

step() { printf '\n== %s\n' "$*" >&2; }

step "1 of 6: a synthetic estate of ${DEMO_VERSIONS:-1000} versions in $demo/estate"
"$waymark" example --versions "${DEMO_VERSIONS:-1000}" --seed "${DEMO_SEED:-1}" -o "$demo/estate"
in_force=$(sed -nE 's/.*"inForceDate": *"([0-9-]+)".*/\1/p' "$demo/estate/truth.json" | head -n 1)
export WAYMARK_RULES_IN_FORCE_DATE=${WAYMARK_RULES_IN_FORCE_DATE:-$in_force}

step "2 of 6: start the service and its local Neo4j (the first time, Neo4j is fetched: 118 MB)"
# On this machine alone, so nobody is asked who they are.
"$waymark" serve --auth=off --listen "$listen" &
service=$!
trap 'kill "$service" 2>/dev/null || true; wait "$service" || true' EXIT
trap 'exit 0' INT TERM
until "$waymark" healthcheck --listen "$listen" >/dev/null 2>&1; do
  kill -0 "$service" 2>/dev/null || { wait "$service"; exit 1; }
  sleep 0.5
done

step "3 of 6: import the CPL"
"$waymark" import cpl "$demo/estate/cpl.csv"

step "4 of 6: import what suppliers have installed"
"$waymark" import installs "$demo/estate/installs.csv"

step "5 of 6: run the rules"
"$waymark" run

step "6 of 6: write the Panel report"
"$waymark" report panel --format html -o "$demo/panel.html"

printf '\nThe report is in %s. The service is up at http://%s until Ctrl-C.\n' "$demo/panel.html" "$listen" >&2
wait "$service"
