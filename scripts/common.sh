# What ./demo and ./test share: finding and installing what is missing, building the assets,
# saying how long things took. Sourced, never run.

# Where cargo builds: outside the clone, so that several clones on one machine share the work.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/rathaus/target}"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Prints what a file says of itself: the comment block at its top.
help_of() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }

# Installs the packages behind missing commands: `need command=package …`.
# A command may be a path pattern such as /usr/lib/postgresql/*/bin/initdb.
need() {
  local pair packages=()
  for pair in "$@"; do
    local command="${pair%%=*}" package="${pair#*=}"
    if [[ $command == /* ]]; then
      compgen -G "$command" >/dev/null || packages+=("$package")
    else
      command -v "$command" >/dev/null || packages+=("$package")
    fi
  done
  ((${#packages[@]})) || return 0
  command -v apt-get >/dev/null ||
    fail "Missing: ${packages[*]}. This is no Debian system: please install them by your own means and start again."
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail "Missing: ${packages[*]}. Install them as root with: apt-get install ${packages[*]}"
    as_root=(sudo)
  fi
  say "Installing with apt-get: ${packages[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >&2
}

# The Rust toolchain is the one thing we do not install: which one to trust is yours to decide.
need_rust() {
  local lowest have
  lowest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml")
  if ! command -v cargo >/dev/null && [[ -x $HOME/.cargo/bin/cargo ]]; then
    PATH="$HOME/.cargo/bin:$PATH"
  fi
  command -v cargo >/dev/null ||
    fail "The Rust toolchain is missing (cargo, version $lowest or newer). See https://rustup.rs"
  have=$(rustc --version | awk '{print $2}')
  [[ $(printf '%s\n%s\n' "$lowest" "$have" | sort -V | head -n 1) == "$lowest" ]] ||
    fail "Rust $have is too old, $lowest or newer is needed: rustup update stable"
}

# The assets of the web shell and the typeface of the letters, from npm by lock files.
build_assets() {
  "$root/crates/web/ui/build" >&2
  local fonts="$root/crates/paper/fonts"
  if [[ -e $fonts/package-lock.json && ( ! -e $fonts/node_modules/.installed ||
    $fonts/package-lock.json -nt $fonts/node_modules/.installed ) ]]; then
    (cd "$fonts" && npm ci --no-audit --no-fund >&2 && touch node_modules/.installed)
  fi
}

# Runs a phase and notes how long it took: `phase NAME COMMAND…`.
durations=()
phase() {
  local name=$1 started=$SECONDS status=0
  shift
  say "== $name"
  "$@" || status=$?
  durations+=("$(printf '%-12s %4d s' "$name" $((SECONDS - started)))")
  return "$status"
}
