#!/usr/bin/env bash
# Lets real, unmodified client libraries loose on exchange-sim. Needs a built exchange-sim, python3 and a package index.
# Usage: Tests/clients/run.sh [path of the exchange-sim executable]
set -euo pipefail
cd "$(dirname "$0")/../.."

simulator=${1:-.build/debug/exchange-sim}
environment=.run/clients
if [ ! -x "$simulator" ]; then
    echo "no executable at $simulator: run 'swift build --product exchange-sim' first" >&2
    exit 2
fi
if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
"$environment/bin/pip" install --quiet --requirement Tests/clients/requirements.txt
exec "$environment/bin/python" Tests/clients/ccxt_test.py "$simulator"
