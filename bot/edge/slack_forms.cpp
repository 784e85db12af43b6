// Forms of Slack: what opens them (commands without their arguments, presses, shortcuts), what comes back, and the menus in them.
// A trigger lives 3 s and works once, so a form is opened straight after its job's commit, ahead of everything that waits to be
// sent; where that fails, the person is told what to type. Members of SlackEndpoint; I/O thread.
#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/edge/slack_endpoint.hpp"
#include "bot/edge/slack_naming.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/slack/form_codec.hpp"
#include "bot/slack/form_view.hpp"
#include "bot/slack/mentions.hpp"
#include "bot/slack/surface.hpp"
#include "handlers/forms.hpp"
#include "handlers/marks.hpp"
#include "handlers/pagerduty_duty.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

// What a form about a message can do without if Slack is slow: its trigger lives 3 s.
constexpr Duration kPermalinkWithin = std::chrono::milliseconds{700};
constexpr Duration kNamesWithin = std::chrono::milliseconds{300};

net::Response done() { return net::text_response(200, {}); }

/// A form that is still before the person, with one sentence beside its first field. Nothing of what they typed is touched.
net::Response not_sent(const FormValues& values, std::string sentence) {
    if (values.empty()) return overloaded();
    const FieldError error{values.begin()->first, std::move(sentence)};
    return net::json_response(200, slack::form_errors(std::span(&error, 1)));
}

/// As it reads, with names instead of ids, so that the record can be read.
std::string words_of(std::string_view escaped, const Called& called) {
    auto tokens = slack::tokens(escaped);
    for (auto& token : tokens)
        if (const auto known = called.find(token.text); token.kind != slack::Token::Kind::text && known != called.end()) token = {slack::Token::Kind::text, known->second, {}, false};
    return slack::plain_words(slack::to_escaped(tokens));
}

std::function<Reply(store::UnitOfWork&)> opening(const handlers::Settings& settings, handlers::Caller caller, WantedForm wanted) {
    return [&settings, caller = std::move(caller), wanted = std::move(wanted)](store::UnitOfWork& work) {
        handlers::Context context(work, settings, caller);
        return handlers::open_form(context, wanted);
    };
}

/// Nothing if it is none of ours, or comes from where Slack does not show it.
std::optional<FormKind> form_of(std::string_view callback_id, bool on_message) {
    const auto* shortcut = slack::find_shortcut(callback_id);
    return shortcut == nullptr || shortcut->on_message != on_message ? std::nullopt : handlers::form_of_shortcut(callback_id);
}

}  // namespace

// --- opening ---

asio::awaitable<std::optional<Markup>> SlackEndpoint::show_form(const store::Committed& committed, std::string trigger_id, Time now) {
    // A repeat has no form in it: the first one opened it.
    if (!committed.reply.form) co_return std::nullopt;
    std::string why = "this program is not connected to Slack";
    if (client_ != nullptr) {
        const auto call = slack::call::open_view(trigger_id, slack::form_view(*committed.reply.form, parts_.directory));
        const auto answer = co_await client_->call(call, time_left(parts_, now));
        if (std::holds_alternative<slack::Ok>(answer)) co_return std::nullopt;
        if (const auto* no = std::get_if<slack::Permanent>(&answer)) why = no->sentence;
        else if (const auto* later = std::get_if<slack::Retryable>(&answer)) why = later->why;
        else why = "Slack asks for a pause";
    }
    log::info("form_not_opened", {{"form", name_of(committed.reply.form->form.kind)}, {"why", why}});
    co_return Markup("The form did not open: " + why + "\n") << committed.reply.text;
}

asio::awaitable<net::Response> SlackEndpoint::ask_for_rest(slack::SlashCommand kind, handlers::Caller caller, WantedForm wanted, Time now) {
    const std::string response_url = caller.response_url;
    co_await prepare(parts_, handlers::names_to_ask(parts_.settings, wanted.form.kind), now);
    auto job = job_for(store::Priority::human, now, trigger_key(kind.team, kind.trigger_id), opening(parts_.settings, std::move(caller), std::move(wanted)));
    auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), answer_late(response_url));
    if (std::holds_alternative<ops::Withdrawn>(outcome)) co_return overloaded();
    if (std::holds_alternative<ops::StillRunning>(outcome)) co_return co_await encode(say("Still working; the answer follows here."));
    auto& result = std::get<ops::InTime>(outcome).result;
    if (!result) co_return overloaded();
    if (!result->reply.ok) co_return co_await encode(std::move(result->reply));
    const auto instead = co_await show_form(*result, kind.trigger_id, now);
    co_return instead ? co_await encode(say(*instead)) : done();
}

void SlackEndpoint::tell(const handlers::Caller& caller, const Markup& text) {
    auto job = job_for(store::Priority::human, parts_.scheduler.now(), {}, [caller, text](store::UnitOfWork& work) {
        tell_caller(work, caller, say(text));
        return Reply{};
    });
    parts_.store.submit(std::move(job), [](const Result<store::Committed>&) {});
}

asio::awaitable<net::Response> SlackEndpoint::open_wanted(handlers::Caller caller, WantedForm wanted, TeamId team, std::string trigger_id, Time now) {
    co_await prepare(parts_, handlers::names_to_ask(parts_.settings, wanted.form.kind), now);
    auto open = opening(parts_.settings, caller, std::move(wanted));
    auto job = job_for(store::Priority::human, now, trigger_key(team, trigger_id), [caller, open](store::UnitOfWork& work) {
        Reply reply = open(work);
        if (!reply.ok) tell_caller(work, caller, reply);
        return reply;
    });
    // Too late for a form; what to type is not too late.
    auto late = [this, caller](const Result<store::Committed>& result) {
        if (!result) tell(caller, Markup("That did not work: " + result.error().message + " Say it again."));
        else if (result->reply.form) tell(caller, result->reply.text);
    };
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), std::move(late));
    if (std::holds_alternative<ops::Withdrawn>(outcome)) co_return overloaded();
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    if (in_time == nullptr) co_return done();
    if (!in_time->result) co_return overloaded();
    if (const auto instead = co_await show_form(*in_time->result, trigger_id, now)) tell(caller, *instead);
    co_return done();
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::Shortcut kind, Time now) {
    const auto form = form_of(kind.callback_id, false);
    if (!form) co_return co_await ignore("shortcut");
    auto caller = co_await caller_of(kind.team, kind.user, {}, {});
    WantedForm wanted;
    wanted.form.kind = *form;
    co_return co_await open_wanted(std::move(caller), std::move(wanted), kind.team, kind.trigger_id, now);
}

asio::awaitable<std::string> SlackEndpoint::permalink(ChannelId channel, MessageTs ts) {
    if (client_ == nullptr) co_return std::string();
    const auto answer = co_await client_->call(slack::call::permalink(channel, ts), kPermalinkWithin);
    const auto* ok = std::get_if<slack::Ok>(&answer);
    co_return ok == nullptr ? std::string() : ok->permalink;
}

asio::awaitable<void> SlackEndpoint::learn_mentioned(slack::InboundMessage message, TeamId team, Time now) {
    std::vector<UserId> people{message.user};
    for (const auto& token : slack::tokens(message.text))
        if (token.kind == slack::Token::Kind::user) people.emplace_back(token.text);
    for (const UserId& user : people) {
        const ActorId person = slack_actor(team, user);
        if (!user.empty() && parts_.directory.find(person) == nullptr && parts_.scheduler.now() - now < kNamesWithin) co_await parts_.directory.get(person);
    }
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::MessageShortcut kind, Time now) {
    const auto form = form_of(kind.callback_id, true);
    if (!form) co_return co_await ignore("message_action");
    // There is nothing to ask: the message has its time and its author, the channel its incident.
    if (*form == FormKind::note && co_await events_.may_be_incidents(kind.message.channel)) co_return co_await put_on_record(std::move(kind), now);
    auto caller = co_await caller_of(kind.team, kind.user, kind.message.channel, kind.response_url);
    handlers::QuotedMessage quoted;
    co_await learn_mentioned(kind.message, kind.team, now);
    quoted.text = words_of(kind.message.text, co_await names_in(parts_, kind.message.text, kind.team, now));
    if (!kind.message.user.empty()) quoted.author = parts_.directory.person(slack_actor(kind.team, kind.message.user).value);
    quoted.at = slack::time_of(kind.message.ts).value_or(now);
    quoted.channel = kind.message.channel;
    quoted.files = kind.message.files;
    quoted.link = co_await permalink(kind.message.channel, kind.message.ts);
    co_return co_await open_wanted(std::move(caller), handlers::form_about(*form, quoted), kind.team, kind.trigger_id, now);
}

asio::awaitable<net::Response> SlackEndpoint::put_on_record(slack::MessageShortcut kind, Time now) {
    const auto caller = co_await caller_of(kind.team, kind.user, kind.message.channel, kind.response_url);
    // Marks are ordered by it; without one, by when it came.
    if (kind.pressed.empty()) kind.pressed = MessageTs(std::to_string(unix_seconds(now)) + ".000000");
    auto job = job_for(store::Priority::human, now, trigger_key(kind.team, kind.trigger_id),
                       [caller, message = std::move(kind.message), pressed = std::move(kind.pressed), settings = &parts_.settings](store::UnitOfWork& work) {
                           handlers::Context context(work, *settings, caller);
                           Reply reply = handlers::message_picked(context, message, EntryKind::timeline, pressed);
                           if (!reply.text.empty()) tell_caller(work, caller, reply);
                           return reply;
                       });
    auto late = [this, caller](const Result<store::Committed>& result) {
        if (!result) tell(caller, Markup("That did not work: " + result.error().message + " Do it again."));
    };
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), std::move(late));
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    const bool is_lost = std::holds_alternative<ops::Withdrawn>(outcome) || (in_time != nullptr && !in_time->result);
    co_return is_lost ? overloaded() : done();
}

// --- what comes back ---

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::ViewSubmission kind, Time now) {
    if (!slack::is_form(kind.view.callback_id)) co_return co_await ignore("view_submission");
    const auto form = slack::decode_form(kind.view.callback_id, kind.view.private_metadata);
    if (!form) co_return not_sent(kind.values, form.error().message + " " + form.error().hint);
    const auto caller = co_await caller_of(kind.team, kind.user, {}, form->answer_to);
    co_await prepare(parts_, handlers::names_to_ask(parts_.settings, form->kind), now);
    auto values = co_await with_names(parts_, kind.values, kind.team, now);
    auto keys = trigger_key(kind.team, kind.trigger_id);
    // A form that was taken is taken once, however often it is sent.
    keys.push_back({"slack:" + kind.team.value + ":view", kind.view.id});
    auto job = job_for(store::Priority::human, now, std::move(keys), [caller, form = *form, values = std::move(values), settings = &parts_.settings](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, caller);
        return handlers::submit_form(context, form, values);
    });
    job.keys_only_if_ok = true;
    auto late = [this, caller](const Result<store::Committed>& result) {
        if (result && result->reply.ok) return;  // told in its own transaction
        const Markup why = result ? result->reply.text : Markup(result.error().message);
        tell(caller, Markup("What you sent was not taken: ") << why << "\nIt is kept: open the form again, and it stands in it.");
    };
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), std::move(late));
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    if (std::holds_alternative<ops::StillRunning>(outcome)) co_return done();
    if (in_time == nullptr || !in_time->result) co_return not_sent(kind.values, "tocsin is busy and took nothing. What you typed is still here: send it again in a moment.");
    const Reply& reply = in_time->result->reply;
    if (reply.ok) co_return done();
    if (reply.form) co_return net::json_response(200, slack::form_update(*reply.form, parts_.directory));
    co_return net::json_response(200, slack::form_errors(reply.field_errors));
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::ViewClosed kind, Time now) {
    const auto form = slack::decode_form(kind.view.callback_id, kind.view.private_metadata);
    if (!form) co_return co_await ignore("view_closed");
    // What was put into it was put there by us, from a message or a command: there is nothing of theirs to keep.
    if (kind.untouched) co_return done();
    const auto caller = co_await caller_of(kind.team, kind.user, {}, form->answer_to);
    auto job = job_for(store::Priority::human, now, {{"slack:" + kind.team.value + ":view_closed", kind.view.id}},
                       [caller, form = *form, values = std::move(kind.values), settings = &parts_.settings](store::UnitOfWork& work) {
                           handlers::Context context(work, *settings, caller);
                           return handlers::keep_form(context, form, values);
                       });
    const auto committed = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), {});
    const auto* in_time = std::get_if<ops::InTime>(&committed);
    const bool kept = std::holds_alternative<ops::StillRunning>(committed) || (in_time != nullptr && in_time->result);
    co_return kept ? done() : overloaded();
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::Suggestion kind, Time now) {
    const auto caller = co_await caller_of(kind.team, kind.user, {}, {});
    std::vector<FormOption> options;
    if (caller.level != AccessLevel::guest && slack::is_form(kind.view.callback_id))
        co_await ops::read(parts_.store, [&](const store::Snapshot& view) { options = handlers::suggest(view.tables(), parts_.settings, kind.block_id, kind.typed, now); });
    co_return net::json_response(200, slack::menu_options(options));
}

}  // namespace tocsin::edge
