// Table `import_candidate`: messages of a channel's history that may become entries, if somebody accepts them. Part of Repositories.
#pragma once

#include <optional>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::store {

class Database;

struct ImportCandidate {
    IncidentNumber incident;
    ItemNumber number;  ///< none while the history is still being read; kept for ever afterwards
    ChannelId channel;
    MessageTs ts;
    ActorId author;
    Markup words;       ///< the beginning of its text
};

class ImportRepository {
public:
    explicit ImportRepository(Database& database) : database_(database) {}

    /// One that is there already, from a page that was read twice, stays as it is.
    void add(const ImportCandidate& candidate);
    /// Numbers those that have none, oldest first.
    void number_all(IncidentNumber incident);
    /// The numbered ones, oldest first.
    std::vector<ImportCandidate> of(IncidentNumber incident) const;
    void forget(IncidentNumber incident);
    /// The message was deleted, or says something else now.
    void forget(const ChannelId& channel, const MessageTs& ts);
    void reword(const ChannelId& channel, const MessageTs& ts, const Markup& words);

private:
    Database& database_;
};

}  // namespace tocsin::store
