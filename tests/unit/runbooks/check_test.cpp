// What is wrong beyond the shape: names, order, secrets, options, children.
#include <catch2/catch.hpp>

#include "bot/base/text.hpp"
#include "runbooks/engine/file.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;

namespace {

const std::string kHead =
    "runbook: r\ntitle: T\nparameters:\n  name: {pattern: \"^[a-z][a-z-]*$\"}\n  any: {}\n  key: {}\n  list: {type: list}\nsteps:\n";

std::string findings(const std::string& steps, const CheckAgainst& against = {}) {
    const auto reading = read_text(kHead + steps, "r", against);
    auto out = reading.mistakes;
    // The head has parameters for every row.
    for (const auto& warning : reading.warnings)
        if (!warning.contains("nothing uses")) out.push_back("W " + warning);
    return text::join(out, "\n");
}

constexpr std::string_view kDash =
    ": a value of `any` that begins with `-` would be taken for an option, and is refused: put `--` before it, give it a `pattern` such as ^[a-z0-9][a-z0-9-]*$, or write --option={{any}}";

}  // namespace

TEST_CASE("a runbook is checked for names, order, secrets and options") {
    const auto [steps, wanted] = GENERATE(table<std::string, std::string>({
        {"  - {id: a, chat: {text: \"{{nam}}\"}}\n", "r:9:26: nothing is called `nam`; did you mean `name`?"},
        {"  - {id: a, chat: {text: \"{{severty}} {{incident}}\"}}\n", "r:9:26: nothing is called `severty`; did you mean `severity`?"},
        {"  - {id: a, if: \"nam == 'x'\", chat: {text: x}}\n", "r:9:17: nothing is called `nam`; did you mean `name`?"},
        {"  - {id: a, chat: {text: \"{{item}}\"}}\n", "r:9:26: `item` is known inside a foreach alone"},
        {"  - {id: first, command: {argv: [x]}, outputs: {out: stdout}}\n  - {id: b, chat: {text: \"{{steps.frist.out}} {{steps.first.ou}} {{steps.first}}\"}}\n",
         "r:10:26: `steps.first` names no output; write steps.ID.OUTPUT\nr:10:26: step `first` has no output `ou`; did you mean `out`?\nr:10:26: there is no step `frist`; did you mean `first`?"},
        {"  - {id: a, chat: {text: \"{{steps.b.out}}\"}}\n  - {id: b, command: {argv: [x]}, outputs: {out: stdout}}\n",
         "r:9:26: step `b` does not come before this: it stands later, beside it, or inside a foreach that this is not in"},
        {"  - {id: a, command: {argv: [x, \"{{steps.a.out}}\"]}, outputs: {out: stdout}}\n",
         "r:9:33: step `a` does not come before this: it stands later, beside it, or inside a foreach that this is not in\n"
         "W r:9:33: a value of `steps.a.out` that begins with `-` would be taken for an option, and is refused: put `--` before it, give it a `pattern` such as ^[a-z0-9][a-z0-9-]*$, or write --option={{steps.a.out}}"},
        {"  - {id: a, if: \"success('a')\", chat: {text: x}}\n",
         "r:9:17: step `a` does not come before this: it stands later, beside it, or inside a foreach that this is not in"},
        // Branches do not see each other; what comes after sees them.
        {"  - id: p\n    parallel:\n      - {id: l, command: {argv: [x]}, outputs: {o: stdout}}\n      - {id: m, chat: {text: \"{{steps.l.o}}\"}}\n  - {id: z, chat: {text: \"{{steps.l.o}}\"}}\n",
         "r:12:30: step `l` does not come before this: it stands later, beside it, or inside a foreach that this is not in"},
        {"  - id: p\n    foreach:\n      items: \"{{list}}\"\n      steps:\n        - {id: l, command: {argv: [x, --, \"{{item}}\"]}, outputs: {o: stdout}}\n        - {id: m, chat: {text: \"{{steps.l.o}} {{index}}\"}}\n  - {id: z, chat: {text: \"{{steps.l.o}}\"}}\n",
         "r:15:26: step `l` does not come before this: it stands later, beside it, or inside a foreach that this is not in"},
        // What no step declares.
        {"  - {id: a, command: {argv: [x]}}\n  - {id: b, http: {url: \"https://x/\"}}\n  - {id: c, if: \"steps.a.exit == 3 && steps.b.status == 404 && steps.b.outcome == 'failure'\", "
         "chat: {text: \"{{steps.a.exit}} {{steps.b.status}} {{steps.a.outcome}}\"}}\n", ""},
        {"  - {id: a, wait: {until: {http: {url: \"https://x/\"}}}}\n  - {id: b, wait: {until: {command: {argv: [x]}}}}\n  - {id: c, chat: {text: \"{{steps.a.status}} {{steps.b.exit}}\"}}\n", ""},
        {"  - {id: a, command: {argv: [x]}}\n  - {id: b, chat: {text: \"{{steps.a.status}} {{steps.a.exitt}}\"}}\n",
         "r:10:26: step `a` has no output `exitt`; did you mean `exit`?\nr:10:26: step `a` has no output `status`"},
        {"  - {id: a, command: {argv: [x]}, outputs: {exit: stdout, outcome: stdout}}\n",
         "r:9:51: every command step has an output `exit` already; give this one another name\nr:9:68: every command step has an output `outcome` already; give this one another name"},
        {"  - {id: a, http: {url: \"https://x/\"}, outputs: {status: status, exit: {json: /exit}}}\n", ""},
        {"  - {id: a, command: {argv: [x]}, retry: {attempts: 2}}\n  - {id: b, http: {url: \"https://x/\"}, retry: {attempts: 2}, idempotent: true}\n  - {id: c, command: {argv: [x]}, retry: {attempts: 1}}\n",
         "W r:9:10: after a time-out or a lost answer a person is asked in place of the next attempt; `idempotent: true` says that repeating does no harm"},
        // The habits of other tools.
        {"  - {id: a, chat: {text: \"Restart ${name} or $name for ${9} \"}}\n", "W r:9:26: `${name}` is not filled in and stays as it is; did you mean {{name}}?"},
        {"  - {id: a, command: {argv: [x, \"--of=${NAME}\"], environment: {A: \"${B}\"}}}\n",
         "W r:9:33: `${NAME}` is not filled in and stays as it is; did you mean {{NAME}}?\nW r:9:67: `${B}` is not filled in and stays as it is; did you mean {{B}}?"},
        // Needs.
        {"  - {id: a, needs: [c], chat: {text: x}}\n  - {id: b, needs: [a], chat: {text: x}}\n  - {id: c, needs: [b], chat: {text: x}}\n", "r:10:20: step `b` needs itself: a → c → b → a"},
        {"  - {id: a, needs: [a], chat: {text: x}}\n", "r:9:20: step `a` needs itself: a → a"},
        {"  - {id: aaaa, needs: [], chat: {text: x}}\n  - {id: b, needs: [aaab], chat: {text: x}}\n", "r:10:20: step `b` needs `aaab`, which is no step; did you mean `aaaa`?"},
        {"  - id: p\n    parallel:\n      - {id: l, needs: [], chat: {text: x}}\n", "r:11:24: step `l` `needs` has no meaning here: branches of a parallel start together"},
        {"  - {id: a, needs: [], command: {argv: [x]}, outputs: {o: stdout}}\n  - {id: b, needs: [], chat: {text: \"{{steps.a.o}}\"}}\n  - {id: c, needs: [a], chat: {text: \"{{steps.a.o}}\"}}\n",
         "r:10:37: step `a` does not come before this: it stands later, beside it, or inside a foreach that this is not in"},
        // Secrets.
        {"  - {id: a, command: {argv: [x, \"--t={{secret.T}}\"], environment: {T: \"{{secret.T}}\"}}}\n",
         "r:9:33: the secret `T` would be seen here: pass it in `environment` or `headers`"},
        {"  - {id: a, http: {url: \"https://x/{{secret.T}}\", headers: {A: \"{{secret.T}}\"}, body: \"{{secret.T}}\"}}\n",
         "r:9:25: the secret `T` would be seen here: pass it in `environment` or `headers`\nr:9:87: the secret `T` would be seen here: pass it in `environment` or `headers`"},
        // Commands.
        {"  - {id: a, command: {argv: [\"{{name}}\"]}}\n", "r:9:30: the command itself must be written out: a name of `runbooks.commands`, never a template"},
        {"  - {id: a, command: {argv: [../../bin/sh]}}\n", "r:9:30: `../../bin/sh` is a path; write the command's name, and its path in `runbooks.commands` of the configuration"},
        {"  - {id: a, command: {argv: [x], environment: {LD_PRELOAD: y}}}\n", "r:9:60: the variable `LD_PRELOAD` may not be set"},
        {"  - {id: a, command: {argv: [x, \"{{any}}\"]}}\n", "W r:9:33" + std::string(kDash)},
        {"  - {id: a, command: {argv: [x, --, \"{{any}}\"]}}\n", ""},
        {"  - {id: a, command: {argv: [x, \"{{name}}\", \"--x={{any}}\", \"a/{{any}}\"]}}\n", ""},
        // Pages and children.
        {"  - {id: a, page: {target: payments}}\n", "r:9:28: a target is policy:ID, service:ID, schedule:ID or person:ID, not `payments`"},
        {"  - {id: a, chat: {text: x}, then_page: {target: \"policy:\"}}\n", "r:9:50: a target is policy:ID, service:ID, schedule:ID or person:ID, not `policy:`"},
        {"  - {id: a, runbook: {name: r}}\n", "r:9:29: `r` would run itself"},
        {"  - {id: a, approval: {text: x, expires: 2h}}\n", "W r:9:23: may be waited for as long as the whole run may take: raise `timeout` or lower `expires`"},
    }));
    INFO(steps);
    CHECK(findings(steps) == wanted);
}

TEST_CASE("a parameter that nothing uses is warned about, wherever it could be used") {
    const auto warnings = [](const std::string& rest) {
        return text::join(read_text("runbook: r\ntitle: T\nparameters:\n  name: {pattern: \"^[a-z]+$\"}\n  other: {}\n" + rest, "r").warnings, "\n");
    };
    const std::string unused = "r:4:9: nothing uses the parameter `name`\nr:5:10: nothing uses the parameter `other`";
    CHECK(warnings("steps:\n  - {id: a, title: \"{{name}}\", chat: {text: other}}\n") == unused);
    CHECK(warnings("concurrency: {group: \"{{name}}\"}\nsteps:\n  - {id: a, if: \"other == 'x'\", chat: {text: x}}\n").empty());
    CHECK(warnings("steps:\n  - {id: a, wait: {until: {if: \"name == other\"}}}\n").empty());
    CHECK(warnings("steps:\n  - {id: a, command: {argv: [x, \"{{name}}\"]}, compensate: {http: {url: \"https://x/{{other}}\"}}}\n").empty());
    CHECK(warnings("steps:\n  - {id: p, foreach: {items: \"{{name}}\", steps: [{id: a, runbook: {name: c, parameters: {x: \"{{other}}\"}}}]}}\n").empty());
}

TEST_CASE("a compensation and a page afterwards know what the step gave") {
    CHECK(findings("  - {id: a, command: {argv: [x]}, outputs: {o: stdout}, compensate: {command: {argv: [x, \"--to={{steps.a.o}}\"]}}, then_page: {target: \"policy:p\", reason: \"{{steps.a.o}}\"}}\n").empty());
}

TEST_CASE("a runbook is checked against the configuration") {
    const Allowed allowed{{"kubectl"}, {"TOKEN"}, {"checkout.internal:443", "[fd00::1]:8443"}};
    const CheckAgainst against{&allowed, {}};
    CHECK(findings("  - {id: a, command: {argv: [kubctl], environment: {T: \"{{secret.TOKN}}\"}}}\n", against) ==
          "r:9:30: `kubctl` is not in `runbooks.commands` of the configuration; did you mean `kubectl`?\nr:9:56: the configuration has no secret `TOKN`; did you mean `TOKEN`?");
    CHECK(findings("  - {id: a, command: {argv: [kubectl], environment: {T: \"{{secret.TOKEN}}\"}}}\n", against).empty());
    const auto host = [&](const std::string& url) { return findings("  - {id: a, http: {url: \"" + url + "\"}}\n", against); };
    CHECK(host("https://checkout.interal/x") == "r:9:25: `checkout.interal:443` is not in `runbooks.http_hosts` of the configuration; did you mean `checkout.internal:443`?");
    for (const char* bad : {"http://checkout.internal/", "https://checkout.internal:8443", "https://[fd00::1]", "https://checkout.internal@evil/", "https://evil#@checkout.internal/"})
        CHECK_THAT(host(bad), Catch::Contains("is not in `runbooks.http_hosts`"));
    for (const char* good : {"https://Checkout.Internal", "https://checkout.internal:443/{{name}}", "https://[fd00::1]:8443/", "https://{{name}}.internal/", "https://checkout{{name}}"})
        CHECK(host(good).empty());
    CHECK(findings("  - {id: a, wait: {until: {http: {url: \"https://a/\"}}}}\n  - {id: b, command: {argv: [kubectl]}, compensate: {http: {url: \"https://b/\"}}}\n", against) ==
          "r:9:40: `a:443` is not in `runbooks.http_hosts` of the configuration\nr:10:66: `b:443` is not in `runbooks.http_hosts` of the configuration");
}

TEST_CASE("a runbook is checked against its children") {
    const auto child = read_text("runbook: child\ntitle: C\nparameters:\n  must: {required: true}\nsteps:\n  - {id: a, command: {argv: [x]}, outputs: {o: stdout}}\n", "c").file.value();
    const auto back = read_text("runbook: back\ntitle: C\nsteps:\n  - {id: a, runbook: {name: r}}\n", "c").file.value();
    CheckAgainst against;
    against.child = [&](const RunbookName& name) { return name == child.name ? &child : name == back.name ? &back : nullptr; };
    CHECK(findings("  - {id: a, runbook: {name: other}}\n", against) == "r:9:29: there is no runbook `other`");
    CHECK(findings("  - {id: a, runbook: {name: child, parameters: {mst: x}}}\n", against) ==
          "r:9:29: `child` requires the parameter `must`\nr:9:54: `child` has no parameter `mst`; did you mean `must`?");
    CHECK(findings("  - {id: a, runbook: {name: child, parameters: {must: x}}}\n  - {id: b, chat: {text: \"{{steps.a.o}} {{steps.a.p}}\"}}\n", against) ==
          "r:10:26: step `a` has no output `p`; did you mean `o`?");
    const auto undoes = read_text("runbook: undoes\ntitle: C\nsteps:\n  - {id: a, command: {argv: [x]}, compensate: {command: {argv: [y]}}}\n", "u").file.value();
    against.child = [&](const RunbookName& name) { return name == undoes.name ? &undoes : name == back.name ? &back : nullptr; };
    CHECK_THAT(text::join(read_text(kHead + std::string("  - {id: a, runbook: {name: undoes}}\n"), "r", against).warnings, "\n"),
               Catch::Contains("what `undoes` did is not undone when a later step here fails"));
    const auto undone = read_text(kHead + std::string("  - {id: a, runbook: {name: undoes}, compensate: {command: {argv: [y]}}}\n"), "r", against);
    CHECK(undone.file.has_value());
    CHECK_FALSE(text::join(undone.warnings, "\n").contains("is not undone"));
    CHECK(findings("  - {id: a, runbook: {name: back}}\n", against) == "r:1:10: runbooks start each other in a circle: r → back → r");
}
