#include "runbooks/engine/text_template.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::runbooks {
namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}", kEscaped = "{{{{";
/// No command line and no message takes more; a hundred references to large outputs would.
constexpr std::size_t kMostFilled = 1 << 20;
constexpr std::size_t kLongestName = 200;

bool is_word(std::string_view s) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    return !s.empty() && std::ranges::all_of(s, fits);
}

/// Words with dots between them.
bool is_name(std::string_view name) { return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(text::split(name, '.'), is_word); }

std::unexpected<Error> malformed(std::string_view whole, std::string_view what) {
    return fail(Errc::invalid_argument, fmt::format("{} in `{}`", what, text::truncate(whole, 120)),
                "Write {{name}} with a parameter, steps.ID.OUTPUT or an incident field; {{{{ stands for {{.");
}

void add_text(std::vector<TextTemplate::Part>& parts, std::string_view piece) {
    if (piece.empty()) return;
    if (!parts.empty() && !parts.back().is_reference) parts.back().text += piece;
    else parts.push_back({std::string(piece), false});
}

void percent_encode(std::string_view value, std::string& out) {
    for (const char c : value) {
        if (is_word({&c, 1}) || c == '.' || c == '~') out += c;
        else fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
}

Result<std::string> fill_with(const TextTemplate& from, const TextTemplate::Lookup& lookup, auto add) {
    std::string out;
    for (const auto& part : from.parts()) {
        if (part.is_reference) {
            const auto value = lookup ? lookup(part.text) : std::nullopt;
            if (!value) return fail(Errc::not_found, fmt::format("`{}` has no value", part.text));
            add(*value, out);
        } else {
            out += part.text;
        }
        if (out.size() > kMostFilled) return fail(Errc::too_large, fmt::format("`{}` is larger than 1 MiB when filled in", text::truncate(from.source(), 120)));
    }
    return out;
}

}  // namespace

Result<TextTemplate> TextTemplate::parse(std::string_view text) {
    TextTemplate out;
    std::size_t from = 0;
    for (std::size_t at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, from)) {
        add_text(out.parts_, text.substr(from, at - from));
        if (text.substr(at).starts_with(kEscaped)) {
            add_text(out.parts_, kOpen);
            from = at + kEscaped.size();
            continue;
        }
        const auto end = text.find(kClose, at);
        if (end == std::string_view::npos) return malformed(text, "a `{{` is not closed");
        const auto name = text::trim(text.substr(at + kOpen.size(), end - at - kOpen.size()));
        if (!is_name(name)) return malformed(text, name.empty() ? "`{{}}` names nothing" : fmt::format("`{}` is no name", text::truncate(name, 60)));
        out.parts_.push_back({std::string(name), true});
        from = end + kClose.size();
    }
    add_text(out.parts_, text.substr(from));
    return out;
}

std::vector<std::string> TextTemplate::references() const {
    std::vector<std::string> out;
    for (const auto& part : parts_)
        if (part.is_reference && std::ranges::find(out, part.text) == out.end()) out.push_back(part.text);
    return out;
}

std::string TextTemplate::source() const {
    std::string out;
    for (const auto& part : parts_)
        out += part.is_reference ? fmt::format("{}{}{}", kOpen, part.text, kClose) : text::replace_all(part.text, kOpen, kEscaped);
    return out;
}

Result<std::string> TextTemplate::fill(const Lookup& lookup) const {
    return fill_with(*this, lookup, [](const std::string& value, std::string& out) { out += value; });
}

Result<std::string> TextTemplate::fill_url(const Lookup& lookup) const {
    return fill_with(*this, lookup, [](const std::string& value, std::string& out) { percent_encode(value, out); });
}

}  // namespace tocsin::runbooks
