#!/bin/sh
# Takes the injector out of the cluster, with everything that it wrote there. First its alerts, one of which
# would fire when it has gone; then the webhook, so that no call runs into the void; then the process and all
# that it runs with; and when its pods have gone, which would write them again, its copies. Pods of projects
# keep the pull secrets in their lists.
#
# Usage: src/main/kubernetes/uninstall.sh [FOLDER]
#   FOLDER   needed only for overlays/cert-manager, and for an overlay of yours that brings objects of its own
#   KUBECTL  another kubectl, or one with options
#   WAIT     how long pods may take to end, and objects to go (120s)
#
# Goes on where something can't be removed, and ends with an error that names what is left.
set -eu

folder=${1:-$(cd "$(dirname "$0")" && pwd)}
kubectl=${KUBECTL:-kubectl}
wait=${WAIT:-120s}
namespace=runai
name=pull-secret-injector

pods() {
  $kubectl get pods -n "$namespace" -l "app.kubernetes.io/name=$name" -o name
}

# The namespace and name of each copy. The label alone may be somebody else's; so may be label and
# annotation, on a duplicate under another name or among the sources (docs/decisions/006).
copies() {
  listed=$($kubectl get secrets --all-namespaces -l "app.kubernetes.io/managed-by=$name" -o go-template='
    {{- range .items }}
      {{- $secret := .metadata }}
      {{- with .metadata.annotations }}
        {{- with index . "pull-secret-injector/source" }}
          {{- printf "%s %s %s\n" $secret.namespace $secret.name . }}
        {{- end }}
      {{- end }}
    {{- end }}') || {
    echo "The copies can't be listed, so nothing more is removed: without the injector nobody would." >&2
    exit 1
  }
  echo "$listed" |
    awk -v sources="$namespace" '
      function derived(name, source) {
        source = substr(source, 1, 242)
        return index(name, source "-") == 1 && substr(name, length(source) + 2) ~ /^[0-9a-f]+$/ &&
          length(name) == length(source) + 11
      }
      NF == 3 && $1 != sources {
        source = substr($3, index($3, "/") + 1)
        if ($2 == source || derived($2, source)) print $1, $2
      }'
}

# Of a certificate and its CA. The label tells the injector's own, and cert-manager's for it, from one
# that somebody made by hand: that stays.
certificates() {
  for secret in "$name-tls" "$name-ca"; do
    $kubectl get secrets -n "$namespace" -l "app.kubernetes.io/name=$name" \
      --field-selector "metadata.name=$secret" -o name
  done
}

# The objects of monitoring/, or of Helm's monitoring.create. Two of the kinds are known only where the
# Prometheus Operator is.
monitoring() {
  for kind in podmonitors.monitoring.coreos.com prometheusrules.monitoring.coreos.com; do
    known=$($kubectl get customresourcedefinition "$kind" --ignore-not-found -o name)
    if [ -n "$known" ]; then
      $kubectl get "$kind" -n "$namespace" -l "app.kubernetes.io/name=$name" -o name
    fi
  done
  $kubectl get configmaps -n "$namespace" -l "app.kubernetes.io/name=$name" -o name
}

remove() {
  $kubectl delete --ignore-not-found --timeout="$wait" "$@" </dev/null || true
}

$kubectl get namespace "$namespace" -o name >/dev/null
copies >/dev/null # while the injector runs, which could remove them

for object in $(monitoring); do
  remove -n "$namespace" "$object"
done
remove mutatingwebhookconfiguration "$name"
remove deployment "$name" -n "$namespace"
if [ -n "$(pods)" ]; then
  $kubectl wait pod --for=delete -n "$namespace" -l "app.kubernetes.io/name=$name" \
    --timeout="$wait" >/dev/null || true
fi
running=$(pods)
if [ -n "$running" ]; then
  echo "These still run and would write their copies again, so nothing more is removed:" >&2
  echo "$running" >&2
  exit 1
fi
remove -k "$folder"
found=$(copies)
echo "$found" | awk 'NF { names[$1] = names[$1] " " $2 } END { for (each in names) print each names[each] }' |
  while read -r project secrets; do
    # shellcheck disable=SC2086 # several names
    remove secret -n "$project" $secrets
  done
remove lease "$name" -n "$namespace"
for secret in $(certificates); do
  remove -n "$namespace" "$secret"
done

found=$(copies)
left=$(
  $kubectl get -k "$folder" --ignore-not-found -o name
  echo "$found" | awk 'NF { print "secret/" $2 " in namespace " $1 }'
  $kubectl get lease "$name" -n "$namespace" --ignore-not-found -o name
  certificates
  monitoring
)
if [ -n "$left" ]; then
  echo "These are left:" >&2
  echo "$left" >&2
  exit 1
fi
echo "Nothing of the injector is left."
