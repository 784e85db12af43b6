// Which channels of Slack belong to incidents, so that what happens in all the others is dropped before it costs a transaction. Owned by
// the events endpoint; I/O thread.
//
// Memory only answers where another replica could not know better (design §2). "It is one" stays true: a job looks again anyway, in its
// transaction. "It is none" could be overtaken, for a channel becomes an incident's at one moment: when it was just made. So that answer
// holds for five seconds and is then asked for again; and it is used only for what is written into a message that nobody may have marked
// yet. Unknown: the store is asked.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <unordered_map>
#include <unordered_set>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/store/store.hpp"

namespace tocsin::ops {

class IncidentChannels {
public:
    IncidentChannels(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

    /// True also where the store could not be asked: then the job finds out.
    boost::asio::awaitable<bool> may_be_one(ChannelId channel);
    /// Asks the store unless it is known to be one.
    boost::asio::awaitable<bool> ask(ChannelId channel);

private:
    store::Store& store_;
    const Clock& clock_;
    std::unordered_set<ChannelId> ones_;
    std::unordered_map<ChannelId, Time> others_;  ///< since when it is known; bounded
};

}  // namespace tocsin::ops
