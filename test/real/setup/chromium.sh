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

install_chromium() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq chromium
}

if ! path=$(find_chromium); then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    enter chromium
    step "installing the package 'chromium' (some 100 MB, a minute or two)" install_chromium
  fi
  path=$(find_chromium) || fail "a Chromium" \
    "Install it as root: apt-get install chromium" \
    "Or set CHROMIUM to the path of one."
fi
say "$path: $("$path" --version 2>/dev/null)"
