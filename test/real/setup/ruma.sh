#!/usr/bin/env bash
# The Rust crate ruma-state-res, in a program that speaks the resolver wire format, for
# `rashomon compare --with ruma`. Compiled from crates.io: minutes the first time.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source=$checkout/test/peers/ruma
enter ruma
sum=$(cat "$source"/Cargo.* "$source"/src/*.rs | sha256sum)

if [ "$(cat .done 2>/dev/null)" = "$sum" ] && [ -x rashomon-peer-ruma ]; then
  say "$part_dir/rashomon-peer-ruma: ruma-state-res $(sed -n 's/^ruma-state-res = "=\(.*\)"/\1/p' "$source/Cargo.toml")"
  exit 0
fi
command -v cargo >/dev/null || fail "Rust (1.89 or later)" \
  "Install it (apt-get install cargo, or https://rustup.rs), so that cargo is on the PATH."
step "compiling ruma-state-res (some 100 crates, minutes on a busy machine)" \
  env CARGO_TARGET_DIR="$part_dir/target" cargo build --release --locked --manifest-path "$source/Cargo.toml" ||
  fail "the program around ruma-state-res" "Look at the messages above and run this again."
cp target/release/rashomon-peer-ruma rashomon-peer-ruma.part && mv rashomon-peer-ruma.part rashomon-peer-ruma
echo "$sum" >.done
say "$part_dir/rashomon-peer-ruma: built"
