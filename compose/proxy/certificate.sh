#!/bin/sh
# Makes a certificate for trying things out, unless there is one: certificate.sh FOLDER NAME…
#
# FOLDER/server.pem is what the proxy reads: certificate, then key. FOLDER/ca.pem is what clients are told to trust; its own key
# is thrown away, so that it vouches for nothing else, ever. One that ends within a month is made anew, a foreign one is left alone.
set -eu
folder=$1
shift
if [ -s "$folder/server.pem" ]; then
    if [ ! -e "$folder/ca.pem" ] || openssl x509 -checkend 2592000 -noout -in "$folder/server.pem" >/dev/null; then exit 0; fi
fi
names=IP:127.0.0.1
for name; do names="$names,DNS:$name"; done

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
new="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc"
# shellcheck disable=SC2086 # several words on purpose
openssl req -x509 $new -days 397 -subj "/CN=Quantum Trader Pro, this installation" \
    -addext "keyUsage=critical,keyCertSign" -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
# shellcheck disable=SC2086
openssl req $new -subj "/CN=$1" -keyout "$work/server.key" -out "$work/server.csr" 2>/dev/null
printf 'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n' "$names" >"$work/extensions"
openssl x509 -req -in "$work/server.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 397 -extfile "$work/extensions" \
    -out "$work/server.crt" 2>/dev/null
cat "$work/server.crt" "$work/server.key" >"$folder/server.pem.new"
cp "$work/ca.pem" "$folder/ca.pem"
mv "$folder/server.pem.new" "$folder/server.pem"
echo "made a certificate for $names, good for 397 days"
