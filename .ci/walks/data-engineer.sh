#!/usr/bin/env bash
# A data engineer starts, follows, looks into logs and stops, in a terminal of 80 columns: docs/getting-started.md.
# data-engineer.sh FOLDER, an empty one; cdk is on the PATH.
work="$(realpath "$1")"
. "$(dirname "$0")/walk"
page=docs/getting-started.md

# In a terminal: data-engineer.sh FOLDER HEADING BLOCK…
if [ $# -gt 1 ]; then
  stty cols 80
  cd "$work/analytics"
  heading="$2"
  for n in "${@:3}"; do follow "$page" "$heading" "$n"; done
  exit
fi

# terminal HEADING BLOCK…
terminal() {
  TERM=xterm script -qefc "'$root/.ci/walks/data-engineer.sh' '$work' '$1' ${*:2}" "$work/terminal.log" </dev/null
}

# What our command line writes fits; the pages' own commands and URLs need not.
fits() {
  local wide
  wide="$(sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' "$work/terminal.log" | tr '\r' '\n' | grep -v '^\$ \|^Script \|https\?://' | grep '.\{81,\}' || true)"
  [ -z "$wide" ] || fail "wider than 80 columns: $wide"
}

cd "$work"
follow "$page" 'Make the project' >"$work/project.log" 2>&1 || { cat "$work/project.log"; exit 1; }
follow "$page" 'Synthesize it' 2
follow "$page" 'Get the tools'

serve "$page" 'Run it on your machine'
terminal 'Run it on your machine' 2 3 4
fits
[ "$(clusters_left)" = 0 ] || fail 'a cluster is left'
stop_serving

follow "$page" 'Run its jobs'
serve "$page" 'Run its jobs' 2
terminal 'Run its jobs' 3 4
grep -q '2026-01-01,2' "$work/terminal.log" || fail 'no report'
grep -q '|2026-01-01| *2|' "$work/terminal.log" || fail 'no log'
[ "$(clusters_left)" = 0 ] || fail 'a cluster is left'
