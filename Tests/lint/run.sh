#!/usr/bin/env bash
# Looks over scripts, images, Compose files and configuration, and over everything for secrets. Whatever is found fails;
# what is on purpose is named with its reason in the tool's own configuration.
# Usage: Tests/lint/run.sh [folder with the tools]
set -euo pipefail
cd "$(dirname "$0")/../.."
# hadolint, like the others, is looked up by name.
PATH="${1:+$PWD/$1:}$PATH"

# Files that are tracked or about to be, by pattern. Usage: files PATTERN…
files() { git ls-files --cached --others --exclude-standard -- "$@" | sort -u; }

mapfile -t scripts < <(files '*.sh' '.ci/*')
shellcheck "${scripts[@]}"

mapfile -t images < <(files '*Dockerfile')
if [ ${#images[@]} -gt 0 ]; then hadolint --config Tests/lint/hadolint.yaml "${images[@]}"; fi

# Usage: composed FILE [EXPLANATIONS]
composed() {
    compose-lint check --quiet --no-pager --fail-on low --skip-suppressed --strict-config \
        --config "${2:-Tests/lint/compose-lint.yaml}" "$1" 2> >(grep -vE 'not present and not required|merged .* before linting' >&2)
}
composed compose/compose.yaml
composed compose/compose.dev.yaml
composed .devcontainer/compose.yaml Tests/lint/compose-lint.devcontainer.yaml
# What runs of an overlay is both files in one, which the linter sees where the second is called so.
merged=$(mktemp -d)
trap 'rm -rf "$merged"' EXIT
cp compose/compose.yaml "$merged/"
cp compose/compose.staging.yaml "$merged/compose.override.yaml"
composed "$merged/compose.yaml"

mapfile -t documents < <(files '*.yaml' '*.yml')
yamllint --strict --config-file Tests/lint/yamllint.yaml "${documents[@]}"

python Tests/lint/secrets.py
