#include "handlers/parser_arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "handlers/help.hpp"
#include "handlers/when.hpp"

namespace tocsin::handlers {
namespace {

/// `yesterday at 2:05 pm`: no time that people say has more words.
constexpr std::size_t kTimeWords = 4;
/// A word repeated in an error: enough to recognise it.
constexpr std::size_t kShownWord = 80;

const Word kNoWord{};

}  // namespace

Arguments::Arguments(std::string_view text, std::vector<Word> words, const VerbSpec& verb, const ParseContext& context, IncidentNumber incident)
    : text_(text), words_(std::move(words)), verb_(verb), context_(context), incident_(incident) {}

const OptionSpec* Arguments::find(const Word& word) const {
    const auto option = option_word(word);
    if (!option) return nullptr;
    const auto found = std::ranges::find(verb_.options, option->name, &OptionSpec::name);
    return found == verb_.options.end() ? nullptr : &*found;
}

Result<void> Arguments::take_options() {
    std::size_t cut_begin = 0;
    std::size_t cut_end = 0;
    for (std::size_t i = 0; i < words_.size();) {
        std::size_t taken = 0;
        const bool guard = kept_.empty() && !guarded_ && !words_[i].quoted && words_[i].value == "--";
        if (guard) {
            guarded_ = true;
            taken = 1;
        } else if (const OptionSpec* spec = guarded_ ? nullptr : find(words_[i])) {
            auto count = take_option(i, *spec);
            if (!count) return std::unexpected(std::move(count.error()));
            taken = *count;
        }
        if (taken == 0) {
            kept_.push_back({words_[i++], cut_begin, cut_end});
            cut_begin = cut_end = 0;
            continue;
        }
        if (cut_begin == cut_end) cut_begin = words_[i].begin;
        i += taken;
        cut_end = words_[i - 1].end;
    }
    return {};
}

Result<std::size_t> Arguments::take_option(std::size_t index, const OptionSpec& spec) {
    const std::string name(spec.name);
    if (options_.contains(name)) return wrong(fmt::format("`{}` is there twice.", name));
    auto glued = option_word(words_[index])->value;
    if (spec.value == OptionValue::flag) {
        if (glued) return wrong(fmt::format("`{}` takes no value.", name));
        options_[name] = {};
        return 1;
    }
    const bool next_is_value = index + 1 < words_.size() && find(words_[index + 1]) == nullptr;
    if ((glued && glued->empty()) || (!glued && !next_is_value))
        return wrong(fmt::format("`{}` needs {} after it.", name, spec.shown));
    if (spec.value != OptionValue::word) return take_time(index, spec, std::move(glued));
    options_[name].word = glued ? *glued : words_[index + 1].value;
    return glued ? 1 : 2;
}

Result<std::size_t> Arguments::take_time(std::size_t index, const OptionSpec& spec, std::optional<std::string> glued) {
    const auto read = [&](std::string_view typed) {
        if (spec.value == OptionValue::any_time) return any_time(typed);
        if (spec.value == OptionValue::begin_time) return begin_time(typed);
        return spec.value == OptionValue::past_time ? past_time(typed) : future_time(typed);
    };
    const auto keep = [&](Time at, std::size_t words) {
        options_[std::string(spec.name)].time = at;
        return words;
    };
    if (glued) {
        const auto at = read(*glued);
        return at ? Result<std::size_t>(keep(*at, 1)) : wrong_time(spec.name, at.error());
    }
    std::size_t most = 1;
    const bool one = words_[index + 1].quoted;
    while (!one && most < kTimeWords && index + most + 1 < words_.size() && !words_[index + most + 1].quoted &&
           find(words_[index + most + 1]) == nullptr)
        ++most;
    Error why;
    for (std::size_t count = most; count > 0; --count) {
        std::string typed = words_[index + 1].value;
        for (std::size_t i = 2; i <= count; ++i) typed += " " + words_[index + i].value;
        auto at = read(typed);
        if (at) return keep(*at, count + 1);
        // A time that was understood but refused (no hint) says more than words that were not understood at all.
        if (why.message.empty() || !why.hint.empty()) why = at.error();
    }
    return wrong_time(spec.name, why);
}

std::string Arguments::value(std::string_view option) const {
    const auto found = options_.find(option);
    return found == options_.end() ? std::string() : found->second.word;
}

std::optional<Time> Arguments::time(std::string_view option) const {
    const auto found = options_.find(option);
    return found == options_.end() ? std::nullopt : found->second.time;
}

const Word& Arguments::peek(std::size_t index) const { return index < count() ? kept_[next_ + index].word : kNoWord; }

Word Arguments::take() { return done() ? kNoWord : kept_[next_++].word; }

void Arguments::drop_last(std::size_t words) { kept_.resize(kept_.size() - std::min(words, count())); }

void Arguments::take_incident() {
    if (done() || guarded_ || !incident_.none()) return;
    const auto named_by = [&](const Word& word) { return word.quoted ? IncidentNumber() : incident_reference(word.value, context_.key); };
    if (incident_ = named_by(peek()); !incident_.none()) take();
    else if (incident_ = named_by(peek(count() - 1)); !incident_.none()) drop_last(1);
}

std::string Arguments::rest() {
    std::string out;
    for (std::size_t i = next_; i < kept_.size(); ++i) {
        const Kept& kept = kept_[i];
        if (i > next_) {
            const std::size_t end = kept_[i - 1].word.end;
            std::string_view space = text_.substr(end, kept.word.begin - end);
            if (kept.cut_begin != kept.cut_end) {
                // One of the two gaps around an option goes with it; a line break in either of them stays.
                const std::string_view before = text_.substr(end, kept.cut_begin - end);
                space = text_.substr(kept.cut_end, kept.word.begin - kept.cut_end);
                if (before.find('\n') != std::string_view::npos) space = before;
            }
            out += space;
        }
        out += text_.substr(kept.word.begin, kept.word.end - kept.word.begin);
    }
    next_ = kept_.size();
    return out;
}

std::string Arguments::rest_line() {
    const bool quoted = count() == 1 && peek().quoted;
    return text::one_line(quoted ? take().value : rest());
}

Result<Time> Arguments::keep_echo(Result<When> when) {
    if (!when) return std::unexpected(std::move(when.error()));
    when_echo_ = std::move(when->echo);
    return when->at;
}

Result<Time> Arguments::past_time(std::string_view typed) {
    return keep_echo(parse_past_time(typed, context_.now, context_.zone));
}

Result<Time> Arguments::future_time(std::string_view typed) {
    return keep_echo(parse_future_time(typed, context_.now, context_.zone));
}

Result<Time> Arguments::begin_time(std::string_view typed) {
    return keep_echo(parse_begin(typed, context_.now, context_.zone));
}

Result<Time> Arguments::any_time(std::string_view typed) {
    auto ahead = begin_time(typed);
    if (ahead) return ahead;
    if (auto past = past_time(typed)) return past;
    return ahead;
}

Result<TimeWindow> Arguments::window(std::string_view from, std::string_view until) {
    const auto out = parse_window(from, until, context_.now, context_.zone);
    if (!out) return wrong(out.error().message);
    when_echo_ = format_in_zone(out->from, context_.zone) + " to " + format_in_zone(out->until, context_.zone);
    return *out;
}

Result<Command> Arguments::finish(Command command) const {
    if (done()) return command;
    const std::string extra = text::truncate(peek().value, kShownWord);
    if (!option_word(peek())) return wrong(fmt::format("`{}` does not know what to do with `{}`.", verb_.name, extra));
    std::vector<std::string_view> names;
    for (const OptionSpec& option : verb_.options) names.push_back(option.name);
    const auto near = extra.size() < kShownWord ? text::nearest(extra, names) : std::nullopt;
    return wrong(fmt::format("`{}` has no option `{}`.{}", verb_.name, extra,
                             near ? fmt::format(" Did you mean `{}`?", *near) : ""));
}

std::unexpected<Error> Arguments::wrong(std::string message) const {
    return std::unexpected(complaint(std::move(message), verb_, text_, context_));
}

std::unexpected<Error> Arguments::wrong_time(std::string_view what, const Error& why) const {
    const std::string name = fmt::format("`{}`", what);
    return wrong(fmt::format("{}{}{}{}", why.message.starts_with(name) ? "" : name + ": ", why.message, why.hint.empty() ? "" : " ", why.hint));
}

std::string echo_typed(std::string_view typed, const ParseContext& context) {
    return fmt::format("You typed: {} {}", context.command, text::truncate(typed, kEchoLimit));
}

Error complaint(std::string message, const VerbSpec& verb, std::string_view typed, const ParseContext& context) {
    std::string hint = fmt::format("Accepted: `{}`", usage(verb, context.command));
    if (!verb.examples.empty()) hint += fmt::format("\nExample: `{} {}`", context.command, verb.examples.front());
    hint += "\n" + echo_typed(typed, context);
    return {Errc::invalid_argument, std::move(message), std::move(hint)};
}

}  // namespace tocsin::handlers
