# Sourced by ./palladium, ./test, ./bench and .ci/run: says what is done, finds or installs what is needed.
# Needs $home: the root of the checkout.

say() { printf '\033[2m== %s\033[0m\n' "$*" >&2; }

fail() { printf 'palladium: %s\n' "$*" >&2; exit 1; }

# need_package COMMAND PACKAGE WHY: apt-get where that is allowed, else the exact command to type.
need_package() {
  command -v "$1" >/dev/null 2>&1 && return 0
  install_packages "$3" "$2"
}

install_packages() { # WHY PACKAGE...
  local why=$1 sudo=""
  shift
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then sudo="sudo -n"
    else fail "missing: $* ($why). Install with: sudo apt-get install -y $*"; fi
  fi
  command -v apt-get >/dev/null 2>&1 || fail "missing: $* ($why), and there is no apt-get here to install it with."
  say "installing $* ($why)"
  if [ -z "${apt_updated:-}" ]; then $sudo apt-get update -qq >&2 || true; apt_updated=1; fi
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || fail "could not install: $* ($why). Try: apt-get install -y $*"
}

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 || fail "the .NET SDK 10 is missing. See https://dotnet.microsoft.com/download, or: apt-get install -y dotnet-sdk-10.0 where your registry has it."
  dotnet --list-sdks 2>/dev/null | grep -q '^10\.' || fail "the .NET SDK 10 is missing; found: $(dotnet --list-sdks | tr '\n' ' ')"
}

need_node() {
  need_package node nodejs "builds the console's map and fonts from npm packages"
  need_package npm npm "fetches the map library, fonts, icons and the demo city"
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 20 ] || fail "Node 20 or later is needed; found $(node --version)."
}

# fetch_npm FOLDER WHAT: npm ci, only when the lock file is newer than what is there.
fetch_npm() {
  local folder="$home/$1"
  [ -f "$folder/package-lock.json" ] || fail "$1/package-lock.json is missing: the checkout is not complete."
  if [ ! -f "$folder/node_modules/.fetched" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.fetched" ]; then
    say "fetching $2 (npm ci in $1)"
    (cd "$folder" && npm ci --no-fund --no-audit --loglevel=error >&2) || fail "npm ci in $1 failed: is the npm registry reachable?"
    touch "$folder/node_modules/.fetched"
  fi
}

# build_app: publishes the node to artifacts/app, only when a source is newer than the last build. One at a time.
build_app() {
  app_is_current && return 0
  mkdir -p "$home/artifacts"
  (
    if command -v flock >/dev/null 2>&1 && ! flock --nonblock 8; then
      say "another call builds this checkout already; waiting for it"
      flock 8
    fi
    app_is_current || publish_app
  ) 8>"$home/artifacts/.building" || exit 1
}

app_is_current() {
  local stamp="$home/artifacts/app/.built"
  [ -f "$stamp" ] && [ -z "$(find "$home/src" "$home/Directory.Build.props" "$home/Directory.Packages.props" \
      \( -name bin -o -name obj -o -name node_modules -o -path '*/wwwroot/lib' \) -prune -o -type f -newer "$stamp" -print -quit)" ]
}

publish_app() {
  need_dotnet
  need_node
  say "building Palladium (the first time takes three to six minutes)"
  touch "$home/artifacts/.begun" # what is edited while it builds is newer than this
  local platform=linux-x64
  [ "$(uname -m)" = aarch64 ] && platform=linux-arm64
  if ! dotnet publish "$home/src/Palladium.Node" -c Release -r "$platform" --self-contained -o "$home/artifacts/app" -v quiet -nologo \
      >"$home/artifacts/build.log" 2>&1 8>&-; then
    grep -E 'error|warning' "$home/artifacts/build.log" | sort -u | head -20 >&2
    fail "the build failed; the whole output is in artifacts/build.log"
  fi
  touch -r "$home/artifacts/.begun" "$home/artifacts/app/.built"
}
