#include "bot/ops/slack_names.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/store/unit_of_work.hpp"

namespace tocsin::ops {
namespace {

namespace asio = boost::asio;

constexpr Duration kFresh = std::chrono::hours{24};
constexpr Duration kFetchLimit = std::chrono::milliseconds{1500};

}  // namespace

void SlackNames::load(std::vector<store::SlackName> names) {
    for (auto& name : names) names_.insert_or_assign(name.id, std::move(name));
}

std::string SlackNames::group(const std::string& id) const {
    const auto known = names_.find(id);
    if (known == names_.end()) return "@" + id;
    return known->second.name.empty() ? "@(a user group)" : "@" + known->second.name;
}

std::string SlackNames::channel(const std::string& id) const {
    const auto known = names_.find(id);
    if (known == names_.end()) return "#" + id;
    return known->second.name.empty() ? "#(a private channel)" : "#" + known->second.name;
}

bool SlackNames::is_fresh(const std::string& id) const {
    const auto known = names_.find(id);
    return known != names_.end() && clock_.now() - known->second.fetched_at < kFresh;
}

void SlackNames::remember(const std::string& id, const std::string& name) {
    if (id.empty()) return;
    const auto before = names_.find(id);
    const Time now = clock_.now();
    const store::SlackName entry{id, text::visible_name(name), now};
    const bool news = before == names_.end() || before->second.name != entry.name || now - before->second.fetched_at > kFresh / 2;
    names_.insert_or_assign(id, entry);
    if (!news) return;
    store::Job job;
    job.now = now;
    job.handle = [entry](store::UnitOfWork& work) {
        work.tables().messages.put(entry);
        return Reply{};
    };
    store_.submit(std::move(job), [](const Result<store::Committed>&) {});
}

asio::awaitable<void> SlackNames::learn(slack::NamedThings named) {
    if (slack_ == nullptr) co_return;
    const bool all_groups_known = std::ranges::all_of(named.groups, [&](const auto& id) { return is_fresh(id); });
    if (!all_groups_known) {
        const auto answer = co_await slack_->call(slack::call::list_groups(), kFetchLimit);
        if (const auto* ok = std::get_if<slack::Ok>(&answer))
            for (const auto& group : ok->groups) remember(group.id, group.handle);
    }
    for (const auto& id : named.channels) {
        if (is_fresh(id)) continue;
        const auto answer = co_await slack_->call(slack::call::channel_info(ChannelId(id)), kFetchLimit);
        const auto* ok = std::get_if<slack::Ok>(&answer);
        const bool hidden = std::holds_alternative<slack::Permanent>(answer);
        // A private one has no name for those who are not in it, and who will read this is not known. It is not asked for again until tomorrow.
        const bool has_name = ok != nullptr && !ok->is_private;
        if (ok != nullptr || hidden) remember(id, has_name ? ok->channel_name : std::string());
    }
}

}  // namespace tocsin::ops
