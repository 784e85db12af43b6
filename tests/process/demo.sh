#!/usr/bin/env bash
# Plays `tocsin sandbox demo` from its begin to its end and asks what it showed and what it left.
# usage: tests/process/demo.sh TOCSIN
#   TOCSIN  the binary to test
# The demo takes ports that are free; its folder is a temporary one.
set -euo pipefail
tocsin=$(readlink -f "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

code=0
"$tocsin" sandbox --data "$folder/sandbox" demo > "$folder/said" 2> "$folder/errors" || code=$?

wrong=0
fail() { echo "demo: $*" >&2; wrong=1; }
shows() { grep -qF -- "$1" "$folder/said" || fail "it does not show: $1"; }
# The line numbers of two texts, of which the first must come first.
in_order() {
    local first second
    first=$(grep -nF -m1 -- "$1" "$folder/said" | cut -d: -f1) || true
    second=$(grep -nF -- "$2" "$folder/said" | tail -n1 | cut -d: -f1) || true
    [[ -n "$first" && -n "$second" && "$first" -lt "$second" ]] || fail "not in this order: $1; $2"
}

[[ $code == 0 ]] || fail "exit code $code"
shows 'Carol sleeps: a message in Slack, a text message and a call went out, and nobody answered. The next step pages Alice'
shows 'Alice presses Acknowledge in her message'
shows 'Bob presses Approve'
shows 'kill -9: the bot, process '
shows 'the approval stands'
in_order 'Carol sleeps' 'Alice presses Acknowledge'
in_order 'Bob presses Approve' 'kill -9: the bot'
in_order 'kill -9: the bot' '· succeeded ·'

draft=$(sed -n 's/^The draft is in //p' "$folder/said")
if [[ -z "$draft" || ! -s "$draft" ]]; then fail "there is no draft of the post-mortem"
else
    for what in 'Checkout error rate above 5 %' 'roll-back' 'Alice'; do grep -qF -- "$what" "$draft" || fail "the draft does not hold: $what"; done
fi
database=$(sed -n 's/^The record is in \(.*\); check it with: .*/\1/p' "$folder/said")
"$tocsin" verify --db "$database" > "$folder/verified" 2>&1 || { fail "the record does not verify"; cat "$folder/verified" >&2; }

if [[ $wrong != 0 ]]; then tail -n 60 "$folder/said" >&2; cat "$folder/errors" >&2; fi
exit $wrong
