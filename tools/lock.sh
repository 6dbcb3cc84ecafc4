#!/usr/bin/env bash
# Writes the lock files from pyproject.toml: exact versions with hashes, for every system and Python 3.11 and up.
# Versions already locked stay; pass --upgrade to take newer ones. Needs uv on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # compile LOCK_FILE [what to lock, uv options]
    local lock=$1
    shift
    uv pip compile --constraints tools/constraints.txt --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --output-file "$lock" "$@"
}

compile requirements.txt pyproject.toml --group build "$@"
compile requirements-dev.txt pyproject.toml --group build --group dev --constraints requirements.txt "$@"
compile requirements-ofd-reader.txt --group ofd-reader "$@"
compile requirements-peers.txt --group peers "$@"

if grep -nE '://|^--|/opt/|/home/' requirements.txt requirements-dev.txt requirements-ofd-reader.txt requirements-peers.txt; then
    echo "a lock file names an index or a path of this machine" >&2
    exit 1
fi
