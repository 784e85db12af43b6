#include "bot/base/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/base/time.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::log {
namespace {

constexpr std::size_t kLongestValue = 2000;
constexpr std::size_t kShortestSecret = 6;

struct Masks {
    std::mutex mutex;
    std::vector<std::string> values;
};
Masks& masks() {
    static Masks instance;
    return instance;
}

spdlog::logger& sink() {
    static const auto logger = [] {
        auto made = std::make_shared<spdlog::logger>("tocsin", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%v");
        made->flush_on(spdlog::level::warn);
        return made;
    }();
    return *logger;
}

constexpr const char* name_of(Level level) {
    constexpr const char* names[] = {"debug", "info", "warning", "error"};
    return names[static_cast<std::size_t>(level)];
}
constexpr spdlog::level::level_enum spdlog_level(Level level) {
    constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                    spdlog::level::err};
    return levels[static_cast<std::size_t>(level)];
}

std::string without_secrets(std::string value) {
    auto& known = masks();
    const std::lock_guard lock(known.mutex);
    for (const auto& secret : known.values) value = text::replace_all(std::move(value), secret, "***");
    return value;
}

void append_json_string(std::string& out, std::string_view value) {
    out += '"';
    for (char c : value) {
        const auto u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') (out += '\\') += c;
        else if (c == '\n') out += "\\n";
        else if (u < 0x20 || u == 0x7F) out += fmt::format("\\u{:04x}", u);
        else out += c;
    }
    out += '"';
}

/// The C1 controls, which some terminals obey as they do ESC: U+0080 … U+009F are C2 80 … C2 9F in UTF-8.
std::string without_c1(std::string line) {
    constexpr char kLead = '\xC2';
    for (std::size_t at = line.find(kLead); at != std::string::npos && at + 1 < line.size(); at = line.find(kLead, at + 1)) {
        const auto u = static_cast<unsigned char>(line[at + 1]);
        if (u >= 0x80 && u < 0xA0) line.replace(at, 2, fmt::format("\\u{:04x}", u));
    }
    return line;
}

/// U+2028 and U+2029 end a line for some readers of JSON lines.
std::string one_json_line(std::string line) {
    line = without_c1(std::move(line));
    line = text::replace_all(std::move(line), "\xE2\x80\xA8", "\\u2028");
    return text::replace_all(std::move(line), "\xE2\x80\xA9", "\\u2029");
}

void write(Level level, std::string_view event, Fields fields) {
    if (!sink().should_log(spdlog_level(level))) return;
    sink().log(spdlog_level(level), "{}", render(level, format_rfc3339(SystemClock{}.now()), event, fields));
}

}  // namespace

std::string render(Level level, std::string_view when, std::string_view event, Fields fields) {
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":)", when, name_of(level));
    append_json_string(line, event);
    for (const auto& field : fields) {
        line += ',';
        append_json_string(line, field.key);
        line += ':';
        if (field.is_number) line += field.value;
        else append_json_string(line, text::truncate(without_secrets(text::replace_all(field.value, std::string_view("\0", 1), "")), kLongestValue));
    }
    return one_json_line(line + "}");
}

void debug(std::string_view event, Fields fields) { write(Level::debug, event, fields); }
void info(std::string_view event, Fields fields) { write(Level::info, event, fields); }
void warning(std::string_view event, Fields fields) { write(Level::warning, event, fields); }
void error(std::string_view event, Fields fields) { write(Level::error, event, fields); }
void set_level(Level level) { sink().set_level(spdlog_level(level)); }

void mask(std::string_view value) {
    if (value.size() < kShortestSecret) return;
    auto& known = masks();
    const std::lock_guard lock(known.mutex);
    known.values.emplace_back(value);
}

}  // namespace tocsin::log
