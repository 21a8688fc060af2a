#!/usr/bin/env bash
# Builds pgvector from Debian 13's source package for the server of the given pg_config and installs it.
# apt gets sources, lists and a cache of its own, so the machine's configuration is read but never changed.
set -euo pipefail
pg_config="$1"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The mirror this machine already uses; another distribution has none, so Debian's own.
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
# LLVM bitcode would need clang, and only serves JIT inlining.
make -C pgvector-*/ -j"$(nproc)" PG_CONFIG="$pg_config" with_llvm=no
make -C pgvector-*/ PG_CONFIG="$pg_config" with_llvm=no install
