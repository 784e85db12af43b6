#include "bot/ops/pagerduty_duties.hpp"

#include <algorithm>
#include <tuple>

#include "bot/base/log.hpp"
#include "bot/ops/await_store.hpp"

namespace tocsin::ops {
namespace {

namespace asio = boost::asio;
using pagerduty::OnCallEntry;
using pagerduty::request::OncallsOf;

constexpr Duration kSilentPause = std::chrono::seconds{30};
constexpr int kPageSize = 100;
/// Classic paging ends there (REST API v2, "Pagination": offset + limit ≤ 10,000).
constexpr int kDeepest = 10'000;
constexpr int kNotFound = 404, kNotFoundCode = 2100;

bool is_for(const OnCallEntry& entry, OncallsOf what, const std::string& id) {
    return (what == OncallsOf::policies ? entry.policy_id : entry.schedule_id) == id;
}

PagerDutyDuty duty_of(const std::string& name, const std::string& id, OncallsOf what, const std::vector<OnCallEntry>& entries, Time now) {
    PagerDutyDuty out{name, {}, {}, now};
    for (const auto& entry : entries) {
        if (!is_for(entry, what, id) || entry.user.id.empty()) continue;
        out.name = what == OncallsOf::policies ? entry.policy : entry.schedule;
        const auto same = [&](const PagerDutyOnCall& one) { return one.user == entry.user.id && one.level == entry.level; };
        if (std::ranges::none_of(out.on_call, same)) out.on_call.push_back({entry.user.id, entry.user.name, entry.user.email, entry.level, entry.until});
    }
    std::ranges::sort(out.on_call, {}, [](const PagerDutyOnCall& one) { return std::tie(one.level, one.name, one.user); });
    return out;
}

bool is_unknown(const Error& error) { return error.code == Errc::not_found; }

}  // namespace

std::vector<PagerDutyName> PagerDutyDuties::stale_of(std::vector<PagerDutyName> names) const {
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    std::erase_if(names, [&](const PagerDutyName& name) {
        const auto said = said_at_.find(name.id);
        return said != said_at_.end() && clock_.now() - said->second < kPagerDutyDutyFresh;
    });
    return names;
}

asio::awaitable<void> PagerDutyDuties::refresh(std::vector<PagerDutyName> names, Time deadline) {
    if (client_ == nullptr || !client_->has_rest() || clock_.now() < not_before_) co_return;
    names = stale_of(std::move(names));
    // What else was fetched may have used the time up, which says nothing of PagerDuty.
    if (names.empty() || clock_.now() >= deadline) co_return;
    auto duties = co_await fetch(std::move(names), deadline);
    if (duties) co_return co_await keep(std::move(*duties));
    not_before_ = clock_.now() + kSilentPause;
    log::warning("pagerduty_on_call_unknown", {{"why", duties.error().message}, {"what_happens", "what it said before is shown, with the time"}});
}

asio::awaitable<Result<std::string>> PagerDutyDuties::ask(pagerduty::RestRequest request, Time deadline) {
    const Duration left = deadline - clock_.now();
    if (left <= Duration{0}) co_return fail(Errc::unavailable, "PagerDuty took too long");
    auto answer = co_await client_->rest(std::move(request), {}, left);
    if (std::holds_alternative<pagerduty::Ok>(answer.outcome)) co_return std::move(answer.body);
    if (const auto* no = std::get_if<pagerduty::Permanent>(&answer.outcome))
        co_return fail(no->code == kNotFoundCode || no->code == kNotFound ? Errc::not_found : Errc::unavailable, no->sentence);
    const auto* retry = std::get_if<pagerduty::Retryable>(&answer.outcome);
    co_return fail(Errc::unavailable, retry != nullptr ? retry->why : "PagerDuty asks for a pause");
}

asio::awaitable<Result<std::map<std::string, std::string>>> PagerDutyDuties::policies_of(std::vector<PagerDutyName> names, Time deadline) {
    std::map<std::string, std::string> out;
    for (const auto& name : names) {
        if (!name.service) continue;
        const auto body = co_await ask(pagerduty::request::service(client_->access(), name.id), deadline);
        if (!body && !is_unknown(body.error())) co_return std::unexpected(body.error());
        const auto policy = body ? pagerduty::decode_service_policy(*body) : Result<std::string>(std::string());
        if (!policy) co_return std::unexpected(policy.error());
        out[name.id] = *policy;
    }
    co_return out;
}

asio::awaitable<Result<PagerDutyDuties::Entries>> PagerDutyDuties::on_call(OncallsOf what, std::vector<std::string> ids, Time deadline) {
    Entries out;
    // Without ids PagerDuty would list the whole account.
    for (int offset = 0; !ids.empty() && offset < kDeepest; offset += kPageSize) {
        const auto body = co_await ask(pagerduty::request::oncalls(client_->access(), what, ids, offset), deadline);
        if (!body) co_return std::unexpected(body.error());
        auto page = pagerduty::decode_oncalls(*body);
        if (!page) co_return std::unexpected(page.error());
        std::ranges::move(page->entries, std::back_inserter(out));
        if (!page->more) break;
    }
    co_return out;
}

asio::awaitable<Result<std::vector<PagerDutyDuty>>> PagerDutyDuties::fetch(std::vector<PagerDutyName> names, Time deadline) {
    const auto policies = co_await policies_of(names, deadline);
    if (!policies) co_return std::unexpected(policies.error());
    const auto id_of = [&](const PagerDutyName& name) { return name.service ? policies->at(name.id) : name.id; };
    std::vector<std::string> ids;
    for (const auto& name : names)
        if (!id_of(name).empty()) ids.push_back(id_of(name));
    const auto entries = co_await on_call(OncallsOf::policies, ids, deadline);
    if (!entries) co_return std::unexpected(entries.error());
    std::vector<PagerDutyDuty> out;
    std::vector<std::string> others;
    for (const auto& name : names) {
        out.push_back(duty_of(name.id, id_of(name), OncallsOf::policies, *entries, clock_.now()));
        // An id does not say whether it is a schedule's; one that is no policy with somebody on call may be.
        if (out.back().on_call.empty() && !name.service) others.push_back(name.id);
    }
    const auto scheduled = co_await on_call(OncallsOf::schedules, others, deadline);
    if (!scheduled) co_return std::unexpected(scheduled.error());
    for (auto& duty : out)
        if (std::ranges::find(others, duty.id) != others.end()) duty = duty_of(duty.id, duty.id, OncallsOf::schedules, *scheduled, clock_.now());
    co_return out;
}

asio::awaitable<void> PagerDutyDuties::keep(std::vector<PagerDutyDuty> duties) {
    store::Job job;
    job.priority = store::Priority::human;
    job.now = clock_.now();
    job.handle = [duties](store::UnitOfWork& work) {
        for (const auto& duty : duties) work.tables().pagerduty.put_duty(duty);
        return Reply{};
    };
    const auto kept = co_await submit(store_, std::move(job));
    // A store that is overloaded has more urgent things to do: the next command asks again.
    if (!kept) co_return;
    for (const auto& duty : duties) said_at_[duty.id] = duty.said_at;
}

}  // namespace tocsin::ops
