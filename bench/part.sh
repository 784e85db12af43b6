# shellcheck shell=bash disable=SC2034,SC2154
# How a part of the benchmarks begins that can also be run alone: its options, the build, the helpers, a folder for its files. Sourced with
# the words of the command line, never run; it needs `bench` and `targets`, and sets bin, full and work. At the end it stops the server
# that the part has started, if any (bench/server.sh), and removes the folder.
built=no full=no
for word in "$@"; do
    case "$word" in
        --built) built=yes ;;
        --full) full=yes ;;
        # What stands above the part's own code is its help.
        *) sed -n '2,/^set /s/^# //p' "$0"; [[ "$word" == -h || "$word" == --help ]] && exit 0; exit 2 ;;
    esac
done
# shellcheck source=scripts/common.sh
source "$bench/../scripts/common.sh"
# shellcheck source=bench/table.sh
source "$bench/table.sh"
bin=$PWD/build/release/bench
[[ $built == yes ]] || step "The build" "Its output is above." build release "${targets[@]}" >&2

# On the disk that the checkout is on: a folder in memory would make every fsync free.
work=$(mktemp -d "$PWD/build/bench.XXXXXX")
server=
clean_up() {
    [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT
