# shellcheck shell=bash disable=SC2034
# The table that the benchmarks print: one row a measure, and whether it is within its bound. Sourced, never run; `failed` becomes 1
# with the first row that is not.

failed=0
# field NAME LINE: the number behind NAME= in a line.
field() { sed -n "s/.*\b$1=\([0-9.]*\).*/\1/p" <<<"$2"; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
# row MEASURE VALUE MUST CONDITION
row() {
    local verdict=pass
    if [[ $(calc %d "($4)") != 1 ]]; then verdict=FAIL failed=1; fi
    printf '%-48s %24s   %-34s %s\n' "$1" "$2" "$3" "$verdict"
}
