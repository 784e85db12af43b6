// The runbook of `tocsin sandbox`, written into its folder as runbooks/roll-back.yaml. Its commands only print, or take as long, as real ones.
// A value; any thread.
#pragma once

namespace tocsin {

inline constexpr const char* kSandboxRunbook = R"(# A runbook of the sandbox. Edit it, and `kill -HUP` the sandbox: it is read again.
# `echo` and `sleep` stand for kubectl here; runbooks/library/rollback-deployment.yaml is the real one.
runbook: roll-back
title: Roll back a deployment
attach:
  - {service: [checkout], start: suggest}
parameters:
  deployment: {type: string, pattern: "[a-z0-9-]{1,63}", default: payment-client}
permissions: {start: member, approve: operator}
timeout: 15m
steps:
  - id: current
    title: Find the running revision
    command: {argv: [echo, '{"revision": "41", "deployment": "{{deployment}}"}']}
    idempotent: true
    outputs: {revision: {json: /revision}}
  - id: ok
    title: Somebody else agrees
    approval: {quorum: 1, not_starter: true, expires: 5m, text: "Roll {{deployment}} back from revision {{steps.current.revision}}?"}
  - id: undo
    title: Roll it back
    command: {argv: [sleep, "5"]}      # not `idempotent`: if tocsin dies meanwhile, a person is asked what came of it
  - id: tell
    title: Say so
    set: {status: monitoring, note: "Rolled back by runbook"}
)";

}  // namespace tocsin
