#!/usr/bin/env bash
# Writes the two lock files from pyproject.toml: exact versions with hashes, for every system and Python 3.11 and up.
# Versions already locked stay; pass --upgrade to take newer ones. Needs uv on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # compile LOCK_FILE [uv option ...]
    local lock=$1
    shift
    uv pip compile pyproject.toml --constraints tools/constraints.txt --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --output-file "$lock" "$@"
}

compile requirements.txt --group build "$@"
compile requirements-dev.txt --group build --group dev --constraints requirements.txt "$@"

if grep -nE '://|^--|/opt/|/home/' requirements.txt requirements-dev.txt; then
    echo "a lock file names an index or a path of this machine" >&2
    exit 1
fi
