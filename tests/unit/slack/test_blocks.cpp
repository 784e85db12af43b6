#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "bot/slack/blocks.hpp"
#include "bot/slack/button_codec.hpp"
#include "bot/sandbox/block_kit_check.hpp"

using namespace tocsin;
using namespace tocsin::slack;
using nlohmann::json;

namespace {

struct LastPart final : Names {
    std::string person(std::string_view actor) const override { return std::string(actor.substr(actor.rfind(':') + 1)); }
};
const LastPart kLastParts;
const Time kNow = time_from_unix_seconds(1767322980);

CardContext context() { return {"INC", kNow, kLastParts, {}, {}}; }

Incident incident() {
    Incident made;
    made.number = IncidentNumber(42);
    made.title = "Checkout is failing";
    made.severity = Severity::sev2;
    made.status = Status::investigating;
    made.times[static_cast<std::size_t>(KeyTime::declared)] = kNow - std::chrono::minutes(12);
    return made;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

void check_rules(const Message& message) {
    CHECK(sandbox::check_blocks(message.blocks, sandbox::BlockSurface::message) == std::vector<std::string>{});
    CHECK_FALSE(has(message.blocks, "\"verbatim\":false"));
    CHECK((!message.text.empty() && message.text.size() <= 3000));
    CHECK_FALSE(has(message.text, "<!"));
}

/// The decoded buttons of a message, in order.
std::vector<Button> buttons_of(const Message& message) {
    std::vector<Button> out;
    for (const auto& block : json::parse(message.blocks))
        if (block["type"] == "actions")
            for (const auto& element : block["elements"]) {
                const auto button = decode_button(element["action_id"].get<std::string>(), element["value"].get<std::string>());
                REQUIRE(button.has_value());
                out.push_back(*button);
            }
    return out;
}

std::vector<ButtonAction> actions_of(const Message& message) {
    std::vector<ButtonAction> out;
    for (const auto& button : buttons_of(message)) out.push_back(button.action);
    return out;
}

/// Far more of everything than Slack takes, and hostile.
Incident absurd() {
    Incident made = incident();
    const std::string text = [] {
        std::string out;
        while (out.size() < 10'000) out += "<!channel> & *x* `y` é\n";
        return out;
    }();
    made.title = made.summary = text;
    made.service = ServiceName(text);
    made.drill = true;
    made.roles.fill(ActorId("slack:T1:" + text));
    for (int i = 0; i < 500; ++i) {
        made.links.push_back({"https://a.example/" + std::string(2500, 'x') + std::to_string(i), text});
        made.pages.push_back({std::to_string(i), text, i % 2 == 0 ? "sent" : text, text, kNow});
        made.pagerduty.push_back({PagerDutyIncidentId("P" + std::to_string(i)), {}, "https://pd.example/", text, text, text});
        made.responders.push_back(ActorId("slack:T1:" + text));
        made.tasks.push_back({.number = ItemNumber(i + 1), .text = text, .owner = ActorId("slack:T1:" + text), .due = kNow});
    }
    for (auto& step : made.creation) step = {StepState::failed, text};
    for (auto& time : made.times) time = kNow;
    made.next_update_due = kNow;
    made.channel = ChannelId("C1");
    return made;
}

}  // namespace

TEST_CASE("the card says what somebody woken at 3 a.m. needs") {
    Incident made = incident();
    made.roles[0] = ActorId("slack:T1:Alice");
    made.service = ServiceName("checkout");
    made.creation[0] = {StepState::done, ""};
    made.creation[1] = {StepState::pending, ""};
    made.creation[4] = {StepState::failed, "user_not_found"};
    made.next_update_due = kNow + std::chrono::minutes(30);
    const auto card = card_message(made, context());
    check_rules(card);
    for (const char* part : {"INC-42 · SEV2 · Checkout is failing", "investigating", "12 min so far, at", "Alice", "checkout",
                             "Next status update due", "Nobody has been paged yet.", "✓ record", "… channel", "✗ invite (user_not_found)"}) {
        CAPTURE(part);
        CHECK(has(card.blocks, part));
    }
    CHECK_FALSE(has(card.blocks, "drill"));
    CHECK(has(card.text, "INC-42 · SEV2 · Checkout is failing"));
}

TEST_CASE("the card never promises more of a page than is known") {
    Incident made = incident();
    made.pages.push_back({"1", "checkout", "sent", "", kNow});
    CHECK(has(card_message(made, context()).blocks, "nobody confirmed as notified yet"));
    made.pages[0].state = "unanswered";
    CHECK(has(card_message(made, context()).blocks, "NOBODY was notified"));
    made.pages[0].state = "notified";
    made.pages[0].detail = "Bob by sms";
    CHECK(has(card_message(made, context()).blocks, "notified — Bob by sms"));
    CHECK_FALSE(has(card_message(made, context()).blocks, "Nobody has been paged"));
}

TEST_CASE("the card offers what makes sense in each status") {
    using enum ButtonAction;
    Incident made = incident();
    const auto with_forms = [](std::vector<ButtonAction> steps) {
        steps.insert(steps.end(), 10, open_form);
        return steps;
    };
    CHECK(actions_of(card_message(made, context())) == with_forms({acknowledge, set_status, set_status, join}));
    made.status = Status::triage;
    CHECK(has(card_message(made, context()).blocks, "False alarm…"));
    made.times[static_cast<std::size_t>(KeyTime::acknowledged)] = kNow;
    made.status = Status::identified;
    CHECK_FALSE(has(card_message(made, context()).blocks, "False alarm…"));
    CHECK(actions_of(card_message(made, context())) == with_forms({set_status, join}));
    Incident paged_anew = made;
    paged_anew.pages.push_back({.page = "P2", .target = "checkout", .state = "sent", .detail = {}, .requested_at = kNow, .phase = PagePhase::running});
    auto while_paging = with_forms({acknowledge, set_status, join});
    // The next step, to whom it goes instead, and a snooze.
    while_paging.insert(while_paging.end(), 3, open_form);
    CHECK(actions_of(card_message(paged_anew, context())) == while_paging);
    CHECK(buttons_of(card_message(made, context()))[0] == Button{set_status, IncidentNumber(42), Status::identified, Status::monitoring, ""});
    made.status = Status::monitoring;
    CHECK(actions_of(card_message(made, context())) == with_forms({join}));
    for (const auto& [ended, last] : {std::pair{Status::resolved, say}, {Status::closed, say}, {Status::canceled, open_form}}) {
        made.status = ended;
        CHECK(actions_of(card_message(made, context())).front() == open_form);
        CHECK(actions_of(card_message(made, context())).back() == last);
    }
    made.status = Status::investigating;
    made.merged_into = IncidentNumber(40);
    CHECK(actions_of(card_message(made, context())).empty());
    CHECK(has(card_message(made, context()).blocks, "Merged into INC-40"));
}

TEST_CASE("no button of the card asks whether one is sure, and no row is longer than a telephone is wide") {
    for (const auto& block : json::parse(card_message(incident(), context()).blocks)) {
        if (block["type"] != "actions") continue;
        CHECK(block["elements"].size() <= 5);
        for (const auto& element : block["elements"]) CHECK_FALSE(element.contains("confirm"));
    }
}

TEST_CASE("a duration is not guessed") {
    Incident made = incident();
    made.times.fill(std::nullopt);
    CHECK(has(card_message(made, context()).blocks, "n/a"));
    made.status = Status::resolved;
    made.times[static_cast<std::size_t>(KeyTime::started)] = kNow;
    made.times[static_cast<std::size_t>(KeyTime::resolved)] = kNow - std::chrono::minutes(1);
    CHECK(has(card_message(made, context()).blocks, "invalid: it ends before it starts"));
}

TEST_CASE("drill, suggestion and report lines are on the card") {
    Incident made = incident();
    made.drill = true;
    made.severity = Severity::unset;
    made.suggested = Severity::sev1;
    auto with_report = context();
    with_report.report.push_back(Markup("PagerDuty says resolved"));
    with_report.bridge = "https://meet.example.com/inc";
    const auto card = card_message(made, with_report);
    check_rules(card);
    for (const char* part : {"DRILL · INC-42", "This is a drill", "not set (suggested: SEV1)", "PagerDuty says resolved", "<https://meet.example.com/inc|Join the call>"})
        CHECK(has(card.blocks, part));
}

TEST_CASE("absurd incidents stay within Slack's limits, say how much is left out, and notify nobody") {
    const Incident made = absurd();
    auto huge = context();
    huge.bridge = "https://meet.example.com/" + std::string(2000, 'b');
    for (int i = 0; i < 10; ++i) huge.report.push_back(Markup(made.title));
    const std::vector<Message> all{card_message(made, huge), announcement_message(made, huge), update_message(made, made.title, made.roles[0], huge)};
    for (const Message& message : all) {
        check_rules(message);
        CHECK_FALSE(has(message.blocks, "<!channel"));
    }
    CHECK(has(all[0].blocks, "… and 492 older ones"));
    CHECK(has(all[0].blocks, "and 492 more"));
    CHECK(has(all[0].blocks, "… and 495 more"));
    CHECK(has(all[0].blocks, "tocsin.finish_item.5"));
    CHECK_FALSE(has(all[0].blocks, "tocsin.finish_item.6"));
    CHECK(buttons_of(all[0]).size() == 13);
}

TEST_CASE("a long line and a long reply are cut with a count") {
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "line " + std::to_string(i) + "\n";
    const auto message = line_message(Markup(many), kLastParts);
    check_rules(message);
    CHECK(has(message.blocks, "line 0\\nline 1"));
    CHECK(has(message.blocks, " more lines"));
    check_rules(line_message(Markup(std::string(10'000, '&')), kLastParts));
    // A line that no section holds goes on in the next ones; of what no message holds the rest is counted.
    std::string words;
    for (int i = 1; i <= 1500; ++i) words += "word" + std::to_string(i) + " ";
    const auto whole = line_message(Markup(words.substr(0, 9000)), kLastParts);
    check_rules(whole);
    CHECK(has(whole.blocks, "word1 "));
    CHECK(has(whole.blocks, "word1000 "));
    CHECK_FALSE(has(whole.blocks, "more characters"));
    const auto cut = line_message(Markup(words + std::string(30'000, 'x')), kLastParts);
    check_rules(cut);
    CHECK(has(cut.blocks, " more characters, which the record has"));
    check_rules(line_message(Markup(), kLastParts).text.empty() ? line_message(Markup("x"), kLastParts) : line_message(Markup("y"), kLastParts));
}

TEST_CASE("a digest keeps the newest lines and counts the others") {
    std::vector<Markup> lines;
    for (int i = 0; i < 300; ++i) lines.emplace_back("event " + std::to_string(i));
    const auto digest = digest_message(lines, kLastParts);
    check_rules(digest);
    CHECK(has(digest.blocks, "200 older lines"));
    CHECK(has(digest.blocks, "• event 299"));
    CHECK_FALSE(has(digest.blocks, "event 199"));
}

TEST_CASE("a reply shows its offers as buttons that can be told apart") {
    Reply reply = say(Markup("Page checkout?"), IncidentNumber(42));
    reply.offers.push_back({{ButtonAction::confirm_page, IncidentNumber(42), Status::investigating, {}, "checkout"}, "Page", true});
    reply.offers.push_back({{ButtonAction::confirm_page, IncidentNumber(42), Status::investigating, {}, "payments"}, std::string(200, 'x'), false});
    reply.offers.push_back({{ButtonAction::confirm_page, IncidentNumber(42), Status::investigating, {}, std::string(5000, 'y')}, "long", false});
    for (int i = 0; i < 40; ++i) reply.offers.push_back({{ButtonAction::join, IncidentNumber(i), Status::triage, {}, ""}, "Join", false});
    const auto message = reply_message(reply, context());
    check_rules(message);
    const auto buttons = buttons_of(message);
    REQUIRE(buttons.size() == 25);
    CHECK(buttons[0].argument == "checkout");
    CHECK(buttons[1].argument == "payments");
    CHECK(has(message.blocks, "18 more could not be offered"));
    CHECK_FALSE(has(message.blocks, "Are you sure"));
}

TEST_CASE("an answer goes to one person or to the whole channel") {
    const auto message = reply_message(say(Markup("done")), context());
    const auto private_answer = json::parse(response_body(message, false));
    CHECK(private_answer["response_type"] == "ephemeral");
    CHECK(private_answer["text"] == "done");
    CHECK(private_answer["blocks"][0]["text"]["text"] == "done");
    CHECK(json::parse(response_body(message, true))["response_type"] == "in_channel");
}

TEST_CASE("a reply with a card shows the card") {
    Reply reply = say(Markup("unused"));
    reply.with_card = true;
    const Incident made = incident();
    CHECK(reply_message(reply, context(), &made).blocks == card_message(made, context()).blocks);
    CHECK(has(reply_message(reply, context()).blocks, "unused"));
}

TEST_CASE("topic and purpose fit and hold no live mention") {
    Incident made = incident();
    made.roles[0] = ActorId("slack:T1:Alice");
    CHECK(topic_text(made, context()) == "SEV2 · investigating · lead Alice · Checkout is failing");
    CHECK(purpose_text(made, context()) == "INC-42: Checkout is failing");
    for (const auto& text : {topic_text(absurd(), context()), purpose_text(absurd(), context())}) {
        CHECK(text.size() <= 250);
        CHECK(text.ends_with("…"));
        CHECK_FALSE(has(text, "<"));
        CHECK_FALSE(has(text, "\n"));
    }
}

TEST_CASE("channel names follow the pattern and Slack's rules") {
    struct Row {
        std::string pattern, title;
        int suffix;
        std::string name;
    };
    const std::vector<Row> rows{
        {"inc-{number}-{slug}", "Checkout is failing!", 0, "inc-42-checkout-is-failing"},
        {"inc-{number}-{slug}", "Checkout is failing!", 2, "inc-42-checkout-is-failing-2"},
        {"inc-{number}-{slug}", "日本語", 0, "inc-42"},
        {"{key}_{number}", "x", 0, "inc_42"},
        {"Inc {number}: {slug}", "A  B", 0, "inc-42-a-b"},
        {"***", "x", 0, "incident-42"},
    };
    for (const auto& [pattern, title, suffix, name] : rows) CHECK(channel_name(pattern, "INC", IncidentNumber(42), title, suffix) == name);
}

TEST_CASE("any title gives a valid channel name, and suffixes make it differ") {
    CHECK(rc::check([](const std::string& title, const std::string& pattern) {
        const auto name = channel_name(*rc::gen::element<std::string>("inc-{number}-{slug}", "{slug}", pattern), "INC", IncidentNumber(42), title);
        RC_ASSERT((!name.empty() && name.size() <= 80));
        RC_ASSERT(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    }));
    const std::string title(10'000, 'a');
    const auto suffixed = channel_name("inc-{number}-{slug}", "INC", IncidentNumber(42), title, 17);
    CHECK(suffixed.size() == 80);
    CHECK(suffixed.ends_with("a-17"));
}
