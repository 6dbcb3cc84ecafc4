#!/usr/bin/env bash
# Puts the peers of `python -m benchmarks sync` where it looks for them: Anki into an environment of its own, PouchDB beside its driver. Both
# are tools of measuring, never dependencies of the product. A peer that is not there is reported as not installed.
source "$(dirname "$0")/setup.sh"
cd "$root"
peers="$root/.venv-peers"
[ -x "$peers/bin/python" ] || "$(usable_python)" -m venv "$peers"
"$peers/bin/python" -m pip install --quiet --require-hashes -r requirements-peers.txt
if command -v npm >/dev/null; then
    (cd benchmarks/peers && npm ci --no-audit --no-fund)
else
    echo "npm is not installed: PouchDB is left out"
fi
