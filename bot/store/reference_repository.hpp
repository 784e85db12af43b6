// Table `slack_message`: which Slack message shows what (card, announcement, a named reminder), so that it can be edited
// in place. Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <string>
#include <string_view>

#include "bot/core/ids.hpp"
#include "bot/core/run_words.hpp"

namespace tocsin::store {

class Database;

struct MessageReference {
    ChannelId channel;
    MessageTs ts;
};

/// The name of the message that pages somebody: `notify:P1:3`.
inline std::string notification_message(std::string_view page, int number) { return "notify:" + std::string(page) + ":" + std::to_string(number); }

/// The name of a run's message: `run:7`.
inline std::string run_message(RunId run) { return "run:" + std::to_string(run.value); }

class ReferenceRepository {
public:
    explicit ReferenceRepository(Database& database) : database_(database) {}

    /// `name`: `card`, `announcement`, `notification_message`, or the name of a named post.
    std::optional<MessageReference> find(IncidentNumber incident, std::string_view name) const;
    void put(IncidentNumber incident, std::string_view name, const MessageReference& reference);
    void erase(IncidentNumber incident, std::string_view name);

private:
    Database& database_;
};

}  // namespace tocsin::store
