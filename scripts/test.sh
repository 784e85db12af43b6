#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.
#   scripts/test.sh           lint, ThreadSanitizer over the store, then the whole suite under ASan and UBSan
#   scripts/test.sh --quick   the whole suite in the debug build alone: for the minutes between two edits
#   scripts/test.sh --tidy    besides, clang-tidy over every file instead of the changed ones
#   scripts/test.sh --fuzz    besides, every fuzz target for 60 s
#   scripts/test.sh --release besides, the suite once more in the optimised build that is shipped
set -euo pipefail
scripts=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=scripts/common.sh
source "$scripts/common.sh"

quick=0 tidy=0 fuzz=0 release=0
for option in "$@"; do
    case "$option" in
        --quick) quick=1 ;;
        --tidy) tidy=1 ;;
        --fuzz) fuzz=1 ;;
        --release) release=1 ;;
        -h | --help) sed -n '2,7s/^# //p' "$scripts/test.sh"; exit 0 ;;
        *) echo "test: unknown option $option; see scripts/test.sh --help" >&2; exit 2 ;;
    esac
done

export ASAN_OPTIONS=${ASAN_OPTIONS:-strict_string_checks=1:check_initialization_order=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-second_deadlock_stack=1}
for tool in ASAN UBSAN TSAN; do export "${tool}_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-19"; done

# tests PRESET [CTEST OPTION…]
tests() {
    local preset=$1
    shift
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error --parallel "$jobs" "$@"
}

again() { echo "Again, alone: ctest --test-dir build/$1 -R NAME --output-on-failure"; }

# The files that differ from the main branch, or on it from the commit before, and those not yet committed; none where
# there is no history.
changed_sources() {
    git rev-parse --verify --quiet HEAD >/dev/null 2>&1 || return 0
    local base
    base=$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main 2>/dev/null || echo HEAD)
    if [[ $(git rev-parse "$base") == "$(git rev-parse HEAD)" ]]; then
        base=$(git rev-parse --verify --quiet HEAD~1 || echo HEAD)
    fi
    { git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } |
        sort -u | grep -E '^(bot|handlers|runbooks)/.*\.cpp$' || true
}

clang_tidy() {
    local files
    if (( tidy )); then
        mapfile -t files < <(find bot handlers runbooks -name '*.cpp' | sort)
    else
        mapfile -t files < <(changed_sources)
    fi
    if (( ${#files[@]} == 0 )); then
        echo "no changed file to look at (--tidy looks at all)"
        return
    fi
    echo "${#files[@]} files"
    printf '%s\0' "${files[@]}" | xargs -0 -n 4 -P "$jobs" clang-tidy-19 -p build/asan --quiet 2>build/tidy.log
}

section "set-up"
bash "$scripts/setup.sh" test

if (( quick )); then
    section "build (debug)"
    step "The build" "The compiler's message is above." build dev
    section "tests"
    step "A test" "$(again dev)" tests dev
    exit 0
fi

section "build (ASan, UBSan)"
step "The build" "The compiler's message is above." build asan
section "clang-tidy"
step "clang-tidy" "Mend what it names; a check that is wrong here is silenced on its line, with the reason." clang_tidy
section "build (TSan, the store)"
step "The build" "The compiler's message is above." build tsan unit_store
section "tests of the store under TSan"
step "A test" "$(again tsan)" tests tsan -R '^unit_store$'
if (( release )); then
    section "build (release)"
    step "The build" "The compiler's message is above." build release
    section "tests in the release build"
    step "A test" "$(again release)" tests release
fi
if (( fuzz )); then step "Fuzzing" "Its output is above." bash "$scripts/fuzz.sh" 60; fi
section "all tests under ASan and UBSan"
step "A test" "$(again asan)" tests asan
