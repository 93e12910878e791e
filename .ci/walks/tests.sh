#!/usr/bin/env bash
# A new user writes tests of an app: docs/getting-started.md. tests.sh FOLDER, an empty one.
work="$(realpath "$1")"
. "$(dirname "$0")/walk"
page=docs/getting-started.md

cd "$work"
follow "$page" 'Make the project'
# What the page shows is what the archetype makes.
diff -r . "$root/examples/getting-started"

lines="$(wc -l <src/test/java/com/example/analytics/AnalyticsTest.java)"
[ "$lines" -le 60 ] || fail "$lines lines for four tests"
follow "$page" 'Test it'
tests_ran 4

# The tests notice what goes wrong: the cluster of another release, a step less, no limit, no message.
sed -i 's/emr-7.12.0/emr-7.11.0/; s/Phase.of("Orders", ingest, count)/Phase.of("Orders", count)/; s/ofFailure(failed)/none()/' \
  src/main/java/com/example/analytics/AnalyticsStack.java
! mvn -q test >"$work/failures.log" 2>&1 || fail 'tests pass whatever the app does'
grep -q 'emr-7.11.0' "$work/failures.log"
