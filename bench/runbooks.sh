#!/usr/bin/env bash
# Measures runbooks alone: 1,000 runs of 20 steps at once, commands meanwhile, the first action of a run, starting programs.
# usage: bench/runbooks.sh [--built]
#   --built  does not build first; for bench/run.sh
# Exit 1 if a figure is not within its bound. A step is a command whose executor is done at once: each goes the whole way, scheduled,
# started, finished, each of which is an event on the timeline and two fsynced transactions.
set -euo pipefail
bench=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
targets=(bench_load bench_server bench_database bench_runbooks_spawn)
# shellcheck source=bench/part.sh
source "$bench/part.sh"
# shellcheck source=bench/server.sh
source "$bench/server.sh"

runs=1000 steps=20
mkdir "$work/runbooks"
# runbook NAME STEPS
runbook() {
    printf 'runbook: %s\ntitle: Nothing, %s times\npermissions: {start: member, approve: member}\nsteps:\n' "$1" "$2"
    for ((i = 1; i <= $2; ++i)); do printf '  - {id: s%d, command: {argv: [nothing]}, idempotent: true}\n' "$i"; done
}
runbook one 1 >"$work/runbooks/one.yaml"
runbook many "$steps" >"$work/runbooks/many.yaml"
ask() { sqlite3 -cmd '.timeout 5000' "$work/run.db" "$1"; }
ended() { ask "SELECT count(*) FROM timeline_event WHERE kind = 'run_finished'"; }
until_ended() {
    for ((i = 0; i < 600; ++i)); do
        [[ $(ended) == "$1" ]] && return
        sleep 0.1
    done
    echo "bench: $(ended) of $1 runs have ended" >&2; exit 1
}

"$bin/bench_database" "$work/run.db" "$runs" "$((2 * runs))" 2>/dev/null
start "$bin/bench_server" "$work/run.db" "$work/runbooks"
load --requests 500 >"$work/warm-up"

# One at a time, as people start them. From when the command came in, so its own commit and ack are part of it, to when its first action had
# been done.
load --rate 20 --requests 200 --text "run one" >"$work/first"
until_ended 200
first=$(ask "WITH took AS (SELECT f.recorded_at - r.recorded_at AS us FROM timeline_event r JOIN timeline_event f USING (incident_number)
    WHERE r.kind = 'run_requested' AND f.kind = 'step_finished' ORDER BY us) SELECT printf('%.1f', us / 1000.0) FROM took LIMIT 1 OFFSET 198")

before=$(ask "SELECT max(recorded_at) FROM timeline_event")
load --requests "$runs" --text "run many" >"$work/many"
meanwhile=$(load --rate 100 --requests 100000 --seconds 3)
[[ $(ended) -lt $((200 + runs)) ]] || { echo "bench: the runs had ended before the commands had" >&2; exit 1; }
until_ended $((200 + runs))
rate=$(ask "SELECT printf('%.0f', count(*) * 1e6 / (max(recorded_at) - min(recorded_at))) FROM timeline_event
    WHERE kind IN ('step_scheduled', 'step_started', 'step_finished') AND recorded_at > $before")
stop
spawned=$("$bin/bench_runbooks_spawn") || true

p99=$(field p99_us "$meanwhile")
row "steps of $runs runs of $steps at once, durable" "$rate transitions/s" "≥ 5,000/s" "$rate >= 5000"
row "ack p99 at 100 commands/s meanwhile" "$(calc %.1f "$p99 / 1000") ms" "≤ 20 ms" "$p99 <= 20000"
row "command to first action of its run, p99 of 200" "$first ms" "≤ 20 ms" "$first <= 20"
row "starting a program, p99, with 1 GiB in memory" "$(field p99_ms "$spawned") ms" "≤ 5 ms" "$(field p99_ms "$spawned") <= 5"
exit "$failed"
