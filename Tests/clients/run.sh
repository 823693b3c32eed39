#!/usr/bin/env bash
# Lets real, unmodified client libraries loose on the executables. Needs them built, python3 and a package index.
# Usage: Tests/clients/run.sh [folder of the executables]
set -euo pipefail
cd "$(dirname "$0")/../.."

executables=${1:-.build/debug}
environment=.run/clients
if [ ! -x "$executables/exchange-sim" ]; then
    echo "no executables in $executables: run 'make build' first" >&2
    exit 2
fi
if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
"$environment/bin/pip" install --quiet --disable-pip-version-check --requirement Tests/clients/requirements.txt
"$environment/bin/python" Tests/clients/ccxt_test.py "$executables/exchange-sim"
"$environment/bin/python" Tests/clients/orders_test.py "$executables"
"$environment/bin/python" Tests/clients/socketio_test.py "$executables/socketio-conformance"
"$environment/bin/python" Tests/clients/mcp_test.py "$executables" ../shared/integration/schemas

# LangChain's adapters hold an older MCP client than the official one above, hence an environment of their own.
langchain=.run/clients-langchain
if [ ! -x "$langchain/bin/python" ]; then python3 -m venv "$langchain"; fi
"$langchain/bin/pip" install --quiet --disable-pip-version-check --requirement Tests/clients/requirements-langchain.txt
"$langchain/bin/python" Tests/clients/mcp_langchain_test.py "$executables"
