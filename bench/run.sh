#!/usr/bin/env bash
# Measures tocsin beside its peers on this machine, in one run on loopback, and prints a table with what must hold.
# usage: bench/run.sh [--full] [--keep]
#   --full   1,000,000 notes for the memory row and a database of 1,000,000 events (default: a fifth of each; ≤ 5 minutes)
#   --keep   does not remove the folder with databases, the peer and the logs
# Needs nodejs and npm for the peer @slack/bolt; on Debian they are installed with apt when they are missing.
set -euo pipefail
bench=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

rounds=5                # rate rows: the median of this many, peers and tocsin in turn
seconds=3               # one measurement of a rate
notes=200000            # memory row
incidents=2000 events=200000
bolt_version=4.4.0
keep=no full=no
for word in "$@"; do
    case "$word" in
        --full) full=yes notes=1000000 incidents=10000 events=1000000 ;;
        --keep) keep=yes ;;
        *) sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}"; [[ "$word" == -h || "$word" == --help ]] && exit 0; exit 2 ;;
    esac
done

bash "$bench/../scripts/setup.sh" test
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "bench: the peer @slack/bolt needs nodejs and npm; installing them with apt"
    as_root=(); [[ $(id -u) == 0 ]] || as_root=(sudo)
    "${as_root[@]}" apt-get -qq install --yes --no-install-recommends nodejs npm
fi
# shellcheck source=scripts/common.sh
source "$bench/../scripts/common.sh"
# shellcheck source=bench/table.sh
source "$bench/table.sh"
bin=$PWD/build/release/bench
tocsin=$PWD/build/release/tocsin

# On the disk that the checkout is on: a folder in memory would make every fsync free.
mkdir -p build
work=$(mktemp -d "$PWD/build/bench.XXXXXX")
server=
clean_up() {
    [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
    if [[ $keep == yes ]]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap clean_up EXIT

# shellcheck source=bench/server.sh
source "$bench/server.sh"
median() { printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"; }
metric() { curl -sk "https://localhost:$port/metrics" | awk -v name="$1" '$1 == name { printf "%.0f", $2 }'; }

# --- prepare ---
section "Building"
step "The build" "Its output is above." build release tocsin bench_load bench_bare bench_server bench_database bench_probe bench_oncall bench_page_storm bench_runbooks_spawn
section "Installing the peer, @slack/bolt $bolt_version"
step "npm" "It needs the npm registry." npm install --silent --no-audit --no-fund --prefix "$work/peer" "@slack/bolt@$bolt_version" 2>"$work/npm.err"
export NODE_PATH=$work/peer/node_modules
secret=$(sed -n 's/.*kSecret = "\(.*\)";/\1/p' "$bench/names.hpp")
section "Making databases: 1,000 incidents; $incidents incidents with $events events and one of 10,000"
"$bin/bench_database" "$work/empty.db" 1000 2000 2>/dev/null
"$bin/bench_database" "$work/large.db" "$incidents" "$events" 10000 2>/dev/null
fsync=$("$bin/bench_probe" fsync "$work")

# --- rates: peers and tocsin in turn, so that a disturbance hits all of them ---
section "Rates: $rounds rounds of ${seconds} s each"
bolt_rates=() bare_rates=() note_rates=() large_rates=()
by_bolt=() by_bare=() by_empty=()   # each round's own ratios: what slows the machine down slows both sides
jobs=0 commits=0
for ((round = 1; round <= rounds; ++round)); do
    start node "$bench/bolt_server.js" "$secret"
    load --plain --requests 4000 >"$work/warm-up"
    bolt=$(load --plain --requests $((seconds * 20000)) --seconds "$seconds"); stop
    start "$bin/bench_bare"
    bare=$(load --requests $((seconds * 60000)) --seconds "$seconds"); stop
    copy_database "$work/empty.db"
    start "$bin/bench_server" "$work/run.db"
    load --requests 2000 >"$work/warm-up"
    before_jobs=$(metric tocsin_store_jobs) before_commits=$(metric tocsin_store_commits)
    note=$(load --requests $((seconds * 40000)) --seconds "$seconds")
    jobs=$((jobs + $(metric tocsin_store_jobs) - before_jobs)) commits=$((commits + $(metric tocsin_store_commits) - before_commits)); stop
    check_notes $((2000 + $(field requests "$note")))
    copy_database "$work/large.db"
    start "$bin/bench_server" "$work/run.db"
    load --requests 2000 >"$work/warm-up"
    large=$(load --requests $((seconds * 40000)) --seconds "$seconds"); stop
    printf '  bolt   %s\n  bare   %s\n  tocsin %s\n  large  %s\n' "$bolt" "$bare" "$note" "$large"
    bolt_rates+=("$(field rate "$bolt")") bare_rates+=("$(field rate "$bare")")
    note_rates+=("$(field rate "$note")") large_rates+=("$(field rate "$large")")
    by_bolt+=("$(calc %.3f "${note_rates[-1]} / ${bolt_rates[-1]}")") by_bare+=("$(calc %.3f "${note_rates[-1]} / ${bare_rates[-1]}")")
    by_empty+=("$(calc %.3f "${large_rates[-1]} / ${note_rates[-1]}")")
done
by_bolt=$(median "${by_bolt[@]}") by_bare=$(median "${by_bare[@]}") by_empty=$(median "${by_empty[@]}")
bolt=$(median "${bolt_rates[@]}") bare=$(median "${bare_rates[@]}") note=$(median "${note_rates[@]}") large=$(median "${large_rates[@]}")

section "Latency at 100 requests/s, 20 s"
paced=$("$bin/bench_probe" fsync "$work" 100)
copy_database "$work/empty.db"
start "$bin/bench_server" "$work/run.db"
load --requests 500 >"$work/warm-up"
steady=$(load --rate 100 --requests 2000); stop

section "Memory: $notes notes"
copy_database "$work/empty.db"
start "$bin/bench_server" "$work/run.db"
for ((left = notes; left > 0; left -= 100000)); do load --requests $((left < 100000 ? left : 100000)) >"$work/memory"; done
memory_after=$(resident_mb); stop

section "Start and draft"
cat >"$work/config.yaml" <<YAML
server: {listen: "127.0.0.1:18490", tls: off}
store: {url: "sqlite:$work/large.db"}
slack: {signing_secrets: ["$secret"], bot_token: xoxb-bench, team: T0SANDBOX, api_url: "http://127.0.0.1:9/api/"}
YAML
starts=() idle=()
for _ in 1 2 3 4 5; do
    line=$("$bin/bench_probe" ready 18490 "$tocsin" serve --config "$work/config.yaml" 2>"$work/start.err")
    starts+=("$(field ready_ms "$line")") idle+=("$(field rss_kib "$line")")
done
start_ms=$(median "${starts[@]}") memory_idle=$(calc %.1f "$(median "${idle[@]}") / 1024")
drafts=()
for _ in 1 2 3; do
    begun=$(date +%s%N)
    "$tocsin" postmortem "INC-$((incidents + 1))" --db "$work/large.db" -o "$work/draft.md" >"$work/draft.out"
    drafts+=("$((($(date +%s%N) - begun) / 1000000))"); rm -f "$work/draft.md"
done
draft_ms=$(median "${drafts[@]}")

# --- the table ---
fsync_p50=$(field p50_us "$fsync") fsync_p99=$(field p99_us "$fsync")
paced_p50=$(field p50_us "$paced") paced_p99=$(field p99_us "$paced")
allowed=$(calc %.0f "2000 + $fsync_p99")
p99=$(field p99_us "$steady")
section "Results"
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo), load average $(cut -d' ' -f1-3 /proc/loadavg)"
echo "disk: fsync of 4 KiB p50 ${fsync_p50} µs, p99 ${fsync_p99} µs; at 100 a second p50 ${paced_p50} µs, p99 ${paced_p99} µs$( ((fsync_p50 > 500)) && echo ' (slower than the 500 µs that the limits are meant for)')"
[[ $full == yes ]] || echo "sizes: $notes notes, $events events; the limits are meant for 1,000,000 of each (--full)"
printf '\n%-48s %24s   %-34s\n' measure result must
row "note over TLS, fsynced; @slack/bolt: $bolt/s" "$note/s = $(calc %.2f "$by_bolt") ×" "≥ 3 × Bolt (aim 5)" "$by_bolt >= 3"
row "the same; bare TLS server: $bare/s" "$(calc %.2f "$by_bare") ×" "≥ 0.30 × bare (aim 0.50)" "$by_bare >= 0.30"
row "commits for $jobs jobs" "$commits = $(calc %.1f "$jobs / $commits") jobs each" "commits ≪ jobs" "$jobs >= 4 * $commits"
row "ack p99 at 100 requests/s" "$p99 µs" "≤ 2 ms + fsync p99 = $allowed µs" "$p99 <= $allowed"
row "note rate with $events events" "$large/s = $(calc %.2f "$by_empty") ×" "≥ 0.9 × empty (aim 1.0)" "$by_empty >= 0.9"
row "resident memory idle" "$memory_idle MB" "≤ 25 MB (aim 15)" "$memory_idle <= 25"
row "resident memory after $notes notes" "$memory_after MB" "≤ 80 MB (aim 40)" "$memory_after <= 80"
row "start to ready with $events events" "$start_ms ms" "≤ 100 ms (aim 30)" "$start_ms <= 100"
row "draft of a 10,000-event incident, whole command" "$draft_ms ms" "≤ 300 ms (aim 100)" "$draft_ms <= 300"
slack=(--built); [[ $full == no ]] || slack+=(--full)
bash "$bench/slack.sh" "${slack[@]}" || failed=1
bash "$bench/oncall.sh" --built || failed=1
bash "$bench/runbooks.sh" --built || failed=1
exit "$failed"
