#include "handlers/test_page.hpp"

#include "bot/base/text.hpp"
#include "bot/core/page_fold.hpp"
#include "handlers/escalate.hpp"

namespace tocsin::handlers {
namespace {

/// Whoever asks: a test goes to nobody else.
Result<UserId> tested(const Context& context, const command::Page& command) {
    const bool me = command.person && command.person->kind == PersonRef::Kind::me;
    const UserId own = slack_user(context.caller().actor);
    const bool own_id = command.person && command.person->kind == PersonRef::Kind::user && command.person->value == own.value;
    if ((me || own_id) && !own.empty()) return own;
    return fail(Errc::invalid_argument, "A test page goes to yourself only: `page --test @me`.");
}

std::optional<PagePlan> plan_of(const Context& context, const UserId& person) {
    const auto edition = context.settings().oncall->current();
    return edition ? plan_for(edition->file, person) : std::nullopt;
}

Reply try_means(Context& context, IncidentNumber number, const PagePlan& plan, const std::string& where) {
    const std::string id = begin_page(context, number, plan, "This is a test. Nothing is wrong, and nothing is to be done.", true);
    std::vector<std::string> means;
    for (const auto& notification : find_page(*context.work().find(number), id)->notifications) means.emplace_back(name_of(notification.by));
    return say("You are being tried by " + text::join(means, ", ") + ", all at once. Nothing is to be answered. " + where, number);
}

/// Whom the on-call file does not know gets a message in Slack.
Reply send_message(Context& context, IncidentNumber number, const UserId& person) {
    context.work().enqueue(number, delivery::DirectMessage{person, Markup("This is a test page. Nothing is wrong, and nothing else was sent.")});
    return say("A test message is on its way to you. The on-call file does not know you, so there is no other means to try.", number);
}

/// Beyond that the next one begins, or its state would become large.
constexpr std::size_t kTestsOfOneRecord = 50;
constexpr const char* kTestRecord = "test_pages";

/// The record that tests are kept on, if it still takes one more and nobody has made anything else of it.
std::optional<IncidentNumber> known_record(Context& context) {
    const auto known = context.tables().watch.find(kTestRecord);
    const auto number = known ? text::parse_int(known->detail) : std::nullopt;
    const Incident* state = number ? context.work().find(IncidentNumber(*number)) : nullptr;
    const bool fits = state != nullptr && state->drill && state->status == Status::closed && state->merged_into.none() && !state->private_;
    return fits && state->pages.size() < kTestsOfOneRecord ? std::optional(state->number) : std::nullopt;
}

/// Nobody works on it: it only keeps what came of the messages. Tests share one, so that they do not use up the incidents' numbers.
IncidentNumber record_of_tests(Context& context) {
    if (const auto known = known_record(context)) return *known;
    event::Declared declared;
    declared.title = "Test pages";
    declared.status = Status::closed;
    declared.drill = true;
    declared.wants_channel = false;
    const IncidentNumber number = context.work().declare(declared, context.attribution());
    context.work().sign_head(number);
    context.tables().watch.set(kTestRecord, "ok", std::to_string(number.value), context.now());
    return number;
}

}  // namespace

Reply test_page(Context& context, const Incident& state, const command::Page& command) {
    const auto own = tested(context, command);
    if (!own) return refuse(own.error(), state.number);
    if (const auto plan = plan_of(context, *own)) return try_means(context, state.number, *plan, "The card says how far each has come.");
    return send_message(context, state.number, *own);
}

Reply test_page(Context& context, const command::Page& command) {
    const auto own = tested(context, command);
    if (!own) return refuse(own.error());
    const auto plan = plan_of(context, *own);
    if (!plan) return send_message(context, {}, *own);
    const IncidentNumber number = record_of_tests(context);
    const std::string show = "`" + context.settings().command + " show " + context.name(number) + "` says how far each has come.";
    return try_means(context, number, *plan, show);
}

}  // namespace tocsin::handlers
