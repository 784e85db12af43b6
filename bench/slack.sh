#!/usr/bin/env bash
# Measures Slack alone: presses, forms, and commands beside the talk of busy channels that are no incident's.
# usage: bench/slack.sh [--built] [--full]
#   --built  does not build first; for bench/run.sh
#   --full   60 s of talk (default: 20 s)
# Exit 1 if a figure is not within its bound. That 1,000 changes in a second are at most three edits of the card, the last of them right, is
# a story: tests/behaviour/thousand_changes_are_three_edits.cpp.
set -euo pipefail
bench=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
targets=(bench_load bench_server bench_database)
# shellcheck source=bench/part.sh
source "$bench/part.sh"
# shellcheck source=bench/server.sh
source "$bench/server.sh"
talk_seconds=20
[[ $full == no ]] || talk_seconds=60

"$bin/bench_database" "$work/empty.db" 1000 2000 2>/dev/null
begin() {
    copy_database "$work/empty.db"
    start "$bin/bench_server" "$work/run.db"
}

# Alone: beside commands it would also be laid at the talk's door how those fill the database's caches.
begin
load --requests 500 >"$work/warm-up"
load --talk --channels 200 --rate 2000 --requests 4000 >"$work/warm-up"
memory_before=$(resident_mb)
load --talk --channels 200 --rate 2000 --requests $((talk_seconds * 2000)) >"$work/talk"
memory_after=$(resident_mb)
load --talk --channels 200 --rate 2000 --requests $((talk_seconds * 2000)) >"$work/talk" & talking=$!
sleep 1
beside_talk=$(load --rate 100 --requests $(((talk_seconds - 3) * 100)) --connections 8)
wait "$talking"; stop

begin
load --press --requests 500 >"$work/warm-up"
pressed=$(load --press --rate 100 --requests 2000); stop
check_notes 2500
begin
opened=$(load --form --rate 100 --requests 2000); stop
# The answer to such a press goes out after views.open, so its time is at least the time to that.
forms=$(sed -n 's/.*forms=//p' "$work/server.out")
[[ $forms == 2000 ]] || { echo "bench: 2000 presses opened $forms forms" >&2; exit 1; }

row "commands' p99 beside 2,000 events/s of talk" "$(field p99_us "$beside_talk") µs" "≤ 10 ms" "$(field p99_us "$beside_talk") <= 10000"
row "memory grown by $talk_seconds s of that talk" "$(calc %.1f "$memory_after - $memory_before") MB" "≤ 4 MB" "$memory_after - $memory_before <= 4"
row "button press to ack p99 at 100/s" "$(field p99_us "$pressed") µs" "≤ 10 ms" "$(field p99_us "$pressed") <= 10000"
row "press to views.open and its ack, p99 at 100/s" "$(field p99_us "$opened") µs" "≤ 20 ms" "$(field p99_us "$opened") <= 20000"
exit "$failed"
