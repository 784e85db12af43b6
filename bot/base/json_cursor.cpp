#include "bot/base/json_cursor.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "bot/base/text.hpp"

namespace tocsin {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 64;

/// Thrown inside the parser for what its own rules let through; never leaves `parse`.
struct Refusal {
    std::string why;
};

class Strictness {
public:
    bool operator()(int depth, json::parse_event_t event, json& value) {
        using Event = json::parse_event_t;
        if ((event == Event::object_start || event == Event::array_start) && depth >= kMaxDepth)
            throw Refusal{"is nested deeper than " + std::to_string(kMaxDepth)};
        if (event == Event::object_start) keys_.emplace_back();
        if (event == Event::object_end) keys_.pop_back();
        if (event == Event::key) note(value.get_ref<const std::string&>());
        return true;
    }

private:
    void note(const std::string& key) {
        if (!keys_.back().insert(key).second) throw Refusal{"repeats the key \"" + text::truncate(key, 100) + "\""};
    }
    std::vector<std::set<std::string>> keys_;
};

/// Whether `s` starts with a \uXXXX of a surrogate: high ones have d8–db, low ones dc–df.
bool starts_with_surrogate(std::string_view s, std::string_view second_digits) {
    return s.size() >= 6 && s.starts_with("\\u") && (s[2] == 'd' || s[2] == 'D') &&
           second_digits.find(s[3]) != std::string_view::npos && text::lower(s.substr(4, 2)).find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// A title that its sender cut in the middle of an emoji must not make the whole delivery unreadable.
std::string mend_lone_surrogates(std::string s) {
    for (std::size_t at = s.find('\\'); at != std::string::npos; at = s.find('\\', at)) {
        const std::string_view rest = std::string_view(s).substr(at);
        const bool high = starts_with_surrogate(rest, "89abAB");
        if (high && starts_with_surrogate(rest.substr(6), "cdefCDEF")) {
            at += 12;
        } else if (high || starts_with_surrogate(rest, "cdefCDEF")) {
            s.replace(at, 6, "\\ufffd");
            at += 6;
        } else {
            at += 2;
        }
    }
    return s;
}

std::optional<std::string> scalar_of(const json& node) {
    if (node.is_string()) return text::sanitize(node.get_ref<const std::string&>());
    if (node.is_number() || node.is_boolean()) return node.dump();
    return std::nullopt;
}

}  // namespace

struct JsonDocument::State {
    json tree;
    std::optional<Error> error;
};

JsonDocument::JsonDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
    auto state = std::make_unique<State>();
    try {
        Strictness strictness;
        state->tree = json::parse(mend_lone_surrogates(text::sanitize(text)), std::ref(strictness));
    } catch (const Refusal& refusal) {
        return fail(Errc::invalid_argument, "the JSON " + refusal.why);
    } catch (const json::exception& error) {
        return fail(Errc::invalid_argument, "is no JSON: " + text::truncate(text::sanitize(error.what()), 200));
    }
    return JsonDocument(std::move(state));
}

JsonCursor JsonDocument::root() const { return {state_->tree.is_null() ? nullptr : &state_->tree, {}, &state_->error}; }
const std::optional<Error>& JsonDocument::error() const { return state_->error; }

std::string JsonCursor::path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void JsonCursor::complain(std::string_view what) const {
    if (error_ == nullptr || error_->has_value()) return;
    *error_ = Error{Errc::invalid_argument, (path_.empty() ? "the document" : path_) + " " + std::string(what), {}};
}

bool JsonCursor::is_text() const { return present() && node_->is_string(); }
bool JsonCursor::is_object() const { return present() && node_->is_object(); }
bool JsonCursor::is_array() const { return present() && node_->is_array(); }

std::vector<std::string> JsonCursor::keys() const {
    std::vector<std::string> out;
    if (!is_object()) return out;
    for (const auto& [key, value] : node_->items()) out.push_back(key);
    return out;
}

JsonCursor JsonCursor::operator[](std::string_view key) const {
    const json* child = nullptr;
    if (is_object()) {
        const auto found = node_->find(key);
        if (found != node_->end() && !found->is_null()) child = &*found;
    }
    return {child, path_of(key), error_};
}

std::vector<JsonCursor> JsonCursor::elements() const {
    std::vector<JsonCursor> out;
    if (!present()) return out;
    if (!node_->is_array()) {
        complain("must be an array");
        return out;
    }
    for (std::size_t i = 0; i < node_->size(); ++i) {
        const json& element = (*node_)[i];
        out.push_back({element.is_null() ? nullptr : &element, path_ + "[" + std::to_string(i) + "]", error_});
    }
    return out;
}

std::string JsonCursor::text(std::string_view key) const {
    const JsonCursor field = (*this)[key];
    if (!field.present()) field.complain("is missing");
    return text_or(key);
}

std::string JsonCursor::text_or(std::string_view key, std::string_view fallback) const {
    const JsonCursor field = (*this)[key];
    if (!field.present()) return std::string(fallback);
    if (field.is_text()) return text::sanitize(field.node_->get_ref<const std::string&>());
    field.complain("must be a text");
    return std::string(fallback);
}

std::string JsonCursor::scalar_or(std::string_view key, std::string_view fallback) const {
    const JsonCursor field = (*this)[key];
    if (!field.present()) return std::string(fallback);
    if (auto value = scalar_of(*field.node_)) return *value;
    field.complain("must be a text or a number");
    return std::string(fallback);
}

std::string JsonCursor::to_json() const { return present() ? node_->dump(-1, ' ', false, json::error_handler_t::replace) : "null"; }

std::string JsonCursor::scalar() const { return present() ? scalar_of(*node_).value_or("") : std::string(); }

std::int64_t JsonCursor::number_or(std::string_view key, std::int64_t fallback) const {
    const JsonCursor field = (*this)[key];
    if (!field.present()) return fallback;
    const bool fits = field.node_->is_number_integer() &&
                      !(field.node_->is_number_unsigned() && field.node_->get<std::uint64_t>() > INT64_MAX);
    if (fits) return field.node_->get<std::int64_t>();
    field.complain("must be a whole number");
    return fallback;
}

bool JsonCursor::flag_or(std::string_view key, bool fallback) const {
    const JsonCursor field = (*this)[key];
    if (!field.present()) return fallback;
    if (field.node_->is_boolean()) return field.node_->get<bool>();
    field.complain("must be true or false");
    return fallback;
}

JsonCursor JsonCursor::object(std::string_view key) const {
    const JsonCursor field = (*this)[key];
    if (!field.present()) field.complain("is missing");
    return object_or(key);
}

JsonCursor JsonCursor::object_or(std::string_view key) const {
    const JsonCursor field = (*this)[key];
    if (!field.present() || field.is_object()) return field;
    field.complain("must be an object");
    return {nullptr, field.path_, error_};
}

}  // namespace tocsin
