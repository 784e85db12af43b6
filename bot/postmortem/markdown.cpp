#include "bot/postmortem/markdown.hpp"

#include "bot/postmortem/markdown_text.hpp"
#include "bot/postmortem/markers.hpp"

namespace tocsin::postmortem {
namespace {

using Buffer = fmt::memory_buffer;

std::string yaml_value(const FrontValue& value) {
    Buffer out;
    std::visit(Overload{[&](const std::string& s) { append_yaml(out, s); },
                        [&](std::int64_t n) { fmt::format_to(fmt::appender(out), "{}", n); },
                        [&](bool b) { append_raw(out, b ? "true" : "false"); },
                        [&](const std::vector<std::string>& list) {
                            out.push_back('[');
                            for (std::size_t i = 0; i < list.size(); ++i) {
                                if (i != 0) append_raw(out, ", ");
                                append_yaml(out, list[i]);
                            }
                            out.push_back(']');
                        }},
               value);
    return fmt::to_string(out);
}

void append_front(Buffer& out, const Draft& draft) {
    std::string note(kFrontNote);
    append_raw(out, "---\n");
    for (const auto& [key, value] : draft.front) {
        const std::string text = yaml_value(value);
        fmt::format_to(fmt::appender(out), "{}: {}\n", key, text);
        note += fmt::format(" {}={}", key, edit_hash(text));
    }
    fmt::format_to(fmt::appender(out), "{}\n---\n\n", note);
}

class BlockWriter {
public:
    BlockWriter(Buffer& out, const Names& names) : out_(out), names_(names) {}

    void operator()(const Paragraph& p) {
        append_markup(out_, p.text, Place::paragraph, names_);
        append_raw(out_, "\n\n");
    }
    void operator()(const Bullets& list) {
        for (const auto& item : list.items) {
            append_raw(out_, "- ");
            append_markup(out_, item, Place::item, names_);
            out_.push_back('\n');
        }
        out_.push_back('\n');
    }
    void operator()(const Table& table) {
        for (const auto& title : table.header) fmt::format_to(fmt::appender(out_), "| {} ", title);
        append_raw(out_, "|\n");
        for (std::size_t i = 0; i < table.header.size(); ++i) append_raw(out_, "| --- ");
        append_raw(out_, "|\n");
        std::size_t column = 0;
        for (const auto& cell : table.cells) {
            append_raw(out_, "| ");
            append_markup(out_, cell, Place::cell, names_);
            append_raw(out_, " ");
            if (++column < table.header.size()) continue;
            append_raw(out_, "|\n");
            column = 0;
        }
        out_.push_back('\n');
    }
    void operator()(const Log& log) {
        // Each line begins with the number of its entry, so none can close the fence.
        append_raw(out_, "```text\n");
        append_raw(out_, log.lines);
        append_raw(out_, "```\n\n");
    }

private:
    Buffer& out_;
    const Names& names_;
};

/// Writes `body` between the markers; the hash is of exactly what stands between them.
void append_block(Buffer& out, std::string_view name, std::string_view body) {
    fmt::format_to(fmt::appender(out), "{}{} {}{}\n", kBeginMarker, name, edit_hash(body), kMarkerClose);
    append_raw(out, body);
    fmt::format_to(fmt::appender(out), "{}{}{}\n\n", kEndMarker, name, kMarkerClose);
}

void append_blocks(Buffer& out, std::string_view name, std::string_view heading, const std::vector<Block>& blocks, const Names& names) {
    Buffer body;
    body.push_back('\n');
    append_raw(body, heading);
    for (const auto& block : blocks) std::visit(BlockWriter(body, names), block);
    append_block(out, name, {body.data(), body.size()});
}

}  // namespace

std::string render_markdown(const Draft& draft, const Names& names) {
    Buffer out;
    append_front(out, draft);
    Buffer title;
    append_raw(title, "# ");
    append_text(title, draft.title, Place::item);
    append_raw(title, "\n\n");
    append_blocks(out, "header", {title.data(), title.size()}, draft.opening, names);
    for (const auto& section : draft.sections) {
        fmt::format_to(fmt::appender(out), "## {}\n\n", section.title);
        if (!section.blocks.empty()) append_blocks(out, section.id, {}, section.blocks, names);
        if (!section.prompt.empty()) fmt::format_to(fmt::appender(out), "<!-- {} -->\n\n", section.prompt);
    }
    out.resize(out.size() - 1);  // one line feed at the end, not an empty line
    return fmt::to_string(out);
}

std::string markdown(const DraftInput& input) { return render_markdown(build(input), input.names); }

}  // namespace tocsin::postmortem
