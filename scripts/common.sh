# shellcheck shell=bash disable=SC2034
# What run.sh and test.sh share. Sourced, never run: it moves to the checkout and sets `jobs`.

# Wherever the caller stands, and through symbolic links.
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." || exit
export LC_ALL=C.UTF-8

# The largest files need 1 GB each to compile.
memory_gb=$(awk '/^MemTotal/ {print int($2 / 1048576)}' /proc/meminfo)
jobs=$(nproc)
if (( memory_gb < jobs )); then jobs=$(( memory_gb > 0 ? memory_gb : 1 )); fi

# ccache wants a folder of its own; there may be no home to put it in.
if [[ -z "${CCACHE_DIR:-}" && ! -w "${HOME:-/nonexistent}" ]]; then export CCACHE_DIR="$PWD/build/ccache"; fi

# section TITLE: says what begins, and how long the run has taken so far.
section() { printf '\n== %s (after %d s)\n' "$1" "$SECONDS"; }

# step TITLE HINT COMMAND…: runs the command; if it fails, says what to do about it and ends the script.
step() {
    local title=$1 hint=$2
    shift 2
    local status=0
    "$@" || status=$?
    if (( status != 0 )); then
        printf '\n%s failed (exit %d). %s\n' "$title" "$status" "$hint" >&2
        exit "$status"
    fi
}

# configure PRESET: also where the checkout was moved or copied together with its build folder.
configure() {
    local folder="build/$1" home
    if [[ -f "$folder/CMakeCache.txt" ]]; then
        home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$folder/CMakeCache.txt")
        if [[ "$home" != "$PWD" ]]; then rm -rf "$folder"; fi
    fi
    cmake --preset "$1" --log-level=WARNING >"build/$1.configure.log" 2>&1 || { cat "build/$1.configure.log" >&2; return 1; }
}

# build PRESET [TARGET…]
build() {
    local preset=$1
    shift
    # Chained, since a caller that looks at the status switches `set -e` off in here.
    mkdir -p build && configure "$preset" &&
        cmake --build "build/$preset" --parallel "$jobs" ${1:+--target "$@"}
}
