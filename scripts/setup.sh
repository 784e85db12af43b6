#!/usr/bin/env bash
# Installs with apt what Debian 12 needs to build tocsin (`setup.sh build`) and to test it too (`setup.sh test`).
# Does nothing, in milliseconds, when all of it is there. Needs root, or sudo.
set -euo pipefail

build_packages=(
    ca-certificates tzdata
    clang-19 lld-19 cmake ninja-build ccache
    libboost1.81-dev libssl-dev libsqlite3-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libyaml-cpp-dev libcli11-dev
    libhowardhinnant-date-dev prometheus-cpp-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libsystemd-dev libgoogle-perftools-dev libcurl4-openssl-dev
    libre2-dev
    catch2 librapidcheck-dev
)
test_packages=(
    libclang-rt-19-dev llvm-19 clang-tidy-19
    sqlite3 openssl curl procps python3 python3-jsonschema python3-yaml
    chromium
)

missing_of() {
    # One call for all of them; what dpkg does not know at all it reports on stderr and leaves out.
    local installed
    installed=" $(dpkg-query --show --showformat='${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
    local package
    for package in "$@"; do
        [[ "$installed" == *" installed:$package "* ]] || printf '%s\n' "$package"
    done
}

as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# apt has much to say; it is of interest only if it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if (( status != 0 )); then
        cat "$log" >&2
        echo "setup: \`$*\` failed (exit $status)" >&2
    fi
    rm -f "$log"
    return "$status"
}

main() {
    local wanted=("${build_packages[@]}")
    case "${1:-test}" in
        build) ;;
        test)
            wanted+=("${test_packages[@]}")
            # Whoever has Node.js from elsewhere cannot install Debian's beside it, and need not.
            command -v node >/dev/null && command -v npm >/dev/null || wanted+=(nodejs npm) ;;
        *) echo "usage: scripts/setup.sh [build|test]" >&2; exit 2 ;;
    esac
    if ! command -v dpkg-query >/dev/null; then
        echo "setup: this is no Debian. Install by hand what these Debian 12 packages hold: ${wanted[*]}" >&2
        exit 1
    fi
    local missing
    mapfile -t missing < <(missing_of "${wanted[@]}")
    if [[ ${#missing[@]} == 0 ]]; then return; fi

    if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
        echo "setup: not root and no sudo. Let an administrator run: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    echo "setup: installing ${#missing[@]} packages: ${missing[*]}"
    local options=(-qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    quietly as_root apt-get "${options[@]}" update
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install --yes --no-install-recommends \
        "${missing[@]}"
    mapfile -t missing < <(missing_of "${wanted[@]}")
    if [[ ${#missing[@]} != 0 ]]; then
        echo "setup: apt reported success, yet these are not installed: ${missing[*]}" >&2
        exit 1
    fi
}

main "$@"
