#include "bot/ops/directory.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/oncall/profile.hpp"
#include "bot/store/unit_of_work.hpp"

namespace tocsin::ops {
namespace {

namespace asio = boost::asio;

constexpr Duration kFresh = std::chrono::hours{24};
/// `prepare` may take this long before a transaction (design §2).
constexpr Duration kFetchLimit = std::chrono::milliseconds{1500};

}  // namespace

void Directory::load(std::vector<Person> people) {
    for (auto& person : people) people_.insert_or_assign(person.id, std::move(person));
}

const Person* Directory::find(const ActorId& id) const {
    const auto found = people_.find(id);
    return found == people_.end() ? nullptr : &found->second;
}

const Person* Directory::find_by_email(std::string_view email) const {
    const auto found = std::ranges::find_if(people_, [&](const auto& entry) {
        return is_slack_person(entry.first) && !email.empty() && text::equals_ignoring_case(entry.second.email, email);
    });
    return found == people_.end() ? nullptr : &found->second;
}

std::string Directory::person(std::string_view actor_id) const {
    constexpr std::string_view group = "group:";
    if (actor_id.starts_with(group)) return names_.group(std::string(actor_id.substr(group.size())));
    const auto edition = book_ ? book_->current() : nullptr;
    const auto name = oncall::name_for(oncall::listed(edition ? &edition->file : nullptr, actor_id), find(ActorId(std::string(actor_id))));
    return name.empty() ? plain_text(Markup().person(actor_id)) : name;
}

std::string Directory::channel(std::string_view channel_id) const { return names_.channel(std::string(channel_id)); }

void Directory::mistrust(const ActorId& id) {
    const auto known = people_.find(id);
    if (known == people_.end()) return;
    Person stale = known->second;
    stale.fetched_at = Time{};
    people_.insert_or_assign(id, std::move(stale));
}

std::string Directory::called(const slack::Token& token, const TeamId& team) const {
    const auto marked = [](char mark, std::string_view name) {
        std::string out = text::visible_name(name);
        return out.empty() || out.front() == mark ? out : mark + out;
    };
    if (token.kind == slack::Token::Kind::user) {
        const ActorId person = slack_actor(team, UserId(token.text));
        return marked('@', find(person) != nullptr ? this->person(person.value) : token.label);
    }
    // What stands beside a channel's id was seen by whoever wrote it, who may be in a private one.
    const bool is_channel = token.kind == slack::Token::Kind::channel;
    if (!is_channel && !token.label.empty()) return marked('@', token.label);
    const std::string name = is_channel ? names_.channel(token.text) : names_.group(token.text);
    return name.substr(1) == token.text ? std::string() : name;
}

asio::awaitable<void> Directory::learn(slack::NamedThings named) {
    for (const auto& id : named.people)
        if (is_slack_person(id)) co_await get(id);
    co_await names_.learn(std::move(named));
}

asio::awaitable<std::optional<Person>> Directory::get(ActorId id) {
    const Person* known = find(id);
    const bool fresh = known != nullptr && clock_.now() - known->fetched_at < kFresh;
    const auto stale = known == nullptr ? std::optional<Person>() : std::optional<Person>(*known);
    if (fresh || slack_ == nullptr || !is_slack_person(id) || clock_.now() < ask_again_) co_return stale;
    const auto answer = co_await slack_->call(slack::call::user_info(slack_user(id)), kFetchLimit);
    if (const auto* limited = std::get_if<slack::RateLimited>(&answer)) ask_again_ = clock_.now() + limited->retry_after;
    const auto* ok = std::get_if<slack::Ok>(&answer);
    if (ok == nullptr || !ok->user) co_return stale;
    Person person = *ok->user;
    person.id = id;
    remember(person);
    co_return person;
}

asio::awaitable<std::optional<Person>> Directory::get_by_email(TeamId team, std::string email) {
    if (const Person* known = find_by_email(email)) co_return *known;
    if (slack_ == nullptr || email.empty()) co_return std::nullopt;
    const auto answer = co_await slack_->call(slack::call::user_by_email(email), kFetchLimit);
    const auto* ok = std::get_if<slack::Ok>(&answer);
    if (ok == nullptr || !ok->user) co_return std::nullopt;
    Person person = *ok->user;
    person.id = slack_actor(team, slack_user(person.id));
    remember(person);
    co_return person;
}

void Directory::remember(Person person) {
    const auto known = people_.find(person.id);
    const bool news = known == people_.end() || known->second.name != person.name || known->second.email != person.email ||
                      known->second.zone != person.zone || known->second.guest != person.guest ||
                      person.fetched_at - known->second.fetched_at > kFresh / 2;
    people_.insert_or_assign(person.id, person);
    if (!news) return;
    store::Job job;
    job.now = clock_.now();
    job.handle = [person = std::move(person)](store::UnitOfWork& work) {
        work.tables().people.put(person);
        return Reply{};
    };
    store_.submit(std::move(job), [](const Result<store::Committed>&) {});
}

std::vector<Person> Directory::all() const {
    std::vector<Person> out;
    out.reserve(people_.size());
    for (const auto& [id, person] : people_) out.push_back(person);
    return out;
}

}  // namespace tocsin::ops
