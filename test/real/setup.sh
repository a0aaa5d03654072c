#!/usr/bin/env bash
# Makes ready what `npm run test:real` needs: Chromium for the tests of the page. It looks first,
# installs only what is missing and only where it may, says what it does, and can be run again.
set -u

missing=0

find_chromium() {
  for path in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -n "$path" ] && [ -x "$path" ]; then
      echo "$path"
      return 0
    fi
  done
  return 1
}

echo "[1/1] Chromium"
if ! path=$(find_chromium); then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "      not found; installing the package 'chromium' (some 100 MB, a minute or two) …"
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -y -qq chromium >/dev/null; then
      path=$(find_chromium)
    else
      echo "      apt-get failed; its messages stand above." >&2
    fi
  fi
fi
if [ -n "${path:-}" ]; then
  echo "      $path: $("$path" --version 2>/dev/null)"
else
  echo "      missing. Install it as root ('apt-get install chromium')," >&2
  echo "      or set CHROMIUM to the path of a Chromium." >&2
  missing=1
fi

if [ "$missing" -eq 0 ]; then
  echo "Ready: npm run test:real"
else
  echo "Not ready: see above." >&2
fi
exit "$missing"
