// What user groups and channels of Slack are called: a cache in memory over the table `slack_name`, filled from usergroups.list and
// conversations.info and kept right by the events of their renaming. Owned by the Directory; I/O thread. A stale name beats an id.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "bot/slack/client.hpp"
#include "bot/slack/message_text.hpp"
#include "bot/store/message_repository.hpp"
#include "bot/store/store.hpp"

namespace tocsin::ops {

class SlackNames {
public:
    /// `slack` may be null: then nothing is fetched.
    SlackNames(store::Store& store, slack::Client* slack, const Clock& clock) : store_(store), slack_(slack), clock_(clock) {}

    void load(std::vector<store::SlackName> names);
    /// `@sre`, `#checkout`; for a private channel that we may not see, that it is one; the id only as long as nobody could ask Slack.
    std::string group(const std::string& id) const;
    std::string channel(const std::string& id) const;
    /// Keeps it in memory and, through a job, in the table.
    void remember(const std::string& id, const std::string& name);
    /// The same, of what is known here at all.
    void rename(const std::string& id, const std::string& name) {
        const auto known = names_.find(id);
        // What had none, such as a private channel, does not get one by being renamed.
        if (known != names_.end() && !known->second.name.empty()) remember(id, name);
    }
    /// Asks Slack for those that are not known, or not for a day; each question takes 1.5 s at most.
    boost::asio::awaitable<void> learn(slack::NamedThings named);

private:
    bool is_fresh(const std::string& id) const;

    store::Store& store_;
    slack::Client* slack_;
    const Clock& clock_;
    std::unordered_map<std::string, store::SlackName> names_;
};

}  // namespace tocsin::ops
