#include "runbooks/engine/order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bot/base/json_cursor.hpp"
#include "bot/base/json_text.hpp"
#include "bot/base/text.hpp"
#include "runbooks/engine/check_options.hpp"
#include "runbooks/engine/engine_look.hpp"

namespace tocsin::runbooks {
namespace {

constexpr Duration kLongestAttempt = std::chrono::minutes{10};
constexpr Duration kShortestAttempt = std::chrono::seconds{1};
constexpr std::string_view kSecret = "secret.";

/// Whether the text is the body of a JSON request: that is told from its first character.
bool is_json(const TextTemplate& text) {
    if (text.parts().empty() || text.parts().front().is_reference) return false;
    const auto first = text::trim(text.parts().front().text);
    return first.starts_with('{') || first.starts_with('[');
}

/// Follows JSON from piece to piece: whether what comes next stands inside a string.
class Quotes {
public:
    void follow(std::string_view piece) {
        for (const char c : piece) {
            const bool escaped = std::exchange(escaping_, false);
            if (escaped) continue;
            if (c == '"') inside_ = !inside_;
            escaping_ = inside_ && c == '\\';
        }
    }
    bool inside() const { return inside_; }

private:
    bool inside_ = false, escaping_ = false;
};

std::string without_quotes(std::string_view value) {
    std::string quoted;
    append_json_string(quoted, value);
    return quoted.substr(1, quoted.size() - 2);
}

/// Fills in and remembers the first error, so that an order is a straight list of fields.
struct Filler {
    const RunState& run;
    const Runbook& runbook;
    const Surroundings& around;
    const StepKey& key;
    const Step& step;
    Time now;
    std::optional<Error> error{};

    std::optional<std::string> value(std::string_view name) const { return value_of(run, runbook, around, key, name); }
    void note(std::string_view name) {
        if (!error) error = Error{Errc::invalid_argument, name.starts_with(kSecret) ? fmt::format("`{}` is secret and may stand only in environment and headers", name)
                                                                 : fmt::format("`{}` has no value", name), {}};
    }

    std::string text(const TextTemplate& from, bool url = false) {
        const auto look_up = [this](std::string_view name) {
            auto known = value(name);
            if (!known) note(name);
            return known;
        };
        auto filled = url ? from.fill_url(look_up) : from.fill(look_up);
        if (!filled && !error) error = filled.error();
        return filled.value_or(std::string());
    }
    /// In JSON a value stays inside its quotes; without quotes it must be one JSON value.
    std::string body(const TextTemplate& from) {
        if (!is_json(from)) return text(from);
        std::string out;
        Quotes quotes;
        for (const auto& part : from.parts()) {
            const auto known = part.is_reference ? value(part.text) : std::optional(part.text);
            if (!part.is_reference) quotes.follow(part.text);
            if (!known) note(part.text);
            else if (part.is_reference && !quotes.inside() && !JsonDocument::parse(*known) && !error)
                error = Error{Errc::invalid_argument, fmt::format("`{}` is no JSON value and must stand in quotes", part.text), {}};
            else out += part.is_reference && quotes.inside() ? without_quotes(*known) : *known;
        }
        return out;
    }
    std::map<std::string, std::string> texts(const std::map<std::string, TextTemplate>& from) {
        std::map<std::string, std::string> out;
        for (const auto& [name, template_] : from) out.emplace(name, text(template_));
        return out;
    }
    SecretText secret_text(const TextTemplate& from) {
        SecretText out;
        for (const auto& part : from.parts()) {
            if (part.is_reference && part.text.starts_with(kSecret)) out.push_back(part);
            else if (!part.is_reference) out.push_back(part);
            else if (auto known = value(part.text)) out.push_back({std::move(*known), false});
            else note(part.text);
        }
        return out;
    }
    std::map<std::string, SecretText> secret_texts(const std::map<std::string, TextTemplate>& from) {
        std::map<std::string, SecretText> out;
        for (const auto& [name, template_] : from) out.emplace(name, secret_text(template_));
        return out;
    }

    /// An attempt ends with its run, unless it began when that time was over: then it cleans up.
    Duration timeout(std::optional<Duration> wanted) const {
        const Duration most = wanted.value_or(kLongestAttempt), left = run.started_at + runbook.timeout - now;
        const bool bounded = run.phase != RunPhase::compensating && left > Duration{};
        return bounded ? std::min(most, std::max(left, kShortestAttempt)) : most;
    }
    /// Runs are numbered from 1 in every database, and the other side may know more than one. Each try of a probe is a question of its own.
    std::string idempotency_key() const {
        const std::string out = fmt::format("{}-{}/{}", run.run.value, unix_micros(run.requested_at), key.value);
        const RunStep* state = is_probe(step) && !key.value.ends_with(kUndoingSuffix) ? run.find(key) : nullptr;
        return state == nullptr ? out : fmt::format("{}/{}", out, state->attempt);
    }

    Order command(const CommandStep& from, std::optional<Duration> wanted) {
        CommandOrder out;
        for (const TextTemplate& argument : from.argv) out.argv.push_back(text(argument));
        if (auto why = smuggled_option(runbook, from, out.argv); !why.empty() && !error) error = Error{Errc::invalid_argument, std::move(why), {}};
        out.environment = secret_texts(from.environment);
        out.outputs = step.outputs;
        out.timeout = timeout(wanted);
        out.idempotency_key = idempotency_key();
        return out;
    }
    Order http(const HttpStep& from, std::optional<Duration> wanted) {
        HttpOrder out{from.method, text(from.url, true), secret_texts(from.headers), body(from.body), from.expect_status, from.expect_value, from.expect_equals,
                      step.outputs, timeout(wanted), idempotency_key()};
        return out;
    }
    PageOrder page(const PageStep& from) { return {text(from.target), text(from.reason)}; }

    Order operator()(const CommandStep& from) { return command(from, step.timeout); }
    Order operator()(const HttpStep& from) { return http(from, step.timeout); }
    Order operator()(const ChatStep& from) { return ChatOrder{text(from.text)}; }
    Order operator()(const PageStep& from) { return page(from); }
    Order operator()(const SetStep& from) {
        return SetOrder{from.status, from.severity, texts(from.roles), from.note ? std::optional(text(*from.note)) : std::nullopt};
    }
    Order operator()(const RunbookStep& from) {
        ChildOrder out{from.runbook, {}};
        for (const auto& [name, template_] : from.parameters) out.parameters.push_back({name, text(template_)});
        return out;
    }
    Order operator()(const WaitStep& from) {
        const Duration wanted = step.timeout.value_or(from.at_most);
        if (from.until_http) return http(*from.until_http, wanted);
        if (from.until_command) return command(*from.until_command, wanted);
        return NoOrder{};
    }
    Order operator()(const auto&) { return NoOrder{}; }
};

struct Compensating {
    Filler& filler;
    std::optional<Duration> timeout;
    Order operator()(const CommandStep& from) const { return filler.command(from, timeout); }
    Order operator()(const HttpStep& from) const { return filler.http(from, timeout); }
};

}  // namespace

Result<Order> order_of(const RunState& run, const Runbook& runbook, const Surroundings& around, const StepKey& key, Time now) {
    const StepPlace place = place_of(runbook, key);
    const bool known = place.step != nullptr && run.hash == runbook.hash && (!place.compensation || place.step->compensate);
    if (!known) return fail(Errc::not_found, fmt::format("The run has no step `{}`.", key.value));
    Filler filler{run, runbook, around, key, *place.step, now};
    Order order = place.compensation ? std::visit(Compensating{filler, place.step->compensate->timeout}, place.step->compensate->work)
                                     : std::visit(filler, place.step->work);
    if (filler.error) return std::unexpected(std::move(*filler.error));
    return order;
}

Result<std::optional<PageOrder>> page_after(const RunState& run, const Runbook& runbook, const Surroundings& around, const StepKey& key) {
    const StepPlace place = place_of(runbook, key);
    const RunStep* state = run.find(key);
    const bool has_run = state != nullptr && state->phase == StepPhase::finished && (state->outcome == StepOutcome::success || state->outcome == StepOutcome::failure);
    if (place.step == nullptr || place.compensation || !place.step->then_page || !has_run) return std::nullopt;
    // Another attempt may still help.
    if (Look(run, runbook, around, {}).next_attempt(*place.step, *state)) return std::nullopt;
    Filler filler{run, runbook, around, key, *place.step, {}};
    PageOrder page = filler.page(*place.step->then_page);
    if (filler.error) return std::unexpected(std::move(*filler.error));
    return page;
}

}  // namespace tocsin::runbooks
