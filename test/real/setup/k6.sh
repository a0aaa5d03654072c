#!/usr/bin/env bash
# k6, which sends load. Built from its Go module: the version is fixed and checked by Go's sums.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

version=v2.2.0

enter k6
if [ -x k6 ] && ./k6 version 2>/dev/null | grep -q "$version"; then
  say "$part_dir/k6: $version"
  exit 0
fi
command -v go >/dev/null || fail "Go (1.25 or later), to build k6 $version" \
  "Install it from https://go.dev/dl/ and run this again." \
  "Or put the program k6 $version at $part_dir/k6."

cat >go.mod <<END
module k6build

go 1.25.0

require go.k6.io/k6/v2 $version
END
# The network's trouble is mended by another try: what was fetched stays.
step "fetching the sources of k6 $version" go mod download ||
  step "fetching the rest" go mod download ||
  fail "the sources of k6" "Look at the messages above (a proxy? GOPROXY?) and run this again."
step "building k6 $version (two or three minutes)" \
  go build -mod=mod -o k6.part go.k6.io/k6/v2 ||
  fail "k6, which does not build" "Look at the messages above; Go 1.25 or later is needed."
mv k6.part k6
say "$part_dir/k6: $(./k6 version)"
