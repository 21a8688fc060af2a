#!/usr/bin/env bash
# Installs what the full test suite needs, on Debian and Ubuntu: PostgreSQL, pgvector, Redis and Chromium.
# Needs root or sudo. Does nothing if all is installed. Does not start services, because the tests start their own.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# Find the programs in node_modules, such as a Node that runs TypeScript, even if npm did not start this script.
PATH="$here/../../../node_modules/.bin:$PATH"

as_root() { if [ "$(id -u)" = 0 ]; then env "$@"; else sudo env "$@"; fi; }
apt_get() { as_root DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"; }

# Prints the newest installed major version of the PostgreSQL server, or nothing if there is none.
postgres_version() {
  find /usr/lib/postgresql -path '*/bin/postgres' 2>/dev/null | awk -F/ '{ print $5 }' | sort -n | tail -1
}
has_pgvector() { [ -e "/usr/share/postgresql/$(postgres_version)/extension/vector.control" ]; }
has_chromium() { node "$here/find-chromium.ts" >/dev/null; }

missing=()
[ -n "$(postgres_version)" ] || missing+=(postgresql)
[ -x /usr/bin/redis-server ] || missing+=(redis-server)
# Ubuntu's package is a snap, which does not work in containers or with Playwright. There, Playwright's build is used.
if ! has_chromium && ! grep -q '^ID=ubuntu' /etc/os-release; then missing+=(chromium fonts-liberation); fi

if [ "${#missing[@]}" = 0 ] && has_pgvector && has_chromium; then
  echo 'services: PostgreSQL, pgvector, Redis and Chromium are installed'
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo 'services: this script knows apt (Debian, Ubuntu) only. Elsewhere install PostgreSQL 15+ with pgvector, Redis 7+' >&2
  echo 'and Chromium yourself, or set TEST_DATABASE_URL, TEST_REDIS_URL and TEST_CHROMIUM.' >&2
  exit 1
fi

# Packages start their services when they are installed, unless policy-rc.d forbids it.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'as_root rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
fi

# If one of the machine's package sources fails, go on. Only the installation below must succeed.
for pause in 2 10 0; do
  if apt_get update; then break; fi
  sleep "$pause"
done
if [ "${#missing[@]}" != 0 ]; then apt_get install --no-install-recommends "${missing[@]}"; fi

if ! has_pgvector; then
  package="postgresql-$(postgres_version)-pgvector"
  if apt-cache show "$package" >/dev/null 2>&1; then
    apt_get install --no-install-recommends "$package"
  else
    apt_get install --no-install-recommends build-essential dpkg-dev debian-archive-keyring \
      "postgresql-server-dev-$(postgres_version)"
    as_root bash "$here/build-pgvector.sh" "/usr/lib/postgresql/$(postgres_version)/bin/pg_config"
  fi
fi

if ! has_chromium; then npx --no-install playwright-core install --with-deps chromium; fi
echo "services: installed PostgreSQL $(postgres_version), pgvector, Redis and Chromium"
