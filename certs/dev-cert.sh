#!/bin/sh
# Makes a development CA and a serving certificate for the webhook in the folder of this script.
# Usage: certs/dev-cert.sh [DAYS]
set -eu
umask 077

days=${1:-90}
service=pull-secret-injector.runai.svc

if ! command -v openssl >/dev/null 2>&1; then
  echo "openssl is needed (for example: apt-get install openssl)." >&2
  echo "keytool of the JDK is not enough: it can't write the private key as PEM." >&2
  exit 1
fi

folder=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

cat >"$work/ca.cnf" <<CONFIG
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = Pull Secret Injector development CA
[extensions]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
CONFIG

cat >"$work/serving.cnf" <<CONFIG
[req]
prompt = no
distinguished_name = name
[name]
CN = $service
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:$service, DNS:$service.cluster.local, DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG

quietly() {
  "$@" >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
}

# genpkey writes PKCS#8, which every reader of PEM keys understands.
for name in ca tls; do
  quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$name.key"
done
quietly openssl req -new -x509 -sha256 -days "$days" -config "$work/ca.cnf" \
  -key "$work/ca.key" -out "$work/ca.crt"
quietly openssl req -new -sha256 -config "$work/serving.cnf" \
  -key "$work/tls.key" -out "$work/tls.csr"
quietly openssl x509 -req -sha256 -days "$days" -in "$work/tls.csr" \
  -CA "$work/ca.crt" -CAkey "$work/ca.key" -set_serial "0x$(openssl rand -hex 16)" \
  -extfile "$work/serving.cnf" -extensions extensions -out "$work/tls.crt"
quietly openssl verify -CAfile "$work/ca.crt" "$work/tls.crt"

for name in ca.crt ca.key tls.crt tls.key; do
  mv -f "$work/$name" "$folder/$name"
done
chmod 644 "$folder/ca.crt" "$folder/tls.crt"
echo "Written to $folder: ca.crt, ca.key, tls.crt, tls.key (valid for $days days)."
