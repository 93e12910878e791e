#!/usr/bin/env bash
# A platform engineer: two apps, a VPC that is looked up, a folder of definitions: docs/two-teams.md.
# platform.sh FOLDER, an empty one; cdk is on the PATH.
work="$(realpath "$1")"
. "$(dirname "$0")/walk"
page=docs/two-teams.md

cp -r "$root/examples/two-teams" "$work/two-teams"
cd "$work/two-teams"
follow "$page" 'Test both'
tests_ran 2

rm -r definitions
follow docs/getting-started.md 'Get the tools'
follow "$page" 'From synth to launch'
serve "$page" 'From synth to launch' 2
follow "$page" 'From synth to launch' 3
# What the tests read is what the platform stores.
diff -r definitions "$root/examples/two-teams/definitions"
follow "$page" 'From synth to launch' 4
stop_serving
serve "$page" 'From synth to launch' 5
follow "$page" 'From synth to launch' 6
[ "$(clusters_left eu-central-1)" = 1 ] || fail 'no cluster runs'
