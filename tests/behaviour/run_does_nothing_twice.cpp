// What a step did when nobody knows: a request whose answer got lost, a command that was stopped in the middle. It is tried again by
// itself only where nothing was begun, where it said how it ended, or where the file says that repeating does no harm; else a person decides.
#include <fmt/format.h>

#include "bot/config.hpp"
#include "bot/sandbox/simulated_network.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;
using tocsin::exec::CommandEnd;

namespace {

const std::string kThrice = ", retry: {attempts: 3, initial: 1s}}\n";
const std::string kActs = "  - {id: act, command: {argv: [kubectl, act]}" + kThrice;
const std::string kCalls = "  - {id: call, http: {method: POST, url: \"https://checkout.internal/x\"}";

void with_checkout_over_tls(tocsin::Config& config) { config.runbooks.http_hosts = {{"checkout.internal", "443", true}}; }

/// Every command ends so.
void end_with(Story& story, CommandEnd end, int code, const std::string& why) {
    story.commands().answer([=](const auto&) {
        tocsin::exec::CommandResult result;
        result.end = end;
        result.code = code;
        result.why = why;
        return result;
    });
}

/// The first request is taken and gets this; all others are answered well. How many there were.
std::shared_ptr<int> first_gets(Story& story, const tocsin::sandbox::Outcome& outcome) {
    auto asked = std::make_shared<int>();
    story.network().add_host("https://checkout.internal", [asked, outcome](const tocsin::net::Request&) -> tocsin::sandbox::Outcome {
        return ++*asked == 1 ? outcome : tocsin::net::Response{200, {}, "{}"};
    }, "10.0.0.5");
    return asked;
}

}  // namespace

TEST_CASE("a request whose answer got lost is not sent again by itself: a person decides") {
    Story story({}, with_checkout_over_tls);
    const auto asked = first_gets(story, tocsin::sandbox::NoAnswer{true, false});
    const auto channel = with_work(story, kCalls + kThrice + "  - {id: after, command: {argv: [kubectl, after]}}\n");
    story.type(kCarol, channel, "run work");
    story.advance(seconds{30});
    CHECK(*asked == 1);
    CHECK_THAT(story.run_text(1), Contains("Attempt 1 failed") && Contains("no answer") && Contains("nobody knows what came of it"));
    CHECK(story.commands().asked().empty());
    SECTION("it was done") {
        story.type(kCarol, channel, "runs 1 mark-done call I looked");
        CHECK(*asked == 1);
    }
    SECTION("again") {
        story.type(kCarol, channel, "runs 1 retry call");
        CHECK(*asked == 2);
    }
    SECTION("after a crash it still asks") {
        story.crash();
        story.advance(seconds{30});
        CHECK(*asked == 1);
        story.press_run(kCarol, 1, "mark-done call");
    }
    CHECK(story.commands().lines() == Lines{"kubectl after"});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
    CHECK(*asked <= 2);
    story.all_was_expected();
}

TEST_CASE("what a gateway says about an answer that it did not get is no answer") {
    Story story({}, with_checkout_over_tls);
    const int status = GENERATE(502, 504);
    const auto asked = first_gets(story, tocsin::net::Response{status, {}, ""});
    const auto channel = with_work(story, kCalls + kThrice);
    story.type(kCarol, channel, "run work");
    story.advance(seconds{30});
    CHECK(*asked == 1);
    CHECK_THAT(story.run_text(1), Contains(fmt::format("answered with status {}", status)) && Contains("nobody knows what came of it"));
    story.type(kCarol, channel, "runs 1 skip call not needed");
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a request that was answered, and one that reached nobody, are tried again") {
    Story story({}, with_checkout_over_tls);
    SECTION("answered") {
        const auto asked = first_gets(story, tocsin::net::Response{503, {}, ""});
        const auto channel = with_work(story, kCalls + kThrice);
        story.type(kCarol, channel, "run work");
        story.advance(seconds{30});
        CHECK(*asked == 2);
        CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
        story.all_was_expected();
    }
    SECTION("nobody there") {
        const auto channel = with_work(story, kCalls + kThrice);
        story.type(kCarol, channel, "run work");
        story.advance(seconds{30});
        CHECK_THAT(story.run_text(1), Contains("attempt 3 of 3") && Contains("Run 1 · failed"));
        story.says(channel, {"Run 1", "run 1 failed"});
    }
}

TEST_CASE("a command that was stopped in the middle is not tried again by itself") {
    const auto [end, code, why] = GENERATE(table<CommandEnd, int, std::string>({
        {CommandEnd::timed_out, 15, "took longer than 30 s"},
        {CommandEnd::signaled, 9, "was ended by signal 9"},
        {CommandEnd::canceled, 15, "was stopped"},
    }));
    Story story;
    const auto channel = with_work(story, kActs);
    end_with(story, end, code, why);
    story.type(kCarol, channel, "run work");
    story.advance(seconds{30});
    CHECK(story.commands().asked().size() == 1);
    CHECK_THAT(story.run_text(1), Contains("Attempt 1 failed") && Contains("nobody knows what came of it"));
    story.press_run(kCarol, 1, "retry act");
    CHECK(story.commands().asked().size() == 2);
    story.type(kCarol, channel, "runs 1 mark-done act I looked");
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a command that did its work, but not the output that is read from it, is not tried again by itself") {
    Story story;
    const auto channel = with_work(story, "  - {id: act, command: {argv: [kubectl, act]}, outputs: {id: {json: /id}}" + kThrice);
    story.type(kCarol, channel, "run work");
    story.advance(seconds{30});
    CHECK(story.commands().asked().size() == 1);
    CHECK_THAT(story.run_text(1), Contains("nobody knows what came of it"));
    story.type(kCarol, channel, "runs 1 abort I will do it by hand");
    story.says(channel, {"Run 1", "run 1 aborted"});
}

TEST_CASE("a command that could not be started, or may be repeated, is tried again") {
    Story story;
    SECTION("not started") {
        const auto channel = with_work(story, kActs);
        end_with(story, CommandEnd::not_started, 0, "no such file");
        story.type(kCarol, channel, "run work");
        story.advance(seconds{30});
        story.says(channel, {"Run 1", "run 1 failed"});
    }
    SECTION("idempotent") {
        const auto channel = with_work(story, "  - {id: act, command: {argv: [kubectl, act]}, idempotent: true" + kThrice);
        end_with(story, CommandEnd::timed_out, 15, "took longer than 30 s");
        story.type(kCarol, channel, "run work");
        story.advance(seconds{30});
        story.says(channel, {"Run 1", "run 1 failed"});
    }
    CHECK(story.commands().asked().size() == 3);
    CHECK_THAT(story.run_text(1), Contains("attempt 3 of 3"));
}

TEST_CASE("where no attempt is left, a command that took too long has failed, and what stands ready for that happens") {
    Story story;
    const auto channel = with_work(story, "  - {id: act, command: {argv: [kubectl, act]}}\n  - {id: tell, if: \"failure()\", chat: {text: It took too long}}\n");
    end_with(story, CommandEnd::timed_out, 15, "took longer than 30 s");
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().asked().size() == 1);
    story.says(channel, {"Run 1", "It took too long", "run 1 failed"});
}
