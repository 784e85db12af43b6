#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>
#include <vector>

#include "bot/base/text.hpp"
#include "runbooks/engine/file_reader.hpp"

namespace tocsin::runbooks {
namespace {

using Mark = YAML::Mark;

/// Characters that show a text in another order than it is run in.
constexpr std::array<std::string_view, 9> kTurns{"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"};

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F; }

struct TooDeep {};

/// A mapping or a list that has begun.
struct Open {
    Mark at;
    bool is_map = false, is_flow = false;
    bool at_key = true;  ///< of a mapping: the next thing is a key
};

class Guard : public YAML::EventHandler {
public:
    explicit Guard(YamlReport& report) : report_(report) {}

    void OnDocumentStart(const Mark& at) override {
        if (++documents_ == 2) report_.mistake(at, "a second document; a file holds one runbook");
    }
    void OnDocumentEnd() override {}
    void OnNull(const Mark& at, YAML::anchor_t anchor) override {
        take_text();
        look(at, "", anchor);
    }
    void OnAlias(const Mark& at, YAML::anchor_t) override {
        take_text();
        report_.mistake(at, "an alias; write the value out");
    }
    void OnScalar(const Mark& at, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
        take_text();
        look(at, tag, anchor);
        const auto bad = std::ranges::find_if(value, is_control);
        if (bad != value.end()) report_.mistake(at, fmt::format("a control character (\\x{:02x}) in a text", static_cast<unsigned char>(*bad)));
        if (std::ranges::any_of(kTurns, [&](std::string_view turn) { return value.contains(turn); }))
            report_.mistake(at, "a character that turns the direction of writing: the text would not read as it is run");
    }
    void OnSequenceStart(const Mark& at, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override {
        open({at, false, style == YAML::EmitterStyle::Flow}, tag, anchor);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const Mark& at, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override {
        open({at, true, style == YAML::EmitterStyle::Flow}, tag, anchor);
    }
    void OnMapEnd() override { open_.pop_back(); }

    bool has_too_many() const { return documents_ > 1; }

private:
    void look(const Mark& at, const std::string& tag, YAML::anchor_t anchor) {
        if (!tag.empty() && tag != "?" && tag != "!") report_.mistake(at, fmt::format("a tag (`{}`); a text in quotes says as much", text::truncate(tag, 60)));
        if (anchor != 0) report_.mistake(at, "an anchor; nothing may refer to it");
    }
    void take_text() {
        if (!open_.empty()) open_.back().at_key = !open_.back().at_key;
    }
    /// No key is a mapping or a list; `{{x}}` without quotes is a mapping whose key is one.
    void take_open(const Open& inner) {
        if (open_.empty()) return;
        Open& outer = open_.back();
        const bool is_braces = outer.is_flow && inner.is_map && inner.is_flow;
        if (outer.is_map && outer.at_key && is_braces) report_.mistake(outer.at, "{{…}} without quotes is a mapping to YAML: put quotes round all of this text, such as \"{{name}}\"");
        else if (outer.is_map && outer.at_key && !std::exchange(odd_key_, true)) report_.mistake(inner.at, "a key must be a text");
        outer.at_key = !outer.at_key;
    }
    void open(Open inner, const std::string& tag, YAML::anchor_t anchor) {
        look(inner.at, tag, anchor);
        take_open(inner);
        open_.push_back(inner);
        if (open_.size() <= kDeepestFile) return;
        report_.mistake(inner.at, fmt::format("nested deeper than {}", kDeepestFile));
        throw TooDeep();
    }

    YamlReport& report_;
    std::size_t documents_ = 0;
    bool odd_key_ = false;  ///< one is enough: brackets without end are keys of keys to YAML
    std::vector<Open> open_;
};

/// The first line that is no text; 0 if there is none.
std::size_t line_of_no_text(std::string_view yaml) {
    std::size_t line = 1;
    while (!yaml.empty()) {
        const auto length = text::well_formed_length(yaml);
        if (length == 0 || yaml.front() == '\0') return line;
        line += yaml.front() == '\n' ? 1 : 0;
        yaml.remove_prefix(length);
    }
    return 0;
}

}  // namespace

bool guard_text(const std::string& yaml, YamlReport& report) {
    if (yaml.size() > kLargestFile) report.mistake(Mark::null_mark(), fmt::format("larger than {} KiB", kLargestFile / 1024));
    else if (const auto line = line_of_no_text(yaml); line != 0) report.errors.push_back(fmt::format("{}:{}:1: not UTF-8, or a NUL", report.file, line));
    if (!report.errors.empty()) return false;
    std::istringstream stream(yaml);
    Guard guard(report);
    try {
        YAML::Parser parser(stream);
        // No further than the second, which is a mistake already: yaml-cpp finds documents without end in a text that begins with a comma.
        while (parser.HandleNextDocument(guard) && !guard.has_too_many()) {}
    } catch (const TooDeep&) {
        return false;
    }
    return report.errors.empty();
}

}  // namespace tocsin::runbooks
