// Who is who: Slack people (and agents that PagerDuty named) with name, zone, e-mail and whether they are guests. A cache
// in memory over the table `person`, filled from users.info. Owned by App; I/O thread. A stale entry beats none.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/person.hpp"
#include "bot/oncall/book.hpp"
#include "bot/ops/slack_names.hpp"
#include "bot/slack/client.hpp"
#include "bot/slack/mentions.hpp"
#include "bot/store/store.hpp"

namespace tocsin::ops {

class Directory final : public Names {
public:
    /// `slack` may be null: then nothing is fetched.
    /// `book`: names the people of the on-call file; may be null.
    Directory(store::Store& store, slack::Client* slack, const Clock& clock, std::shared_ptr<const oncall::Book> book = nullptr)
        : store_(store), slack_(slack), clock_(clock), book_(std::move(book)), names_(store, slack, clock) {}

    void load(std::vector<Person> people);
    /// From memory alone: the name that the on-call file gives, else Slack's; `@U1` for somebody unknown.
    std::string person(std::string_view actor_id) const override;
    std::string channel(std::string_view channel_id) const override;
    const Person* find(const ActorId& id) const;
    const Person* find_by_email(std::string_view email) const;
    /// Fresh enough (a day), or fetched within 1.5 s, or stale; nothing if never known.
    boost::asio::awaitable<std::optional<Person>> get(ActorId id);
    /// The Slack person with this address, asked for if unknown; nothing if there is none or Slack does not answer.
    boost::asio::awaitable<std::optional<Person>> get_by_email(TeamId team, std::string email);
    /// Keeps it in memory and, through a job, in the table.
    void remember(Person person);
    std::vector<Person> all() const;
    /// What this person is called, and whether they are a guest, is asked for again when it is next needed.
    void mistrust(const ActorId& id);
    /// What a person, group or channel that a text names is called, with its mark: `@alice`, `#general`; empty if nobody here knows.
    std::string called(const slack::Token& token, const TeamId& team) const;
    /// Of user groups and channels.
    SlackNames& names() { return names_; }
    /// Asks Slack for everybody and everything that a text names and nobody here knows yet.
    boost::asio::awaitable<void> learn(slack::NamedThings named);

private:
    store::Store& store_;
    slack::Client* slack_;
    const Clock& clock_;
    std::shared_ptr<const oncall::Book> book_;
    std::unordered_map<ActorId, Person> people_;
    SlackNames names_;
    Time ask_again_{};  ///< Slack asked for a pause until then; what is known has to do
};

}  // namespace tocsin::ops
