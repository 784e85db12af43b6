// How a method reads its decoded arguments, and what every method that names a channel checks first.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

bool SlackCall::has(std::string_view name) const {
    return args.contains(name);
}

std::string SlackCall::text(std::string_view name) const {
    const auto found = args.find(name);
    if (found == args.end()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

bool SlackCall::flag(std::string_view name, bool otherwise) const {
    if (!has(name)) return otherwise;
    const std::string word = text(name);
    return word == "true" || word == "1";
}

long long SlackCall::number(std::string_view name, long long otherwise) const {
    return has(name) ? tocsin::text::parse_int(text(name)).value_or(otherwise) : otherwise;
}

std::vector<std::string> SlackCall::list(std::string_view name) const {
    std::vector<std::string> out;
    const std::string csv = text(name);
    for (std::string_view part : tocsin::text::split(csv, ',')) out.emplace_back(tocsin::text::trim(part));
    return out;
}

bool SlackCall::granted(std::string_view scope) const {
    return contains(state.options.scopes, scope);
}

void SlackCall::violation(std::string what) const {
    state.violations.push_back({now, std::string(method), std::move(what)});
}

std::expected<SlackChannel*, SlackRefusal> SlackCall::channel(bool must_be_live,
                                                              std::string_view name) const {
    SlackChannel* found = state.channel(text(name));
    const bool member = found && found->has_member(state.options.bot_user);
    // A private channel that the app is not in does not exist for it.
    if (!found || (found->is_private && !member)) return refuse("channel_not_found");
    if (must_be_live && found->archived) return refuse("is_archived");
    if (!member) return refuse("not_in_channel");
    return found;
}

SlackAnswer paged(const SlackCall& call, std::string_view key, const json& items, long long default_limit) {
    const long long limit = call.number("limit", default_limit);
    if (limit < 1 || limit > 1000) return refuse("invalid_limit");
    const std::string cursor = call.text("cursor");
    const auto start =
        cursor.empty() ? 0 : tocsin::text::parse_int(cursor.starts_with("next:") ? cursor.substr(5) : cursor);
    const auto size = static_cast<long long>(items.size());
    if (!start || *start < 0 || *start > size || (!cursor.empty() && !cursor.starts_with("next:")))
        return refuse("invalid_cursor");
    const long long end = std::min(size, *start + limit);
    json page = json::array();
    for (long long i = *start; i < end; ++i) page.push_back(items[static_cast<std::size_t>(i)]);
    const bool more = end < size;
    return json{{key, std::move(page)},
                {"response_metadata", {{"next_cursor", more ? "next:" + std::to_string(end) : ""}}}};
}

}  // namespace tocsin::sandbox
