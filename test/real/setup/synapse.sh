#!/usr/bin/env bash
# Synapse, the homeserver that is tested and loaded, in a Python environment of its own, with the
# driver for PostgreSQL. Some 250 MB; wheels only, nothing is compiled.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

version=1.163.2
packages=("matrix-synapse==$version" psycopg2-binary)

enter synapse
installed() { bin/python -c "import importlib.metadata as m; print(m.version('matrix-synapse'))"; }

if [ "$(cat .done 2>/dev/null)" = "${packages[*]}" ] && [ "$(installed 2>/dev/null)" = "$version" ]; then
  say "$part_dir/bin/python: Synapse $version"
  exit 0
fi
python=${PYTHON:-python3}
command -v "$python" >/dev/null || fail "Python (3.10 or later)" \
  "Install it (apt-get install python3 python3-venv), or set PYTHON to its path."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || fail "Python 3.10 or later" \
  "$("$python" --version) is too old; set PYTHON to the path of a newer one."
"$python" -c 'import ensurepip' 2>/dev/null || fail "Python's module venv" \
  "Install it as root: apt-get install python3-venv"

[ -x bin/pip ] || step "making a Python environment" "$python" -m venv . ||
  fail "a Python environment" "Look at the messages above and run this again."
step "installing Synapse $version (some 100 MB, minutes on a busy machine)" \
  bin/pip install --disable-pip-version-check --prefer-binary "${packages[@]}" ||
  fail "Synapse" "Look at the messages above (a proxy? PIP_INDEX_URL?) and run this again."
echo "${packages[*]}" >.done
say "$part_dir/bin/python: Synapse $(installed)"
