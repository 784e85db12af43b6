#!/usr/bin/env bash
# `tocsin serve` and the commands beside it as processes: real TLS, real signed bytes, real signals, exit codes and files.
# usage: tests/process/serve.sh TOCSIN
# Every wait is for something to be seen, with a limit. Needs curl, openssl, sqlite3 and python3; scripts/setup.sh installs them.
set -euo pipefail
tocsin=$(readlink -f "$1")
folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill -9 "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

fail() { printf 'serve: %s\n' "$*" >&2; [[ ! -f log ]] || tail -n 20 log >&2; exit 1; }
# expect STATUS COMMAND…: the command ends with that exit code; what it says is kept in `said`.
expect() {
    local wanted=$1 status=0
    shift
    "$@" >said 2>&1 || status=$?
    [[ $status == "$wanted" ]] || fail "\`$*\` ended with $status, not $wanted: $(head -c 600 said)"
}
says() { grep -qF -- "$1" said || fail "it does not say \`$1\`: $(head -c 600 said)"; }
# until_true WHAT COMMAND…
until_true() {
    local what=$1
    shift
    for _ in $(seq 600); do "$@" >/dev/null 2>&1 && return; sleep 0.05; done
    fail "never: $what"
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -keyout server.key -out server.crt 2>/dev/null
}
ask() { curl -s --cacert server.crt -o body -w '%{http_code}' --max-time 10 "$@"; }
answers() { local wanted=$1 got; shift; got=$(ask "$@") || true; [[ $got == "$wanted" ]]; }
serial() { openssl s_client -connect "127.0.0.1:$port" -servername localhost </dev/null 2>/dev/null | openssl x509 -noout -serial; }

port=$(free_port) admin=$(free_port)
secret=8f742231b10e8888abcd99yyyzzz85a5
certificate
cat >tocsin.yaml <<YAML
server:
  listen: 127.0.0.1:$port
  admin_listen: 127.0.0.1:$admin
  tls: {certificate: server.crt, key: server.key}
  public_url: https://localhost:$port
store: {url: "sqlite:$folder/tocsin.db"}
slack: {api_url: "http://127.0.0.1:1/", signing_secrets: [$secret], bot_token: xoxb-1-x, team: T0001, command: /incident}
api: {tokens: [{name: laptop, secret: a-secret-of-the-laptop-of-32-chars, user: U0001}]}
access: {default: member, admins: [U0001]}
YAML
export TOCSIN_URL=https://localhost:$admin TOCSIN_TOKEN=a-secret-of-the-laptop-of-32-chars TOCSIN_CA=$folder/server.crt

begin() {
    "$tocsin" serve --config tocsin.yaml >>log 2>&1 &
    server=$!
    until_true "it answers its health check" "$tocsin" healthcheck --config tocsin.yaml
}
# command TEXT TRIGGER [SECRET]: as Slack signs it.
command_of() {
    local body now
    now=$(date +%s)
    body="team_id=T0001&channel_id=C0001&user_id=U0001&command=%2Fincident&response_url=https%3A%2F%2Fhooks.slack.com%2Fx&trigger_id=$2&text=${1// /+}"
    ask "https://localhost:$port/slack/commands" -H "X-Slack-Request-Timestamp: $now" --data-raw "$body" \
        -H "X-Slack-Signature: v0=$(printf 'v0:%s:%s' "$now" "$body" | openssl dgst -sha256 -hmac "${3:-$secret}" -r | cut -d' ' -f1)"
}

echo "a configuration with a mistake, and a command without its arguments"
sed 's/^slack:/slakc:/' tocsin.yaml >wrong.yaml
expect 78 "$tocsin" check-config wrong.yaml; says slakc
expect 78 "$tocsin" serve --config wrong.yaml
expect 2 "$tocsin" serve
expect 0 "$tocsin" check-config tocsin.yaml

echo "one server a database, webhooks and the rest on listeners of their own"
begin
expect 1 "$tocsin" serve --config tocsin.yaml; says "another tocsin uses"
[[ $(command_of "declare sev2 Checkout is failing" t1) == 200 ]] || fail "a signed command was answered $(cat body)"
[[ $(command_of "declare sev2 Checkout is failing" t1) == 200 ]] || fail "its repeat was answered $(cat body)"
[[ $(command_of "declare sev2 Forged" t2 another-secret) == 401 ]] || fail "a forged command was not refused"
answers 404 "https://localhost:$port/readyz" || fail "probes are where the internet can reach them"
answers 404 "https://localhost:$admin/slack/commands" || fail "webhooks are on the other listener too"
answers 200 "https://localhost:$admin/readyz" || fail "not ready"
expect 0 "$tocsin" incident list -o json; says "Checkout is failing"
expect 0 "$tocsin" incident note --incident INC-1 the cache is cold
[[ $(sqlite3 tocsin.db 'SELECT count(*) FROM incident') == 1 ]] || fail "a repeat or a forgery has opened an incident"

echo "SIGHUP: the new certificate"
old=$(serial)
certificate
kill -HUP "$server"
new_is_there() { [[ $(serial) != "$old" ]]; }
until_true "the new certificate" new_is_there

echo "the commands for the record, beside the server"
expect 0 "$tocsin" verify --db tocsin.db; says "whole"
expect 0 "$tocsin" backup copy.db --db tocsin.db
expect 1 "$tocsin" backup copy.db --db tocsin.db
cp tocsin.db.key copy.db.key
expect 0 "$tocsin" verify --db copy.db
expect 0 "$tocsin" postmortem INC-1 --db copy.db -o draft.md
cp draft.md first.md
expect 0 "$tocsin" postmortem INC-1 --db copy.db -o draft.md
cmp draft.md first.md || fail "the same draft twice differs"
grep -q "the cache is cold" draft.md || fail "the note is not in the draft"
expect 1 "$tocsin" postmortem INC-9 --db copy.db
expect 0 "$tocsin" report --from 2020-01-01 --to 2099-01-01 --db copy.db -o csv
expect 0 "$tocsin" migrate --db copy.db
sqlite3 copy.db "DROP TRIGGER timeline_event_is_only_ever_erased; UPDATE timeline_event SET actor = 'slack:T0001:U0009' WHERE seq = 2"
expect 1 "$tocsin" verify --db copy.db; says "incident 1, event 2"

echo "SIGTERM: not ready before anybody is refused, then the end; SIGINT: at once; the next start has it all"
kill -TERM "$server"
until_true "it says that it is not ready" answers 503 "https://localhost:$admin/readyz"
status=0; wait "$server" || status=$?
[[ $status == 0 ]] || fail "it ended with $status"

echo "on call: zones that the machine knows otherwise are said at start; the load in each form"
cat >oncall.yaml <<'YAML'
people: [{id: ann, name: Ann, phone: "+12025550101", time_zone: Europe/Warsaw}]
notify_defaults: {high: [{after: 0m, by: sms}], low: [{after: 0m, by: sms}]}
schedules: [{id: primary, time_zone: Europe/Warsaw, layers: [{id: all, rotation: weekly, start: "2026-01-05T09:00", users: [ann]}]}]
policies: [{id: shop, steps: [{notify: ["schedule:primary"], delay: 5m}], fallback: ["person:ann"]}]
services: [{id: checkout, policy: shop}]
YAML
cat >>tocsin.yaml <<'YAML'
oncall: {file: oncall.yaml}
notify: {twilio: {account_sid: AC0123456789abcdef0123456789abcdef, auth_token: 0123456789abcdef0123456789abcdef, from: "+12025550100"}}
YAML
expect 0 "$tocsin" check-config tocsin.yaml
! grep -q "Europe/Warsaw" said || fail "a zone is said to disagree: $(head -c 600 said)"
# What the machine's own clock goes by, and the libraries do not.
mkdir -p zoneinfo/Europe
cp /usr/share/zoneinfo/UTC zoneinfo/Europe/Warsaw
expect 0 env TZDIR="$folder/zoneinfo" "$tocsin" check-config tocsin.yaml; says "Europe/Warsaw"
: >log
TZDIR="$folder/zoneinfo" begin
grep -q "Europe/Warsaw" log || fail "the start says nothing of the zone"
expect 0 "$tocsin" oncall load --from 2026-01-01 --to 2099-01-01 --db tocsin.db -o csv; says "person,schedule,hours_on_call,pages"
expect 0 "$tocsin" oncall load --from 2026-01-01 --to 2099-01-01 --db tocsin.db -o json; says '"definitions"'
expect 0 "$tocsin" oncall load --from 2026-01-01 --to 2099-01-01 --db tocsin.db -o table; says "person"
expect 0 "$tocsin" incident show --incident INC-1; says "Checkout is failing"
kill -INT "$server"
status=0; wait "$server" || status=$?
[[ $status == 0 ]] || fail "it ended with $status"
server=
echo "all as it should be"
