#!/usr/bin/env bash
# Lets real, unmodified client libraries loose on the executables. Needs them built, python3 and a package index.
# Usage: Tests/clients/run.sh [folder of the executables]
set -euo pipefail
cd "$(dirname "$0")/../.."

executables=${1:-.build/debug}
if [ ! -x "$executables/exchange-sim" ]; then
    echo "no executables in $executables: run 'make build' first" >&2
    exit 2
fi

# An environment for each set of libraries that do not go together. Usage: python NAME REQUIREMENTS
python() {
    local environment=.run/$1
    if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
    "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "Tests/clients/$2" >&2
    echo "$environment/bin/python"
}
clients=$(python clients requirements.txt)
dify=$(python clients-dify requirements-dify.txt)
# LangChain's adapters hold an older MCP client than the official one.
langchain=$(python clients-langchain requirements-langchain.txt)

"$clients" Tests/clients/ccxt_test.py "$executables/exchange-sim"
"$clients" Tests/clients/orders_test.py "$executables"
"$clients" Tests/clients/socketio_test.py "$executables/socketio-conformance"
"$clients" Tests/clients/otlp_test.py "$executables"
"$clients" Tests/clients/mcp_test.py "$executables" ../shared/integration/schemas
"$langchain" Tests/clients/mcp_langchain_test.py "$executables"
"$clients" Tests/clients/builders_test.py "$executables" ../shared/integration/dify_lint.py "$langchain"
"$dify" Tests/clients/dify_test.py "$executables"
