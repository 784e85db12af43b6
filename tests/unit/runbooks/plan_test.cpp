// The dry run, and the shipped runbooks through it.
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/plan.hpp"
#include "runbooks/engine/shelf.hpp"
#include "tests/unit/runbooks/shipped.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;

namespace {

constexpr const char* kRollback = R"YAML(runbook: rollback
title: Roll back
parameters:
  deployment: {pattern: "^[a-z][a-z-]*$", required: true}
  namespace: {default: prod, choices: [prod, staging]}
  note: {}
concurrency: {group: "deploy-{{namespace}}"}
timeout: 30m
steps:
  - id: current
    title: Find the running revision
    command: {argv: [kubectl, -n, "{{namespace}}", get, deployment, "{{deployment}}", "--label=it's {{note}}"], environment: {T: "{{secret.T}}"}}
    timeout: 30s
    idempotent: true
    retry: {attempts: 3}
    outputs: {revision: {json: /r}}
  - id: ok
    approval: {not_starter: true, text: "From {{steps.current.revision}} in {{status}}?"}
  - id: undo
    command: {argv: [kubectl, rollout, undo, "deployment/{{deployment}}"]}
    compensate: {command: {argv: [kubectl, rollout, undo, "--to={{steps.current.revision}}"]}}
  - id: both
    needs: [undo]
    parallel:
      - {id: l, http: {url: "https://x/{{title}}"}, on_error: continue}
      - {id: m, wait: {duration: 90s}}
  - {id: mild, if: "severity > 2", set: {status: monitoring}}
  - {id: later, if: "severity <= 2 && steps.current.revision > 3 && success('undo')", chat: {text: x}}
  - {id: tell, if: "failure()", chat: {text: "no\n 1  fake  command"}}
)YAML";

constexpr const char* kPlanned = R"YAML(rollback: Roll back  (edition HASH)
  deployment = checkout
  namespace = prod
started by operator or above, approved by operator or above; at most 30m; one at a time in deploy-prod, another waits

  1  current  command   Find the running revision
      at most 30s; up to 3 attempts; idempotent
      kubectl -n prod get deployment checkout "--label=it's <note>"
      command.environment.T: <secret.T>
  2  ok       approval  ok
      waits for 1 × operator or above, not who started the run, denied after 15m
      approval.text: From <steps.current.revision> in <status>?
  3  undo     command   undo
      kubectl rollout undo deployment/checkout
      to undo it (if a person agrees):
        compensate.command: kubectl rollout undo --to=<steps.current.revision>
  4  both     parallel  both
      after undo
    4.1  l        http      l
        the run goes on if it fails
        http.url: https://x/5xx%20in%20eu
        http.method: GET
    4.2  m        wait      m
        wait.duration: 1m30s
  5  mild     set       mild
      if severity > 2  (does not hold now: skipped)
      set.status: monitoring
  6  later    chat      later
      if severity <= 2 && steps.current.revision > 3 && success('undo')  (depends on steps.current.revision, step undo)
      chat.text: x
  7  tell     chat      tell
      if failure()  (depends on the steps before)
      chat.text: "no\n 1  fake  command"
)YAML";

Plan planned() {
    const auto reading = read_text(kRollback, "r");
    if (!reading.file) FAIL(text::join(reading.mistakes, "\n"));
    const auto values = resolve(*reading.file, {{"deployment", "checkout"}}).value();
    return plan(*reading.file, values, {{"severity", "2"}, {"title", "5xx in eu"}}, {});
}

}  // namespace

TEST_CASE("a plan says what would happen, and what is not known yet") {
    const auto it = planned();
    CHECK(plan_text(it) == text::replace_all(kPlanned, "HASH", it.hash.value.substr(0, 12)));
}

TEST_CASE("a plan is JSON") {
    const auto json = nlohmann::json::parse(plan_json(planned()));
    CHECK(json["runbook"] == "rollback");
    CHECK(json["parameters"]["namespace"] == "prod");
    CHECK(json["steps"].size() == 9);
    CHECK(json["steps"][0]["lines"][0]["argv"][2] == "prod");
    CHECK(json["steps"][0]["timeout_seconds"] == 30.0);
    CHECK(json["steps"][4]["depth"] == 1);
    CHECK(json["steps"][6]["runs"] == false);
    CHECK(json["steps"][7]["runs"] == "depends");
    CHECK(json["steps"][7]["depends_on"] == nlohmann::json({"steps.current.revision", "step undo"}));
    CHECK(json["steps"][2]["compensate"]["auto"] == false);
}

namespace {

constexpr const char* kParent = R"YAML(runbook: parent
title: Parent
parameters: {zone: {type: string, default: a}}
steps:
  - id: look
    command: {argv: [kubectl, look]}
    outputs: {found: stdout}
  - id: sub
    runbook: {name: child, parameters: {zone: "{{zone}}", host: "h-{{steps.look.found}}"}}
  - id: gone
    runbook: {name: nothing}
  - id: wrong
    runbook: {name: child, parameters: {host: x, zone: b}}
)YAML";
constexpr const char* kChild = R"YAML(runbook: child
title: Child
permissions: {start: member, approve: admin}
timeout: 10m
parameters:
  zone: {type: string, choices: [a], required: true}
  host: {type: string, required: true}
  note: {type: string}
steps:
  - id: ok
    if: "host == 'h' || zone == 'a' && note == ''"
    approval: {text: "Drain {{host}}?", expires: 5m}
  - id: drain
    command: {argv: [kubectl, drain, "{{host}}", "--zone={{zone}}"]}
)YAML";

constexpr const char* kParentPlanned = R"YAML(parent: Parent  (edition HASH)
  zone = a
started by operator or above, approved by operator or above; at most 1h

  1  look   command   look
      kubectl look
  2  sub    runbook   sub
      runbook.parameters.host: h-<steps.look.found>
      runbook.parameters.zone: a
      runbook: child (edition CHILD), started by member or above, approved by admin or above, at most 10m
    2.1  ok     approval  ok
        if host == 'h' || zone == 'a' && note == ''  (depends on host)
        waits for 1 × admin or above, denied after 5m
        approval.text: Drain h-<steps.look.found>?
    2.2  drain  command   drain
        kubectl drain h-<steps.look.found> --zone=a
  3  gone   runbook   gone
      runbook: there is no runbook `nothing` here: what it would do is not shown
  4  wrong  runbook   wrong
      runbook.parameters.host: x
      runbook.parameters.zone: b
      runbook: would be refused: `zone` must be one of a, not `b`.
)YAML";

}  // namespace

TEST_CASE("a plan looks into the runbooks that its steps start") {
    const Runbook parent = read_one(kParent), child = read_one(kChild);
    const auto find = [&](const RunbookName& name) { return name == child.name ? &child : nullptr; };
    const auto it = plan(parent, resolve(parent, {}).value(), {}, find);
    const auto wanted = text::replace_all(text::replace_all(kParentPlanned, "HASH", it.hash.value.substr(0, 12)), "CHILD", child.hash.value.substr(0, 12));
    CHECK(plan_text(it) == wanted);
    const auto json = nlohmann::json::parse(plan_json(it));
    CHECK(json["steps"][2]["id"] == "ok");
    CHECK(json["steps"][2]["runbook"] == "child");
    CHECK(json["steps"][3]["lines"][0]["argv"][2] == "h-<steps.look.found>");
    CHECK_FALSE(json["steps"][4].contains("runbook"));
}

TEST_CASE("a plan of runbooks that start each other comes to an end") {
    const Runbook a = read_one("runbook: a\ntitle: A\nsteps:\n  - {id: one, runbook: {name: b}}\n");
    const Runbook b = read_one("runbook: b\ntitle: B\nsteps:\n  - {id: two, runbook: {name: a}}\n");
    const auto it = plan(a, {}, {}, [&](const RunbookName& name) { return name == a.name ? &a : &b; });
    REQUIRE(it.steps.size() == 2);
    CHECK(it.steps[1].lines.back().text == "`a` is under way already when it would begin: it would start itself for ever");
}

TEST_CASE("the shipped runbooks are good, without a warning, and can be planned") {
    const auto reading = read_shelf({shipped_runbooks()});
    if (!reading.shelf) FAIL(text::join(reading.mistakes, "\n"));
    CHECK(text::join(reading.warnings, "\n").empty());
    const auto& parameters = good_parameters();
    CHECK(reading.shelf->all().size() == parameters.size());
    for (const auto& [name, given] : parameters) {
        INFO(name);
        const auto volume = reading.shelf->find(RunbookName(name));
        REQUIRE(volume);
        const auto values = resolve(volume->runbook, given);
        if (!values) FAIL(to_error(volume->runbook, values.error()).message);
        const auto shown = plan_text(plan(volume->runbook, *values, facts_of_an_incident(), {}));
        CHECK(shown.contains(volume->runbook.title));
        for (const auto& parameter : volume->runbook.parameters)
            if (parameter.required) CHECK_FALSE(shown.contains("<" + parameter.name + ">"));
    }
}
