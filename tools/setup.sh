# Sourced by ./run and ./test: everything a fresh Debian 12 needs, done once and skipped when it is there.
# Lives here: system packages and the virtual environment. Does not live here: what is then run.

set -euo pipefail
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$root/.venv"

# What the client needs to run: openssl for verifying by hand, Chinese fonts, Qt's own libraries and those of its two displays.
run_packages=(
    openssl fonts-noto-cjk libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0
    libwayland-cursor0 libwayland-egl1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0
    libxcb-xinerama0 libxkbcommon-x11-0
)
# What the tests hold our work against: other readers of our PDF, the second database the server runs on, and what records and breaks calls.
test_packages=(poppler-utils postgresql qpdf strace)

say() { printf '== %s\n' "$*"; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo --preserve-env=DEBIAN_FRONTEND "$@"; fi
}

quietly() { # quietly COMMAND...: its output is shown only when it fails
    local output
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; return 1; }
}

system_packages() { # system_packages NAME...: installs those that are missing; other systems than Debian's family are left alone
    if ! command -v apt-get >/dev/null; then
        say "no apt-get here; these are expected to be installed: $*"
        return
    fi
    local name missing=()
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "system packages: ${missing[*]}"
    [ -n "${updated:-}" ] || quietly as_root apt-get -qq -o DPkg::Lock::Timeout=300 update
    updated=yes
    quietly as_root apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"
}

usable_python() { # prints a Python of 3.11 or later that can make a virtual environment
    local python
    for python in python3.11 python3 python3.12 python3.13; do
        if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    return 1
}

virtual_environment() { # virtual_environment LOCK_FILE: .venv holds exactly what the lock file names, and this tree itself
    local lock=$1 stamp="$venv/.installed-$1" wanted python
    wanted=$(cd "$root" && { echo "$root"; cat "$lock" pyproject.toml; } | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
        return
    fi
    usable_python >/dev/null || system_packages python3 python3-venv
    python=$(usable_python) || { say "Python 3.11 or later with venv is needed"; exit 1; }
    say "Python packages: $lock (the first time this takes a minute or two)"
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --require-hashes -r "$root/$lock"
    "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable "$root"
    echo "$wanted" >"$stamp"
}
