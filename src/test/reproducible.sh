#!/bin/sh
# Builds what git knows of this folder twice, in two places, and compares all that is in the jar.
# Known to differ: what Quarkus generates (CONTRIBUTING.md); anything else is a failure.
set -eu
cd "$(dirname "$0")/../.."
places=$(mktemp -d)
trap 'rm -rf "$places"' EXIT
trap 'exit 1' INT TERM
for place in one another; do
  mkdir "$places/$place" "$places/$place.jar"
  git ls-files -z | xargs -0 cp --parents -t "$places/$place"
  (cd "$places/$place" && ${MAVEN:-mvn -B -ntp} -q -Dmaven.test.skip=true package)
  (cd "$places/$place.jar" \
    && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" --extract --file "$places/$place/target/pull-secret-injector.jar" \
    && find . -type f ! -path './io/quarkus/runner/*' ! -path './io/quarkus/runtime/generated/*' \
      ! -name '*_ValueResolver_*' -exec sha256sum {} + | sort -k 2) >"$places/$place.sums"
done
diff "$places/one.sums" "$places/another.sums" >&2 || { echo "These files differ between two builds." >&2; exit 1; }
echo "Two builds: $(wc -l <"$places/one.sums") files in the jar are the same, byte for byte."
