#!/bin/sh
# Fuzzes targets one after the other, and prints how often each was executed and what it found.
#   fuzz.sh SECONDS TARGET...      after `make fuzz` has compiled and written target/fuzz.classpath
# What is found, and the log, are in target/fuzz/TARGET; the corpus grows in target/fuzz/TARGET/corpus.
set -eu
cd "$(dirname "$0")/../.."
seconds=$1
shift
status=0
for target in "$@"; do
  name=${target##*.}
  folder=target/fuzz/$name
  inputs=src/test/resources/fuzz/$name
  seeds=$inputs
  test "$name" != ReviewFuzz || seeds="$inputs src/test/resources/reviews"
  mkdir -p "$folder/corpus" "$folder/findings"
  # Memory is bounded by the heap, and time by -timeout (seconds for one input): both count as findings.
  "${JAVA:-java}" -Xmx768m -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
    -cp "target/test-classes:target/classes:$(cat target/fuzz.classpath)" \
    com.code_intelligence.jazzer.Jazzer --target_class="io.pullsecrets.$target" \
    --instrumentation_includes='io.pullsecrets.**' \
    --custom_hook_includes='io.pullsecrets.**' \
    --instrumentation_excludes="io.pullsecrets.$target*:io.pullsecrets.fuzz.**" \
    --reproducer_path="$folder" -artifact_prefix="$folder/findings/" -dict="$inputs.dict" \
    -max_total_time="$seconds" -timeout=60 -rss_limit_mb=0 -max_len=16384 -print_final_stats=1 \
    "$folder/corpus" $seeds >"$folder/log" 2>&1 || status=1
  awk -v name="$name" -v found="$(ls "$folder/findings" | wc -l)" '
    /stat::number_of_executed_units/ { executions = $2 }
    END { printf "%-20s %10d executions, %d findings\n", name, executions, found }' "$folder/log"
done
test "$status" = 0 || echo "What failed, and why: target/fuzz/*/log, and the inputs in target/fuzz/*/findings." >&2
exit "$status"
