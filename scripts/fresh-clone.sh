#!/bin/sh
# Runs a command in a fresh clone of the last commit, with an empty cache and empty data, as a newcomer would.
#   scripts/fresh-clone.sh                  npm start, until Ctrl-C
#   scripts/fresh-clone.sh npm test
#   KEEP=1 scripts/fresh-clone.sh …         keeps the folder, and says where it is
# Standard output is the command's own.
set -u
project=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/firststep-fresh-XXXXXX")

leave() {
  if [ -n "${KEEP:-}" ]; then echo "Kept: $folder" >&2; else rm -rf "$folder"; fi
}
trap leave EXIT
# The command gets Ctrl-C itself and ends in order; this script then cleans up.
trap : INT TERM

git clone --quiet --no-hardlinks "$project" "$folder/clone" || exit 1
cd "$folder/clone" || exit 1
export FIRSTSTEP_CACHE="$folder/cache" FIRSTSTEP_DATA="$folder/data"
unset MONGODB_URL REDIS_URL NODE_OPTIONS
began=$(date +%s)
if [ $# -eq 0 ]; then npm start; else "$@"; fi
code=$?
echo "Ended with $code after $(($(date +%s) - began)) s" >&2
exit $code
