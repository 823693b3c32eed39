#!/bin/sh
# Makes a password of 256 random bits, unless there is one: password.sh FILE. Whoever is handed the file's volume can read it:
# the users of other people's images differ.
set -eu
if [ -s "$1" ]; then exit 0; fi
chmod 0755 "$(dirname "$1")"
openssl rand -hex 32 | tr -d '\n' >"$1.new"
chmod 0444 "$1.new"
mv "$1.new" "$1"
echo "made ${1##*/}"
