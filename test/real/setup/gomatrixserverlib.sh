#!/usr/bin/env bash
# gomatrixserverlib, the Go library of Dendrite, in a program that speaks the resolver wire format,
# for `rashomon compare --with gomatrixserverlib`. A Go module; versions and sums are in go.sum.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source=$checkout/test/peers/gomatrixserverlib
enter gomatrixserverlib
sum=$(cat "$source"/go.* "$source"/*.go | sha256sum)
version=$(sed -n 's/^require .*gomatrixserverlib //p' "$source/go.mod")

if [ "$(cat .done 2>/dev/null)" = "$sum" ] && [ -x rashomon-peer-gomatrixserverlib ]; then
  say "$part_dir/rashomon-peer-gomatrixserverlib: gomatrixserverlib $version"
  exit 0
fi
command -v go >/dev/null || fail "Go (1.25 or later)" \
  "Install it from https://go.dev/dl/ and run this again."
step "building the program around gomatrixserverlib $version" \
  go build -C "$source" -mod=readonly -o "$part_dir/rashomon-peer-gomatrixserverlib.part" . ||
  step "once more, with what was fetched" \
    go build -C "$source" -mod=readonly -o "$part_dir/rashomon-peer-gomatrixserverlib.part" . ||
  fail "the program around gomatrixserverlib" \
    "Look at the messages above (a proxy? GOPROXY?) and run this again."
mv rashomon-peer-gomatrixserverlib.part rashomon-peer-gomatrixserverlib
echo "$sum" >.done
say "$part_dir/rashomon-peer-gomatrixserverlib: built"
