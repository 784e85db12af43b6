#!/usr/bin/env bash
# Runs each libFuzzer target, by default for 60 s. usage: scripts/fuzz.sh [SECONDS [TARGET…]]
# New inputs are kept in build/fuzz/found; one that breaks a promise ends the script: mend the code, put the input into
# tests/fuzz/corpus/TARGET/ (the test fuzz_replay feeds it from then on), run again.
set -euo pipefail
scripts=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
case "${1:-}" in
    -h | --help) sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac
bash "$scripts/setup.sh" test
# shellcheck source=scripts/common.sh
source "$scripts/common.sh"

seconds=${1:-60}
shift || true
targets=("$@")
[[ ${#targets[@]} != 0 ]] || targets=(http_read slack pagerduty grammar merge runbook)

section "Building"
step "The build" "Its output is above." build fuzz "${targets[@]/#/fuzz_}"
for target in "${targets[@]}"; do
    section "$target, $seconds s"
    mkdir -p "build/fuzz/found/$target"
    step "$target" "The input is in build/fuzz/found." "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=16384 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="build/fuzz/found/$target-" "build/fuzz/found/$target" "tests/fuzz/corpus/$target"
done
