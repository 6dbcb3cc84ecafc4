#!/usr/bin/env bash
# Runs what ./test leaves out: our DOCX in LibreOffice and our OFD in another reader. Puts both here first, the reader in an environment of its
# own. Arguments go to pytest.
source "$(dirname "$0")/setup.sh"
cd "$root"
system_packages "${run_packages[@]}" "${test_packages[@]}" libreoffice-writer
virtual_environment requirements-dev.txt

reader="$root/.venv-ofd-reader"
[ -x "$reader/bin/python" ] || "$(usable_python)" -m venv "$reader"
"$reader/bin/python" -m pip install --quiet --require-hashes -r requirements-ofd-reader.txt

exec "$venv/bin/pytest" -m slow -s "$@"
