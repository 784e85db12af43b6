// Table `slack_message`: which Slack message shows what (card, announcement, a named reminder), so that it can be edited
// in place. Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// What the names of the direct messages begin with that asked people about a step: `ask:7:ok:`.
inline std::string questions_of(RunId run, const StepKey& step) { return "ask:" + std::to_string(run.value) + ":" + step.value + ":"; }
/// One of them: `ask:7:ok:0:U0BOB`.
inline std::string question_message(RunId run, const StepKey& step, int attempt, const UserId& user) {
    return questions_of(run, step) + std::to_string(attempt) + ":" + user.value;
}

class ReferenceRepository {
public:
    explicit ReferenceRepository(Database& database) : database_(database) {}

    /// `name`: `card`, `announcement`, `notification_message`, `run_message`, `question_message`, or the name of a named post.
    std::optional<MessageReference> find(IncidentNumber incident, std::string_view name) const;
    /// The names that begin like this, in order; `prefix` ends with a character of ASCII.
    std::vector<std::string> names(IncidentNumber incident, std::string_view prefix) const;
    void put(IncidentNumber incident, std::string_view name, const MessageReference& reference);
    void erase(IncidentNumber incident, std::string_view name);

private:
    Database& database_;
};

}  // namespace tocsin::store
