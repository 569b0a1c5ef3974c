#!/bin/sh
# Builds what git knows of this folder twice, in two places, and compares all of target/quarkus-app.
# Known to differ: quarkus/generated-bytecode.jar (CONTRIBUTING.md); anything else is a failure.
set -eu
cd "$(dirname "$0")/../.."
places=$(mktemp -d)
trap 'rm -rf "$places"' EXIT
trap 'exit 1' INT TERM
for place in one another; do
  mkdir "$places/$place"
  git ls-files -z | xargs -0 cp --parents -t "$places/$place"
  (cd "$places/$place" && ${MAVEN:-mvn -B -ntp} -q -Dmaven.test.skip=true package)
  (cd "$places/$place/target/quarkus-app" && find . -type f ! -name generated-bytecode.jar -exec sha256sum {} + | sort -k 2) \
    >"$places/$place.sums"
done
diff "$places/one.sums" "$places/another.sums" >&2 || { echo "These files differ between two builds." >&2; exit 1; }
grep -F ' ./app/' "$places/one.sums"
echo "Two builds: $(wc -l <"$places/one.sums") files are the same, byte for byte."
