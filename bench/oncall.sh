#!/usr/bin/env bash
# Measures on call alone: look-ups, a year of shifts, and 10,000 pages due in the same second.
# usage: bench/oncall.sh [--built]
#   --built  does not build first; for bench/run.sh
# Exit 1 if a figure is not within its bound.
set -euo pipefail
bench=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
targets=(bench_oncall bench_page_storm)
# shellcheck source=bench/part.sh
source "$bench/part.sh"
looked=$("$bin/bench_oncall")
storm=$("$bin/bench_page_storm" "$work" 2>"$work/storm.err") || { tail -n 20 "$work/storm.err" >&2; exit 1; }
row "who is on call at a random instant" "$(field look_up_ns "$looked") ns" "≤ 2,000 ns" "$(field look_up_ns "$looked") <= 2000"
row "a year of final shifts ($(field shifts "$looked")), median" "$(field year_ms "$looked") ms" "≤ 20 ms" "$(field year_ms "$looked") <= 20"
row "10,000 pages due in one second, all in the outbox" "$(field all_ms "$storm") ms" "≤ 2,000 ms" "$(field all_ms "$storm") <= 2000"
row "the last of them, stopped in the middle" "$(field late_ms "$storm") ms late" "≤ 5,000 ms" "$(field late_ms "$storm") <= 5000"
exit "$failed"
