#include "bot/slack/block_parts.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/base/json_text.hpp"
#include "bot/base/text.hpp"
#include "bot/slack/button_codec.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack::parts {
namespace {

using nlohmann::json;
using Kind = MarkupSpan::Kind;

constexpr std::size_t kMaxAllSections = 12'000;

void append_span(Markup& line, const MarkupSpan& span) {
    switch (span.kind) {
        case Kind::plain: line.append(std::string_view(span.text)); return;
        case Kind::bold: line.bold(span.text); return;
        case Kind::code: line.code(span.text); return;
        case Kind::person: line.person(span.text); return;
        case Kind::mention: line.mention(span.text); return;
        case Kind::channel: line.channel(span.text); return;
        case Kind::link: line.link(span.target, span.text); return;
        case Kind::time:
            if (const auto micros = text::parse_int(span.text)) line.time(time_from_unix_micros(*micros));
            return;
    }
}

/// A section must not be empty.
std::string or_dash(std::string rendered) { return text::trim(rendered).empty() ? "-" : std::move(rendered); }

/// Lines as few sections hold them, and how many lines did not fit.
struct Packed {
    std::vector<std::string> sections;
    std::size_t left = 0;
};

Packed pack(const Markup& text, const Names& names) {
    const auto lines = lines_of(text);
    Packed out;
    std::string packed;
    std::size_t used = 0;
    out.left = lines.size();
    for (const Markup& line : lines) {
        std::string rendered = mrkdwn(line, names, kMaxSection - 1);
        if (used + rendered.size() > kMaxAllSections) break;
        used += rendered.size() + 1;
        --out.left;
        if (packed.size() + rendered.size() + 1 > kMaxSection) out.sections.push_back(std::exchange(packed, {}));
        packed += packed.empty() ? rendered : "\n" + rendered;
    }
    out.sections.push_back(std::move(packed));
    return out;
}

json left_out(std::size_t lines) { return context_line("… and " + std::to_string(lines) + " more lines"); }

json confirm_object(const std::string& label, const std::string& question) {
    return {{"title", plain_text_object("Are you sure?", 100)},
            {"text", plain_text_object(question, 300)},
            {"confirm", plain_text_object(label, 30)},
            {"deny", plain_text_object("Not yet", 30)}};
}

}  // namespace

json mrkdwn_text(std::string rendered) {
    return {{"type", "mrkdwn"}, {"text", std::move(rendered)}, {"verbatim", true}};
}

json plain_text_object(std::string_view text, std::size_t limit) {
    std::string line = text::one_line(text);
    // Plain text is not parsed for mentions; the joiner keeps that true wherever Slack copies it to.
    for (const char* opening : {"<!", "<@", "<#"}) line = text::replace_all(std::move(line), opening, std::string("<\u2060") + opening[1]);
    line = text::truncate(line, limit);
    return {{"type", "plain_text"}, {"text", line.empty() ? "-" : line}, {"emoji", false}};
}

json header(std::string_view text) { return {{"type", "header"}, {"text", plain_text_object(text, kMaxHeader)}}; }

json section(std::string rendered) { return {{"type", "section"}, {"text", mrkdwn_text(or_dash(std::move(rendered)))}}; }

json field(std::string_view label, const Markup& value, const Names& names) {
    Markup both;
    both.bold(label) << "\n" << value;
    return mrkdwn_text(mrkdwn(both, names, kMaxField));
}

json context_line(std::string rendered) { return {{"type", "context"}, {"elements", json::array({mrkdwn_text(std::move(rendered))})}}; }

std::vector<Markup> lines_of(const Markup& text) {
    if (text.encoded().find('\n') == std::string::npos) return {text};
    std::vector<Markup> lines(1);
    for (const MarkupSpan& span : text.spans()) {
        if (span.kind != Kind::plain) {
            append_span(lines.back(), span);
            continue;
        }
        std::string_view rest = span.text;
        for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            lines.back().append(rest.substr(0, end));
            lines.emplace_back();
            rest.remove_prefix(end + 1);
        }
        lines.back().append(rest);
    }
    return lines;
}

std::vector<json> sections(const Markup& text, const Names& names) {
    Packed packed = pack(text, names);
    std::vector<json> out;
    out.reserve(packed.sections.size() + 1);
    for (std::string& rendered : packed.sections) out.push_back(section(std::move(rendered)));
    if (packed.left > 0) out.push_back(left_out(packed.left));
    return out;
}

std::optional<json> button(const Button& value, const ButtonLook& look) {
    auto encoded = encode_button(value);
    if (!encoded) return std::nullopt;
    if (look.ordinal > 0) encoded->action_id += "." + std::to_string(look.ordinal);
    json out{{"type", "button"},
             {"action_id", encoded->action_id},
             {"value", encoded->value},
             {"text", plain_text_object(look.label, 75)}};
    if (!look.style.empty()) out["style"] = look.style;
    if (look.confirm) out["confirm"] = confirm_object(look.label, *look.confirm);
    return out;
}

Message message(std::string fallback, std::vector<json> blocks, std::size_t kept) {
    if (blocks.size() > kMaxBlocks) {
        const auto excess = static_cast<std::ptrdiff_t>(blocks.size() - kMaxBlocks);
        const auto end = blocks.end() - static_cast<std::ptrdiff_t>(kept);
        blocks.erase(end - excess, end);
    }
    return {std::move(fallback), json(std::move(blocks)).dump(-1, ' ', false, json::error_handler_t::replace)};
}

Message text_message(const Markup& text, const Names& names) {
    Packed packed = pack(text, names);
    Message out{fallback_text(text, names), "["};
    for (std::string& rendered : packed.sections) {
        out.blocks += out.blocks.size() > 1 ? "," : "";
        out.blocks += R"({"text":{"text":)";
        append_json_string(out.blocks, or_dash(std::move(rendered)));
        out.blocks += R"(,"type":"mrkdwn","verbatim":true},"type":"section"})";
    }
    if (packed.left > 0) out.blocks += "," + left_out(packed.left).dump();
    out.blocks += "]";
    return out;
}

std::string fallback_text(const Markup& text, const Names& names) {
    return mrkdwn(Markup(plain_text(text, names)), names, kMaxFallback);
}

}  // namespace tocsin::slack::parts
