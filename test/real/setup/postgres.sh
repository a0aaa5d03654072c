#!/usr/bin/env bash
# PostgreSQL, for Synapses that are to have one (`rashomon synapse up --postgres`). The machine's own
# programs are used; as root they are installed. Clusters are made by whoever needs one.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_postgres() {
  local folder
  for folder in "${POSTGRES_BIN:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) ${PATH//:/ }; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/psql" ]; then
      echo "$folder"
      return 0
    fi
  done
  return 1
}

from_machine find_postgres postgresql "some 60 MB" "PostgreSQL" \
  "Or set POSTGRES_BIN to the folder that has initdb, postgres and psql."
say "$found: $("$found/postgres" --version)"
