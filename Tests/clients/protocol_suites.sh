#!/usr/bin/env bash
# Runs the upstream test suites of the Engine.IO and Socket.IO protocols against the code that the gateway runs.
#
# Usage: Tests/clients/protocol_suites.sh CHECKOUT_ENGINE CHECKOUT_SOCKET [folder of the executables]
#
# The checkouts are of github.com/socketio/engine.io-protocol and github.com/socketio/socket.io-protocol, outside this
# repository. Needs Debian's nodejs, mocha, chai and node-ws. Of the suites only their address and their imports are
# replaced, in a copy. Fails unless every test of both was run and passed.
set -euo pipefail

if [ $# -lt 2 ]; then
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
engine=$(realpath "$1")
socket=$(realpath "$2")
cd "$(dirname "$0")/../.."
conformance=${3:-.build/debug}/socketio-conformance
for command in node mocha jq python3 "$conformance"; do
    command -v "$command" >/dev/null || { echo "protocol_suites: $command is needed and not found" >&2; exit 2; }
done

work=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=
    fi
}
trap 'stop; rm -rf "$work"' EXIT

answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Usage: run engine|socket CHECKOUT
run() {
    local mode=$1 suite=$2/test-suite/test-suite.js copy=$work/$1 port
    # The one line that has to be another; without it the tests would ask whoever has that port.
    if ! grep -q '^const URL = "http://localhost:3000";$' "$suite"; then
        echo "$suite is not the suite this script knows" >&2
        return 1
    fi
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir "$copy"
    echo '{"type": "module"}' >"$copy/package.json"
    cp Tests/clients/protocol_imports.mjs "$copy/node-imports.js"
    sed "s|http://localhost:3000|http://127.0.0.1:$port|" "$suite" >"$copy/test-suite.js"

    "$conformance" "$mode" "$port" &
    server=$!
    for _ in $(seq 100); do
        if answers "$port"; then break; fi
        kill -0 "$server" 2>/dev/null || { echo "the server ended" >&2; return 1; }
        sleep 0.1
    done
    # Its own status says only that something failed; the report below says what.
    # Some tests send two requests at once and expect them to arrive in their order, or wait for less than 200 ms:
    # on a busy machine such a one gets a second and a third try, and is told of.
    (cd "$copy" && NODE_PATH=/usr/share/nodejs:/usr/lib/nodejs mocha --retries 2 --reporter json \
        --reporter-options output=report.json test-suite.js >/dev/null) || true
    stop

    jq -r '.failures[] | "FAILED: \(.fullTitle): \(.err.message)"' "$copy/report.json"
    jq -r '.passes[] | select(.currentRetry > 0) | "passed at try \(.currentRetry + 1): \(.fullTitle)"' "$copy/report.json"
    jq -r --arg mode "$mode" '.stats | "\($mode): \(.passes)/\(.tests) passed"' "$copy/report.json"
    # As many as are declared: one that was skipped, or a file that was not read to its end, is no pass.
    jq -e --argjson declared "$(grep -cE '^ *it\(' "$suite")" \
        '.stats | .tests == $declared and .passes == $declared and $declared > 0' "$copy/report.json" >/dev/null
}

run engine "$engine"
run socket "$socket"
