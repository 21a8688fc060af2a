#!/usr/bin/env bash
# Builds pgvector from Debian 13's source package and installs it for the PostgreSQL server of the given pg_config.
# apt uses sources, lists and a cache in a temporary folder, so the machine's apt configuration is not changed.
set -euo pipefail
pg_config="$1"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The Debian mirror that this machine uses. On other distributions it is empty, and deb.debian.org is used below.
mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p)"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
echo "deb-src [signed-by=$keyring] ${mirror:-http://deb.debian.org/debian} trixie main" >"$work/sources.list"
own_apt() {
  apt-get -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts="$work/parts" \
    -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" \
    -o APT::Sandbox::User=root -o Acquire::Retries=3 "$@"
}
own_apt update
cd "$work/source"
own_apt source pgvector
# LLVM bitcode is left out, because it needs clang and is only used for JIT inlining.
make -C pgvector-*/ -j"$(nproc)" PG_CONFIG="$pg_config" with_llvm=no
make -C pgvector-*/ PG_CONFIG="$pg_config" with_llvm=no install
