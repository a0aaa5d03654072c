#!/usr/bin/env bash
# Chromium, for the tests of the page. The machine's own is used; as root it is installed.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_chromium() {
  local path
  for path in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -n "$path" ] && [ -x "$path" ]; then
      echo "$path"
      return 0
    fi
  done
  return 1
}

from_machine find_chromium chromium "some 100 MB, a minute or two" "a Chromium" \
  "Or set CHROMIUM to the path of one."
say "$found: $("$found" --version 2>/dev/null)"
