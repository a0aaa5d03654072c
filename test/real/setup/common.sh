# What the scripts of this folder share; it is sourced, never run. Folder, messages, and a way to
# run something long that shows how far it is and keeps its output for the case that it fails.
set -u

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
real_dir=${RASHOMON_REAL_DIR:-$checkout/.real}

say() { echo "      $*"; }

# fail MESSAGE REMEDY…: ends the part; every remedy is a line of its own.
fail() {
  echo "      missing: $1" >&2
  shift
  for remedy in "$@"; do echo "      → $remedy" >&2; done
  exit 1
}

# enter PART: makes the part's folder and waits until nobody else works in it.
enter() {
  part_dir=$real_dir/$1
  mkdir -p "$part_dir" || fail "the folder $part_dir" "Set RASHOMON_REAL_DIR to a folder to write to."
  if command -v flock >/dev/null; then
    exec 9>"$part_dir/.lock"
    flock --nonblock 9 || { say "another set-up works on $part_dir; waiting …" && flock 9; }
  fi
  cd "$part_dir" || exit 1
}

# step WHAT COMMAND…: runs a command; the seconds are shown where a person watches.
step() {
  local what=$1 log=$part_dir/setup.log pid start=$SECONDS
  shift
  say "$what …"
  "$@" >"$log" 2>&1 9>&- &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    [ -t 1 ] && printf '\r      %d s  %.60s\033[K' $((SECONDS - start)) "$(tail -n 1 "$log")"
    sleep 1
  done
  [ -t 1 ] && printf '\r\033[K'
  trap - INT TERM
  if wait "$pid"; then return 0; fi
  tail -n 20 "$log" | sed 's/^/      | /' >&2
  return 1
}

# from_machine FINDER PACKAGE NOTE WHAT REMEDY: sets `found` to what the finder finds on this machine;
# where it finds nothing, root gets the package installed, and others are told.
from_machine() {
  local finder=$1 package=$2 note=$3 what=$4 remedy=$5
  found=$("$finder") && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    enter "$package"
    step "installing the package '$package' ($note)" install_package "$package"
  fi
  found=$("$finder") || fail "$what" "Install it as root: apt-get install $package" "$remedy"
}

install_package() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq "$1"
}
