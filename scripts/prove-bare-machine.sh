#!/usr/bin/env bash
# Proves the README's first two commands on a machine that has nothing but Node: makes the root of a
# minimal Debian (debootstrap), copies this Node and its npm into it, clones what is committed here,
# and runs there `npm ci && npm start` until the service is ready, then `npm test` with three specs:
# one end to end, one with Kafka and the runbooks' programs, one in a browser.
#
#   scripts/prove-bare-machine.sh [<folder for the root; removed in the end unless given>]
#
# As root, on a Debian with debootstrap and git. How registries are reached is taken over from here:
# npm's and Maven's settings, apt's sources and proxies, certificates, hosts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

SPECS=(test/e2e/quick-start.spec.ts test/e2e/runbook-kafka.spec.ts test/browser/opening.spec.ts)
TRUST=(NODE_EXTRA_CA_CERTS SSL_CERT_FILE)
PASSED_ON=("${TRUST[@]}" http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY
  MAVEN_OPTS MAVEN_ARGS)

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'prove-bare-machine: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" -eq 0 ] || fail "only root can make another root: type \"sudo $0\""
for program in debootstrap git unshare; do
  command -v "$program" >/dev/null || fail "$program is needed: type \"apt-get install -y debootstrap git util-linux\""
done

if [ $# -gt 0 ]; then
  root=$1
  mkdir -p "$root"
else
  root=$(mktemp -d)
  trap 'rm -rf --one-file-system "$root"' EXIT
fi
# Its users are others than root, as the database's is.
chmod 755 "$root"

# shellcheck source=/dev/null
codename=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
  awk -v codename="$codename" '$2 == codename && $3 == "main" { print $1; exit }')
[ -n "$mirror" ] || fail "apt has no source of $codename main: type \"apt-get update\""

step "debootstrap --variant=minbase $codename"
debootstrap --variant=minbase "$codename" "$root" "$mirror" >"$root.log" 2>&1 ||
  { tail -20 "$root.log" >&2; fail "debootstrap failed"; }
rm -f "$root.log"

copy() { # a file to the same place there
  [ ! -f "$1" ] || install -D -m 644 "$(readlink -f "$1")" "$root$1"
}

step "the way to the registries"
copy /etc/resolv.conf
copy /etc/hosts
apt-config dump Acquire | grep -E '^Acquire::(https?|Check-|Retries)' >"$root/etc/apt/apt.conf.d/00as-outside" || true
for certificate in /usr/local/share/ca-certificates/*.crt "$(npm config get cafile)"; do
  copy "$certificate"
done
for name in "${TRUST[@]}"; do copy "${!name:-}"; done
[ ! -f "$HOME/.npmrc" ] || install -m 600 "$HOME/.npmrc" "$root/root/.npmrc"
outside=$(npm config get globalconfig)
[ ! -f "$outside" ] || install -D -m 644 "$outside" "$root/usr/local/etc/npmrc"
for settings in "$HOME/.m2/settings.xml" /etc/maven/settings.xml; do
  [ -f "$settings" ] || continue
  install -D -m 600 "$settings" "$root/root/.m2/settings.xml"
  break
done

step "Node $(node --version) and npm $(npm --version)"
install -D "$(node -p process.execPath)" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -RL "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/npm"
for program in npm npx; do
  ln -sf "../lib/node_modules/npm/bin/$program-cli.js" "$root/usr/local/bin/$program"
done

step "git clone"
git clone -q "file://$PWD" "$root/srv/allocator"

cat >"$root/srv/prove" <<'INSIDE'
set -euo pipefail
step() { printf '\n== %s\n' "$*"; }
cd /srv/allocator
step "npm ci"
npm ci --no-audit --no-fund
step "npm start"
PORT=0 npm start >/tmp/start.log 2>&1 &
started=$!
until grep -q '^allocator ready' /tmp/start.log; do
  kill -0 "$started" || { cat /tmp/start.log; exit 1; }
  sleep 1
done
cat /tmp/start.log
url=$(sed -n 's/^allocator ready //p' /tmp/start.log)
node -e 'fetch(process.argv[1] + "/health/ready").then(({ status }) => process.exit(status === 200 ? 0 : 1))' "$url"
kill -TERM "$started"
wait "$started" || true
step "npm test -- $*"
npm test -- "$@"
INSIDE

# Of the environment only what leads to registries; what runs and what is mounted ends with this.
variables=(HOME=/root "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  "npm_config_registry=$(npm config get registry)")
for name in "${PASSED_ON[@]}"; do
  [ -z "${!name:-}" ] || variables+=("$name=${!name}")
done
unshare --mount --pid --fork --kill-child --propagation private bash -euc '
  root=$1
  shift
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount --rbind /dev "$root/dev"
  exec chroot "$root" "$@"
' bash "$root" /usr/bin/env -i "${variables[@]}" bash /srv/prove "${SPECS[@]}"

step "both commands work on a bare $codename"
