// What is read in the same way everywhere: texts with `{{…}}`, conditions, counts; and where each stands.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "runbooks/engine/file_reader.hpp"

namespace tocsin::runbooks {
namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= 40 && std::ranges::all_of(id, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 && is_letter(name.front()) &&
           std::ranges::all_of(name, [](char c) { return is_letter(c) || is_lower_or_digit(c) || c == '-' || c == '_'; });
}

void must_compile(YamlSection& from, const std::string& key, const std::string& pattern) {
    const RE2 compiled(pattern, RE2::Quiet);
    if (!compiled.ok()) from.mistake(key, fmt::format("is no pattern: {}", compiled.error()));
}

std::vector<std::pair<std::string, YAML::Node>> entries(YamlSection& from, const std::string& key) {
    std::vector<std::pair<std::string, YAML::Node>> out;
    const YAML::Node all = from.node(key);
    if (!all.IsDefined() || all.IsNull()) return out;
    if (!all.IsMap()) {
        from.mistake(key, "must be a mapping");
        return out;
    }
    for (const auto& entry : all) {
        const auto name = entry.first.as<std::string>();
        const bool again = std::ranges::any_of(out, [&](const auto& known) { return known.first == name; });
        if (again) from.report().mistake(entry.first.Mark(), fmt::format("`{}` is there twice", name));
        else out.emplace_back(name, entry.second);
    }
    return out;
}

std::vector<std::string> one_or_more(YamlSection& from, const std::string& key) {
    const YAML::Node found = from.node(key);
    if (found.IsDefined() && found.IsScalar()) return {found.as<std::string>()};
    return from.texts(key);
}

void FileReader::note_place(const std::string& field, const YAML::Mark& mark) {
    if (!mark.is_null()) places.try_emplace(at + field, Place{mark.line + 1, mark.column + 1});
}

TextTemplate FileReader::parse_template(const YAML::Node& scalar, const std::string& field) {
    note_place(field, scalar.Mark());
    if (!scalar.IsScalar()) {
        report.mistake(scalar.Mark(), fmt::format("`{}` must be a text", field));
        return {};
    }
    auto parsed = TextTemplate::parse(scalar.as<std::string>());
    if (parsed) return std::move(*parsed);
    report.mistake(scalar.Mark(), fmt::format("`{}`: {}. {}", field, parsed.error().message, parsed.error().hint));
    return {};
}

TextTemplate FileReader::read_template(YamlSection& from, const std::string& key, const std::string& field) {
    const YAML::Node found = from.node(key);
    return found.IsDefined() && !found.IsNull() ? parse_template(found, field + key) : TextTemplate();
}

TextTemplate FileReader::required_template(YamlSection& from, const std::string& key, const std::string& field) {
    const auto mistakes = report.errors.size();
    auto out = read_template(from, key, field);
    if (out.empty() && report.errors.size() == mistakes) from.mistake(key, "is required");
    return out;
}

std::optional<Expression> FileReader::read_expression(YamlSection& from, const std::string& key, const std::string& field) {
    const auto text = from.text(key);
    if (!text) return std::nullopt;
    note_place(field, from.mark(key));
    auto parsed = Expression::parse(*text);
    if (parsed) return std::move(*parsed);
    from.mistake(key, fmt::format("is no condition: {}", parsed.error().message));
    return std::nullopt;
}

std::map<std::string, TextTemplate> FileReader::read_templates(YamlSection& from, const std::string& key, const std::string& field,
                                                               bool (*fits)(std::string_view), std::string_view form) {
    std::map<std::string, TextTemplate> out;
    for (const auto& [name, value] : entries(from, key)) {
        if (!fits(name)) report.mistake(value.Mark(), fmt::format("`{}` in `{}` is no {}", name, field + key, form));
        out.emplace(name, parse_template(value, fmt::format("{}{}.{}", field, key, name)));
    }
    return out;
}

std::optional<int> FileReader::read_count(YamlSection& from, const std::string& key, int least, int most) {
    const auto count = from.integer(key);
    if (!count || (*count >= least && *count <= most)) return count;
    from.mistake(key, fmt::format("must be from {} to {}", least, most));
    return std::nullopt;
}

}  // namespace tocsin::runbooks
