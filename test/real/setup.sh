#!/usr/bin/env bash
# Makes ready what `npm run test:real`, `rashomon load` and `rashomon synapse` need: one script a
# part in test/real/setup/, each of which looks first, installs only what is missing into the folder
# RASHOMON_REAL_DIR (default: .real), says what it does, and goes on where it was stopped.
# Usage: npm run setup:real [-- PART …]
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# In this order; a new part is a script of its name and a word here.
parts=(chromium node k6 synapse postgres ruma gomatrixserverlib)

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  echo "npm run setup:real [-- PART …]   parts: ${parts[*]} (default: all)"
  exit 0
fi
chosen=("${@:-${parts[@]}}")
[ $# -gt 0 ] || chosen=("${parts[@]}")

missing=()
number=0
for part in "${chosen[@]}"; do
  number=$((number + 1))
  if [[ ! " ${parts[*]} " == *" $part "* ]]; then
    echo "setup:real knows no part '$part'; there are: ${parts[*]}" >&2
    exit 2
  fi
  echo "[$number/${#chosen[@]}] $part"
  bash "$here/setup/$part.sh" || missing+=("$part")
done

if [ ${#missing[@]} -eq 0 ]; then
  echo "Ready: npm run test:real"
else
  echo "Not ready, see above: ${missing[*]}" >&2
  exit 1
fi
