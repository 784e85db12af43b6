// What names stand for at a step, and what a performer is told to do.
#include <catch2/catch.hpp>

#include "tests/unit/runbooks/engine_desk.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;
using namespace std::chrono_literals;

namespace {

Order order(const Desk& desk, const std::string& key) {
    auto out = order_of(desk.run, desk.runbook, desk.around(), StepKey(key), desk.now);
    REQUIRE(out);
    return *out;
}
std::string refusal(const Desk& desk, const std::string& key) {
    const auto out = order_of(desk.run, desk.runbook, desk.around(), StepKey(key), desk.now);
    return out ? "" : out.error().message;
}

}  // namespace

TEST_CASE("a value is one element of argv, byte for byte, and never a template again") {
    Step step = command("a");
    step.work = CommandStep{{wording("kubectl"), wording("-n={{ns}}"), wording("{{ns}}")}, {}};
    const std::string nasty = "$(id) `id` {{title}} ; -x \n'\"";
    Desk desk({step}, {{"ns", nasty}});
    const auto command = std::get<CommandOrder>(order(desk, "a"));
    CHECK(command.argv == Words{"kubectl", "-n=" + nasty, nasty});
    CHECK(command.idempotency_key == "7-" + std::to_string(unix_micros(desk.run.requested_at)) + "/a");
    CHECK(command.timeout == 10min);
}

TEST_CASE("secrets stay references in environment and headers; a value that looks like one stays text; elsewhere they are refused") {
    Step step = command("a");
    step.work = CommandStep{{wording("true")}, {{"TOKEN", wording("Bearer {{secret.DB}}")}, {"X", wording("{{name}}")}}};
    Step leak = command("b");
    leak.work = CommandStep{{wording("echo"), wording("{{secret.DB}}")}, {}};
    Desk desk({step, leak}, {{"name", "{{secret.DB}}"}});
    const auto command = std::get<CommandOrder>(order(desk, "a"));
    CHECK(command.environment.at("TOKEN") == SecretText{{"Bearer ", false}, {"secret.DB", true}});
    CHECK(command.environment.at("X") == SecretText{{"{{secret.DB}}", false}});
    CHECK(refusal(desk, "b") == "`secret.DB` is secret and may stand only in environment and headers");
}

TEST_CASE("values in a URL cannot change its host, path or query") {
    HttpStep http;
    http.url = wording("https://x.internal/{{name}}?q={{name}}");
    http.headers = {{"X-Name", wording("{{name}}")}};
    Step step = command("a");
    step.work = http;
    step.timeout = 5s;
    Desk desk({step}, {{"name", "../@evil/?a&b#"}});
    const auto made = std::get<HttpOrder>(order(desk, "a"));
    CHECK(made.url == "https://x.internal/..%2F%40evil%2F%3Fa%26b%23?q=..%2F%40evil%2F%3Fa%26b%23");
    CHECK(made.timeout == 5s);
}

TEST_CASE("values in a JSON body cannot change its shape; in any other body they stand as they are") {
    const auto body_of = [](std::string_view text, const std::string& value) -> std::string {
        HttpStep http;
        http.url = wording("https://x.internal/");
        http.body = wording(text);
        Step step = command("a");
        step.work = http;
        const Desk desk({step}, {{"x", value}});
        const auto made = order_of(desk.run, desk.runbook, desk.around(), StepKey("a"), desk.now);
        return made ? std::get<HttpOrder>(*made).body : made.error().message;
    };
    CHECK(body_of(R"({"q\"": "{{x}}", "n": 1})", R"(", "admin": "\)") == R"({"q\"": "\", \"admin\": \"\\", "n": 1})");
    CHECK(body_of(R"([{{x}}])", "3") == "[3]");
    CHECK(body_of(R"([{{x}}])", R"(["a","b"])") == R"([["a","b"]])");
    CHECK(body_of(R"([{{x}}])", "1, 2") == "`x` is no JSON value and must stand in quotes");
    CHECK(body_of("q={{x}}", "\"") == "q=\"");
    CHECK(body_of(R"({"a": "{{y}}"})", "") == "`y` has no value");
}

TEST_CASE("a template without a value fails its step at once, and says which") {
    Step step = tried(command("a"), 5);
    step.work = CommandStep{{wording("echo"), wording("{{steps.b.revision}}")}, {}};
    Desk desk({step, command("b")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "a failure: `steps.b.revision` has no value", "run failed: a failed: `steps.b.revision` has no value"});
}

TEST_CASE("chat, page, set: their texts are filled in") {
    Step chat = command("chat"), page = command("page"), set = command("set");
    chat.work = ChatStep{wording("{{incident}} {{severity}} {{status}}")};
    page.work = PageStep{wording("policy:payments"), wording("{{title}}")};
    set.work = SetStep{"monitoring", {}, {{"lead", wording("{{who}}")}}, wording("by {{incident}}")};
    Desk desk({set, page, chat}, {{"who", "@ann"}});
    CHECK(std::get<ChatOrder>(order(desk, "chat")).text == "INC-42 2 triage");
    desk.incident.severity = Severity::unset;
    CHECK(std::get<ChatOrder>(order(desk, "chat")).text == "INC-42 unset triage");
    CHECK(std::get<PageOrder>(order(desk, "page")).reason == "Checkout is failing");
    const auto made = std::get<SetOrder>(order(desk, "set"));
    CHECK(made.status == "monitoring");
    CHECK(made.roles.at("lead") == "@ann");
    CHECK(made.note == "by INC-42");
}

TEST_CASE("then_page is due once the step has run, not if it was skipped") {
    Step step = command("a");
    step.then_page = PageStep{wording("policy:payments"), wording("a: {{steps.a.exit}}")};
    Desk desk({step, command("b")});
    desk.go();
    const auto page = [&] { return page_after(desk.run, desk.runbook, desk.around(), StepKey("a")).value(); };
    CHECK_FALSE(page());
    desk.does("a", {{"exit", "0"}});
    REQUIRE(page());
    CHECK(page()->reason == "a: 0");
    desk.end("a", StepOutcome::skipped);
    CHECK_FALSE(page());
}

TEST_CASE("an output is that of the same round; a foreach that one does not stand in has none") {
    Desk desk({foreach("one", "x y", {command("a"), command("b")}, 2), foreach("two", "x", {command("c")}), command("d")});
    desk.go();
    desk.does("a[0]", {{"n", "0"}});
    desk.does("a[1]", {{"n", "1"}});
    const auto value = [&](const std::string& at, std::string_view name) { return value_of(desk.run, desk.runbook, desk.around(), StepKey(at), name); };
    CHECK(value("b[1]", "steps.a.n") == "1");
    CHECK(value("b[0]", "steps.a.n") == "0");
    CHECK(value("b[1]", "index") == "1");
    CHECK_FALSE(value("c[0]", "steps.a.n"));
    CHECK_FALSE(value("d", "steps.a.n"));
    CHECK_FALSE(value("d", "item"));
    CHECK_FALSE(value("d", "steps.a"));
    CHECK_FALSE(value("d", "nothing"));
}

TEST_CASE("how a step ended is a value of it, and so is its exit code after a failure") {
    Step look = with_if(command("look"), "always()");
    look.work = CommandStep{{wording("true"), wording("{{steps.a.outcome}}"), wording("{{steps.a.exit}}"), wording("{{steps.b.outcome}}")}, {}};
    Desk desk({go_on(command("a")), with_if(command("b"), "steps.a.exit == 0"), look});
    desk.go();
    CHECK_FALSE(value_of(desk.run, desk.runbook, desk.around(), StepKey("look"), "steps.a.outcome"));
    desk.fails("a", "exit code 3", {{"exit", "3"}});
    CHECK(std::get<CommandOrder>(order(desk, "look")).argv == Words{"true", "failure", "3", "skipped"});
}

TEST_CASE("keys are taken apart; what is no key of this runbook has no place") {
    Desk desk({foreach("one", "x", {undone(command("a"), true)}), command("b")});
    const StepPlace place = place_of(desk.runbook, StepKey("a[3].compensate"));
    CHECK(place.step->id == StepId("a"));
    CHECK(place.indices == std::vector{3});
    CHECK(place.compensation);
    for (const char* wrong : {"", "a", "b[0]", "a[-1]", "a[1", "a[x]", "a[0]x", "c", "[0]", "a[99999999999999999999]", "a[0][0]", ".compensate"})
        CHECK(place_of(desk.runbook, StepKey(wrong)).step == nullptr);
}

TEST_CASE("each try of a wait has an idempotency key of its own, an attempt of any other step the key of the first") {
    WaitStep up;
    up.until_http = HttpStep{};
    up.until_http->url = wording("https://x.internal/healthz");
    up.every = 10s;
    up.at_most = 5min;
    Desk desk({parallel("both", {tried(command("a"), 2), wait_for("up", up)})});
    desk.go();
    const auto key_of_command = [&] { return std::get<CommandOrder>(order(desk, "a")).idempotency_key; };
    const auto key_of_try = [&] { return std::get<HttpOrder>(order(desk, "up")).idempotency_key; };
    const auto command = key_of_command(), once = key_of_try();
    desk.fails("a");
    desk.fails("up");
    CHECK(key_of_command() == command);
    CHECK(key_of_try() != once);
}
