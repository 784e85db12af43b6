#!/usr/bin/env bash
# Installs what is missing, builds the release, and starts the sandbox: tocsin with a simulated Slack and PagerDuty.
# Arguments go to `tocsin sandbox`, for instance --port 9443 or --data DIR.
set -euo pipefail
scripts=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

case "${1:-}" in
    -h | --help) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac

bash "$scripts/setup.sh" build
# In a subshell: the caller's folder stays the current one, so that relative arguments mean what they say.
(
    # shellcheck source=scripts/common.sh
    source "$scripts/common.sh"
    [[ -x build/release/tocsin ]] || echo "Building tocsin; the first time takes some minutes."
    mkdir -p build
    if ! build release tocsin >build/run.log 2>&1; then
        tail -n 60 build/run.log >&2
        echo "run: the build failed; the whole output is in build/run.log" >&2
        exit 1
    fi
)
exec "$(dirname "$scripts")/build/release/tocsin" sandbox "$@"
