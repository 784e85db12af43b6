// The reader: what is read, and each mistake with its place.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/list_text.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;

namespace {

std::string content(const std::string& path) {
    std::ifstream file(std::string(TOCSIN_SOURCE_DIR) + "/" + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Every key of the format, each mapping at least once.
constexpr const char* kWhole = R"YAML(runbook: whole
title: All of it
description: For the test
attach:
  - {service: [checkout], severity: [1, 2], title: "latency|5xx", start: auto}
parameters:
  deployment: {type: string, pattern: "^[a-z][a-z0-9-]{0,62}$", required: true, help: which}
  namespace: {type: string, default: prod, choices: [prod, staging]}
  regions: {type: list, default: [eu, us]}
  token: {type: string}
permissions: {start: member, approve: admin}
concurrency: {group: "deploy-{{namespace}}", when_busy: reject}
timeout: 30m
steps:
  - id: current
    title: Find the revision
    command: {argv: [kubectl, -n, "{{namespace}}", get, deployment, "{{deployment}}"], environment: {TOKEN: "{{token}}"}}
    timeout: 30s
    idempotent: true
    retry: {attempts: 3, initial: 1s, factor: 1.5, cap: 20s, unless_exit: [2, 3]}
    outputs: {revision: {json: "/metadata/annotations/deployment.kubernetes.io~1revision"}, all: stdout, code: status}
  - id: call
    http:
      method: POST
      url: "https://checkout.internal/{{deployment}}"
      headers: {Authorization: "Bearer {{secret.API}}"}
      body: '{"revision": "{{steps.current.revision}}"}'
      expect: {status: [200, 202], json: /state, header: X, equals: ok}
    outputs: {location: {header: Location}}
    compensate: {auto: true, timeout: 10s, http: {url: "https://checkout.internal/undo"}}
  - id: undo
    command: {argv: [kubectl, rollout, undo]}
    compensate: {command: {argv: [kubectl, rollout, undo, "--to-revision={{steps.current.revision}}"]}}
  - id: ok
    approval: {quorum: 2, not_starter: true, expires: 10m, text: "Go on from {{steps.current.revision}}?"}
  - {id: look, manual: {text: "Look at {{title}}"}}
  - {id: pause, wait: {duration: 90s}}
  - {id: night, wait: {until: {time: "04:30"}}}
  - {id: quiet, wait: {until: {if: "severity > 2"}, every: 1m, at_most: 1h}}
  - {id: healthy, wait: {until: {http: {url: "https://checkout.internal/healthz", expect: {status: 200}}}}}
  - {id: listed, wait: {until: {command: {argv: [kubectl, get, pods]}}}}
  - {id: done, if: "success('healthy') && severity <= 2", set: {status: monitoring, severity: 3, roles: {lead: "U1", comms: "U2", scribe: "U3"}, note: "Done"}}
  - {id: child, runbook: {name: other, parameters: {where: "{{namespace}}"}}}
  - id: both
    parallel:
      - {id: left, chat: {text: "left"}, on_error: continue}
      - {id: right, page: {target: "policy:payments", reason: "help"}}
  - id: each
    foreach:
      items: "{{regions}}"
      max_parallel: 2
      steps:
        - {id: drain, command: {argv: [drain, --, "{{item}}", "{{index}}"]}}
  - {id: tell, needs: [both, each], if: "failure()", chat: {text: "No"}, then_page: {target: "service:checkout"}}
)YAML";

/// A runbook of one step, which is `step` after `id: a`.
std::string with_step(const std::string& step) { return "runbook: r\ntitle: T\nsteps:\n  - id: a\n" + step; }

std::string mistakes(const std::string& yaml) {
    const auto reading = read_text(yaml, "r.yaml");
    CHECK(reading.file.has_value() == reading.mistakes.empty());
    return text::join(reading.mistakes, "\n");
}

}  // namespace

TEST_CASE("a runbook's file is read whole") {
    auto yaml = std::string(kWhole);
    yaml.replace(yaml.find(", header: X"), 11, "");
    const auto reading = read_text(yaml, "r.yaml");
    if (!reading.file) FAIL(text::join(reading.mistakes, "\n"));
    const auto& file = *reading.file;
    CHECK(reading.warnings.empty());
    CHECK(file.name.value == "whole");
    CHECK(file.hash.value.size() == 64);
    REQUIRE(file.attach.size() == 1);
    CHECK(file.attach[0].services == std::vector<std::string>{"checkout"});
    CHECK(file.attach[0].severities == std::vector{Severity::sev1, Severity::sev2});
    CHECK(file.attach[0].start == AttachStart::auto_);
    REQUIRE(file.parameters.size() == 4);
    CHECK(file.parameters[0].required);
    CHECK(file.parameters[1].fallback == "prod");
    CHECK(items_of(*file.parameters[2].fallback) == std::vector<std::string>{"eu", "us"});
    CHECK(file.may_start == AccessLevel::member);
    CHECK(file.may_approve == AccessLevel::admin);
    CHECK(file.concurrency->when_busy == WhenBusy::reject);
    CHECK(file.timeout == std::chrono::minutes{30});
    REQUIRE(file.steps.size() == 15);
    const auto& current = file.steps[0];
    CHECK(current.line == 15);
    CHECK(std::get<CommandStep>(current.work).argv.size() == 6);
    CHECK(current.retry.attempts == 3);
    CHECK(current.retry.factor == 1.5);
    CHECK(current.retry.unless_exit == std::vector{2, 3});
    CHECK(current.outputs.size() == 3);
    const auto& call = std::get<HttpStep>(file.steps[1].work);
    CHECK(call.method == "POST");
    CHECK(call.expect_status == std::vector{200, 202});
    CHECK(call.expect_value->at == "/state");
    CHECK(file.steps[1].compensate->automatic);
    const auto& approval = std::get<ApprovalStep>(file.steps[3].work);
    CHECK((approval.quorum == 2 && approval.not_starter && approval.expires == std::chrono::minutes{10}));
    CHECK(std::get<WaitStep>(file.steps[7].work).until_expression->source() == "severity > 2");
    CHECK(std::get<SetStep>(file.steps[10].work).roles.size() == 3);
    CHECK(std::get<ParallelStep>(file.steps[12].work).branches.size() == 2);
    CHECK(file.find(StepId("left"))->on_error == OnError::go_on);
    CHECK(std::get<ForeachStep>(file.steps[13].work).max_parallel == 2);
    CHECK(file.steps[14].needs->size() == 2);
    CHECK(file.steps[14].then_page.has_value());
}

TEST_CASE("a runbook that is wrong says where and what") {
    const auto [yaml, wanted] = GENERATE(table<std::string, std::string>({
        {"", "r.yaml: the file is empty; docs/runbooks.md has one to start from"},
        {"[]", "r.yaml:1:1: `` must be a mapping"},
        {"runbook: r\ntitle: T\nstep: []\nsteps:\n  - {id: a, chat: {text: x}}\n", "r.yaml:3:1: unknown key `step`; did you mean `steps`?"},
        {"runbook: r\ntitle: T\ntitle: U\nsteps:\n  - {id: a, chat: {text: x}}\n", "r.yaml:3:1: `title` is there twice"},
        {"runbook: R!\ntitle: T\nsteps:\n  - {id: a, chat: {text: x}}\n", "r.yaml:1:10: `runbook` may hold small letters, digits and `-`, at most 40, not `R!`"},
        {"runbook: ../r\ntitle: T\nsteps:\n  - {id: a, chat: {text: x}}\n", "r.yaml:1:10: `runbook` may hold small letters, digits and `-`, at most 40, not `../r`"},
        {"runbook: r\ntitle: T\nsteps: []\n", "r.yaml:3:8: `steps` needs at least one step"},
        {with_step("    chat: {txt: x}\n"), "r.yaml:5:11: `steps.chat.text` is required\nr.yaml:5:12: unknown key `steps.chat.txt`; did you mean `text`?"},
        {with_step("    titel: x\n    chat: {text: x}\n"), "r.yaml:5:5: unknown key `steps.titel`; did you mean `title`?"},
        {with_step("    title: x\n"), "r.yaml:4:9: `steps.id` does nothing; a step has one of command, http, chat, manual, approval, wait, page, set, runbook, parallel, foreach"},
        {with_step("    chat: {text: x}\n    manual: {text: x}\n"), "r.yaml:6:13: `steps.manual` and `chat` are both there; a step does one thing"},
        {with_step("    chat: {text: x}\n  - id: a\n    chat: {text: y}\n"), "r.yaml:6:9: `steps.id` `a` is there twice; the first is in line 4"},
        {with_step("    chat: {text: x}\n  - id: B\n    chat: {text: y}\n"), "r.yaml:6:9: `steps.id` may hold small letters, digits and `-`, at most 40, not `B`"},
        {with_step("    chat: {text: \"{{x\"}\n"), "r.yaml:5:18: `chat.text`: a `{{` is not closed in `{{x`. Write {{name}} with a parameter, steps.ID.OUTPUT or an incident field; {{{{ stands for {{."},
        {with_step("    chat: {text: x}\n    if: \"severity =< 2\"\n"), "r.yaml:6:9: `steps.if` is no condition: column 10: expected &&, || or the end, found `=< 2`; equality is =="},
        {with_step("    chat: {text: x}\n    retry: {attempts: 3}\n"), "r.yaml:6:12: `steps.retry` belongs to command and http steps; `a` is a chat step"},
        {with_step("    command: {argv: []}\n"), "r.yaml:5:21: `steps.command.argv` is required: a list, the command's name first"},
        {with_step("    command: kubectl get pods\n"), "r.yaml:5:14: `steps.command` would need a shell, and there is none: write command: {argv: [kubectl, get, pods]}"},
        {with_step("    run: kubectl -n {{namespace}} get pods\n"), "r.yaml:5:10: `steps.run` would need a shell, and there is none: write command: {argv: [kubectl, -n, \"{{namespace}}\", get, pods]}"},
        {with_step("    shell: ps aux | grep x\n"), "r.yaml:5:12: `steps.shell` would need a shell, and there is none: write command: {argv: [NAME, ARGUMENT, …]}"},
        {with_step("    script: |\n      ls\n      df\n"), "r.yaml:5:13: `steps.script` would need a shell, and there is none: write command: {argv: [NAME, ARGUMENT, …]}"},
        {with_step("    run: [ls]\n"), "r.yaml:5:10: `steps.run` would need a shell, and there is none: write command: {argv: [NAME, ARGUMENT, …]}"},
        {with_step("    command: {argv: [ls, [a]]}\n"), "r.yaml:5:26: `command.argv[1]` must be a text"},
        {with_step("    command: {argv: [ls], environment: {A-B: x}}\n"), "r.yaml:5:46: `A-B` in `command.environment` is no name of a variable"},
        {with_step("    command: {argv: [ls]}\n    timeout: soon\n"), "r.yaml:6:14: `steps.timeout` must be a time span such as 30s, 5m or 2h, not `soon`"},
        {with_step("    command: {argv: [ls]}\n    retry: {attempts: 0, factor: x, unless_exit: [256]}\n"),
         "r.yaml:6:23: `steps.retry.attempts` must be from 1 to 20\nr.yaml:6:34: `steps.retry.factor` must be a number from 1 to 100\n"
         "r.yaml:6:50: `steps.retry.unless_exit` holds exit codes from 1 to 255, not `256`"},
        {with_step("    command: {argv: [ls]}\n    outputs: {x: {json: a}, y: {header: b}, z: out}\n"),
         "r.yaml:6:25: `steps.outputs.json` is no JSON pointer such as /metadata/name: `a`\nr.yaml:6:41: `steps.outputs.header` belongs to http steps\n"
         "r.yaml:6:48: an output is status, stdout, stderr or {json: /pointer}, not `out`"},
        {with_step("    http: {url: \"{{service}}/x\"}\n"), "r.yaml:5:17: `steps.http.url` must begin with https:// or http://"},
        {with_step("    http: {url: \"file:///etc/passwd\"}\n"), "r.yaml:5:17: `steps.http.url` must begin with https:// or http://"},
        {with_step("    http: {url: \"https://x\", method: get}\n"), "r.yaml:5:38: `steps.http.method` must be one of GET, HEAD, POST, PUT, PATCH, DELETE, not `get`; did you mean `GET`?"},
        {with_step("    http: {url: \"https://x\", expect: {json: /a}}\n"), "r.yaml:5:38: `steps.http.expect.equals` goes with `json` or `header`: what the value there must be"},
        {with_step("    wait: {}\n"), "r.yaml:5:11: `steps.wait.duration` or `until` is required, and not both"},
        {with_step("    wait: {duration: 1m, until: {time: \"04:30\"}}\n"), "r.yaml:5:22: `steps.wait.duration` or `until` is required, and not both"},
        {with_step("    wait: {until: {time: \"25:30\"}}\n"), "r.yaml:5:26: `steps.wait.until.time` must be \"14:30\" (UTC) or 2026-01-05T14:30:00Z, not `25:30`"},
        {with_step("    wait: {until: {time: \"04:30\", if: \"true\"}}\n"), "r.yaml:5:19: `steps.wait.until` needs exactly one of `time`, `if`, `http` and `command`"},
        {with_step("    set: {}\n"), "r.yaml:5:10: `steps.set.status` is missing, and so are `severity`, `roles` and `note`: it would set nothing"},
        {with_step("    set: {status: closed}\n"), "r.yaml:5:19: `steps.set.status` must be one of investigating, identified, monitoring, resolved, not `closed`"},
        {with_step("    foreach: {items: [\"{{service}}\"], steps: [{id: b, chat: {text: x}}]}\n"),
         "r.yaml:5:22: `steps.foreach.items` as a list takes no `{{…}}`: what is filled in could become further items; name one list, such as items: \"{{regions}}\""},
        {with_step("    approval: {text: x, quorum: 0}\n"), "r.yaml:5:33: `steps.approval.quorum` must be from 1 to 10"},
        {"runbook: r\ntitle: T\nattach: [{start: auto}]\nsteps:\n  - {id: a, chat: {text: x}}\n",
         "r.yaml:3:10: `attach.service` is missing, and so are `severity` and `title`: it would be attached to every incident"},
        {"runbook: r\ntitle: T\nattach: [{severity: 6, title: \"(\"}]\nsteps:\n  - {id: a, chat: {text: x}}\n",
         "r.yaml:3:21: `attach.severity` must be 1 to 5, not `6`\nr.yaml:3:31: `attach.title` is no pattern: missing ): ("},
        {"runbook: r\ntitle: T\nparameters:\n  severity: {}\n  9x: {}\n  a: {type: text}\n  b: {pattern: \"[\"}\n  c: {choices: [x], default: y}\n  c: {}\nsteps:\n  - {id: a, chat: {text: x}}\n",
         "r.yaml:4:13: no parameter can be called `severity`: the language knows it already; use that, or give the parameter another name\n"
         "r.yaml:5:7: a parameter's name begins with a letter and holds letters, digits, `-` and `_`, at most 40; not `9x`\n"
         "r.yaml:6:13: `parameters.type` must be one of string, integer, boolean, list, not `text`\n"
         "r.yaml:7:16: `parameters.pattern` is no pattern: missing ]: [\n"
         "r.yaml:8:30: `parameters.default` must be one of x, not `y`\n"
         "r.yaml:9:3: `c` is there twice"},
        {"runbook: r\ntitle: T\nparameters:\n  token: {type: string, secret: true}\nsteps:\n  - {id: a, chat: {text: \"{{token}}\"}}\n",
         "r.yaml:4:33: `parameters.secret` has no place here: what is typed is kept in the timeline. Secrets are references: put the value under `runbooks.secrets` of the "
         "configuration and use {{secret.NAME}} in `environment` or `headers`"},
    }));
    INFO(yaml);
    CHECK(mistakes(yaml) == wanted);
}

TEST_CASE("a runbook's file may not hold what makes YAML dangerous") {
    const auto [yaml, wanted] = GENERATE(table<std::string, std::string>({
        {"runbook: &a r\ntitle: *a\n", "r.yaml:1:10: an anchor; nothing may refer to it\nr.yaml:2:8: an alias; write the value out"},
        {"a: &a [x]\nb: &b [*a,*a,*a]\n", "r.yaml:1:4: an anchor; nothing may refer to it\nr.yaml:2:4: an anchor; nothing may refer to it\n"
                                          "r.yaml:2:8: an alias; write the value out\nr.yaml:2:11: an alias; write the value out\nr.yaml:2:14: an alias; write the value out"},
        {"runbook: !!python/object:os.system r\n", "r.yaml:1:10: a tag (`tag:yaml.org,2002:python/object:os.system`); a text in quotes says as much"},
        {"runbook: !x r\n", "r.yaml:1:10: a tag (`!x`); a text in quotes says as much"},
        {"runbook: \"a\\0b\"\n", "r.yaml:1:10: a control character (\\x00) in a text"},
        {"runbook: \"a\\x1b[2Jb\"\n", "r.yaml:1:10: a control character (\\x1b) in a text"},
        {"runbook: \"a\\u202Eb\"\n", "r.yaml:1:10: a character that turns the direction of writing: the text would not read as it is run"},
        {std::string("runbook: r\ntitle: a\0b\n", 22), "r.yaml:2:1: not UTF-8, or a NUL"},
        {"runbook: r\ntitle: \xff\n", "r.yaml:2:1: not UTF-8, or a NUL"},
        {"\xff\xfer\0", "r.yaml:1:1: not UTF-8, or a NUL"},
        {"a: " + std::string(40, '[') + std::string(40, ']'), "r.yaml:1:35: nested deeper than 32"},
        {std::string(100'000, '['), "r.yaml:1:1: a key must be a text\nr.yaml:1:17: nested deeper than 32"},
        {"a: b\n---\nc: d\n", "r.yaml:2:1: a second document; a file holds one runbook"},
        {",uunbook: r\nunboo\n", "r.yaml:1:1: a second document; a file holds one runbook"},
        {"a: [b\n", "r.yaml:2:1: the `[` that is open here has no `]`, or a comma is missing before this place (YAML: end of sequence flow not found)"},
        {std::string(256 * 1024 + 1, ' '), "r.yaml: larger than 256 KiB"},
    }));
    CHECK(mistakes(yaml) == wanted);
}

TEST_CASE("braces, colons and quotes that YAML understands otherwise are told with what to do") {
    const std::string braces = "{{…}} without quotes is a mapping to YAML: put quotes round all of this text, such as \"{{name}}\"";
    const std::string indented = "this line is indented neither like the keys beside it nor like what belongs to one of them, or a text goes on after its closing quote or bracket";
    const std::string hint = "; a text with {{…}} needs quotes round all of it";
    const auto [yaml, wanted] = GENERATE_COPY(table<std::string, std::string>({
        {with_step("    chat: {text: {{service}}}\n"), "r.yaml:5:18: " + braces},
        {with_step("    chat:\n      text: {{service}}\n"), "r.yaml:6:13: " + braces},
        {with_step("    command: {argv: [ls, {{service}}, x]}\n"), "r.yaml:5:26: " + braces},
        {with_step("    chat: {text: About {{service}}}\n"), "r.yaml:5:24: the `{` that is open here has no `}`, or a comma is missing before this place (YAML: end of map flow not found)" + hint},
        {with_step("    chat:\n      text: {{service}} is down\n"), "r.yaml:6:13: " + braces + "\nr.yaml:6:25: " + indented + " (YAML: end of map not found)" + hint},
        {with_step("    command: {argv: [ls, deployment/{{service}}]}\n"), "r.yaml:5:37: the `[` that is open here has no `]`, or a comma is missing before this place (YAML: end of sequence flow not found)" + hint},
        {with_step("    title: Look: then act\n    chat: {text: x}\n"),
         "r.yaml:5:16: this colon is one too many: the line above may lack its own, a text that holds `: ` needs quotes, and keys that belong together are indented alike (YAML: illegal map value)"},
        {with_step("    title: 'a' b\n    chat: {text: x}\n"), "r.yaml:5:16: " + indented + " (YAML: end of map not found)"},
        {with_step("    title: @here\n    chat: {text: x}\n"), "r.yaml:5:12: put quotes round a text that begins with this sign (YAML: unknown token)"},
        {with_step("    title: *bold*\n    chat: {text: x}\n"), "r.yaml:5:12: a text that begins with `*` needs quotes (YAML: the referenced anchor is not defined)"},
        {with_step("  chat: {text: x}\n"), "r.yaml:5:3: " + indented + " (YAML: end of map not found)"},
        {with_step("\tchat: {text: x}\n"), "r.yaml:5:1: there is a tab here: indent with spaces alone (YAML: illegal tab when looking for indentation)"},
        {with_step("    chat: {[a]: x}\n"), "r.yaml:5:12: a key must be a text"},
        {with_step("    ? {a: b}\n    : x\n"), "r.yaml:5:7: a key must be a text"},
    }));
    INFO(yaml);
    CHECK(mistakes(yaml) == wanted);
}

TEST_CASE("a runbook has at most 500 steps") {
    std::string yaml = "runbook: r\ntitle: T\nsteps:\n";
    for (int i = 0; i < 501; ++i) yaml += "  - {id: s" + std::to_string(i) + ", chat: {text: x}}\n";
    CHECK(mistakes(yaml) == "r.yaml:4:3: `steps` are 501; at most 500");
}

TEST_CASE("a runbook is not filled in from the environment") {
    const auto reading = read_text(with_step("    chat: {text: \"${HOME} $HOME\"}\n    title: ${HOME}\n"), "r.yaml");
    REQUIRE(reading.file);
    CHECK(std::get<ChatStep>(reading.file->steps[0].work).text.source() == "${HOME} $HOME");
    CHECK(reading.file->steps[0].title == "${HOME}");
}

namespace {

using Keys = std::map<std::string, std::set<std::string>>;

/// The keys that the schema allows, by path, as the reader counts them. Steps inside steps are steps.
void collect(const nlohmann::json& schema, const nlohmann::json& node, const std::string& path, Keys& out) {
    if (node.contains("$ref")) {
        const auto name = node["$ref"].get<std::string>();
        if (name.ends_with("/step") && path != "steps.") return;
        return collect(schema, schema.at(nlohmann::json::json_pointer(name.substr(1))), path, out);
    }
    if (node.contains("items")) collect(schema, node["items"], path, out);
    if (node.contains("oneOf"))
        for (const auto& one : node["oneOf"]) collect(schema, one, path, out);
    if (node.contains("additionalProperties") && node["additionalProperties"].is_object()) collect(schema, node["additionalProperties"], path, out);
    if (!node.contains("properties")) return;
    CHECK(node.at("additionalProperties") == false);
    for (const auto& [key, value] : node["properties"].items()) {
        out[path].insert(key);
        collect(schema, value, path + key + ".", out);
    }
}

}  // namespace

TEST_CASE("the schema of runbooks and the reader know the same keys") {
    const auto schema = nlohmann::json::parse(content("schema/runbook.schema.json"));
    Keys described;
    collect(schema, schema, "", described);
    const auto read = read_text(kWhole, "r.yaml").known_keys;
    CHECK(described.size() >= 25);
    for (const auto& [path, keys] : described) {
        // What a command or a request holds is the same wherever it stands.
        if (!read.contains(path) && (path.contains("compensate.") || path.contains("until."))) continue;
        INFO(path);
        REQUIRE(read.contains(path));
        CHECK(text::join(std::vector(keys.begin(), keys.end()), " ") == text::join(std::vector(read.at(path).begin(), read.at(path).end()), " "));
    }
    for (const auto& [path, keys] : read) {
        INFO(path);
        CHECK(described.contains(path));
    }
}
