#!/usr/bin/env bash
# Node of another line than the project's own, to prove that traces do not depend on it.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

line=22

enter node
program=node_modules/node/bin/node
if [ -x $program ] && ./$program --version 2>/dev/null | grep -q "^v$line\."; then
  say "$part_dir/$program: $(./$program --version)"
  exit 0
fi
[ -f package.json ] || echo '{ "private": true, "allowScripts": { "node": true } }' >package.json
step "fetching Node $line from the npm registry" \
  npm install --no-audit --no-fund --no-package-lock "node@$line" ||
  fail "Node $line" "Look at the messages above (a proxy? the registry?) and run this again."
[ -x $program ] || fail "Node $line, whose install script did not run" \
  "Run this again with npm's ignore-scripts switched off."
say "$part_dir/$program: $(./$program --version)"
