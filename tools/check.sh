#!/usr/bin/env bash
# What is checked without running the program: style, types, which room may import which, house rules. Every check runs, then the verdict.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

failed=()
check() { # check NAME COMMAND...: quiet when it holds
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf '   ok    %s\n' "$name"
    else
        printf '   FAIL  %s\n%s\n' "$name" "$output"
        failed+=("$name")
    fi
}

check "style (ruff check)" ruff check --quiet --output-format concise .
check "format (ruff format)" ruff format --check --quiet --output-format concise .
check "types (mypy --strict)" mypy
check "rooms (lint-imports)" lint-imports --no-logo
check "house rules" python -m tools.check_house
[ ${#failed[@]} -eq 0 ]
