# shellcheck shell=bash disable=SC2034,SC2154
# How the benchmarks start and stop a server and put load on it. Sourced, never run; it needs `work` and `bin`, and sets server and port.

# start COMMAND…: runs a server in the background and waits for its line `port=N`. Sets server and port.
start() {
    "$@" >"$work/server.out" 2>"$work/server.err" &
    server=$!
    port=
    for ((i = 0; i < 300; ++i)); do
        port=$(sed -n 's/^port=//p' "$work/server.out")
        [[ -n "$port" ]] && return
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    echo "bench: \`$*\` did not start:" >&2; tail -n 20 "$work/server.err" >&2; exit 1
}
stop() { kill "$server"; wait "$server" 2>/dev/null || true; server=; }

# A peer that answers anything but 200 would look fast.
load() {
    local line
    line=$("$bin/bench_load" --port "$port" "$@")
    [[ $(field errors "$line") == 0 ]] || { echo "bench: not every request was answered 200: $line" >&2; exit 1; }
    echo "$line"
}

# check_notes N: a 200 may also carry a refusal; what counts is what stands in the timeline.
check_notes() {
    local kept
    kept=$(sqlite3 "$work/run.db" "SELECT count(*) FROM timeline_event WHERE kind = 'note_added'")
    [[ $kept == "$1" ]] || { echo "bench: $1 notes were acknowledged and $kept are in the timeline" >&2; exit 1; }
}
resident_mb() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }
copy_database() { rm -f "$work/run.db"*; cp "$1" "$work/run.db"; cp "$1.key" "$work/run.db.key"; sync; }
