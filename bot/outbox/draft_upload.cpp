// The post-mortem draft as a file in a channel: the pair of calls around an upload. Part of SlackSender; I/O thread.
#include <algorithm>

#include "bot/core/status.hpp"
#include "bot/outbox/draft_file.hpp"
#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

/// A file carries no metadata. After a lost answer it is known by its name, among what the bot has posted since the row was made.
asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::UploadPostmortem what, OutboxRow row, Prepared prepared) {
    ChannelId channel = prepared.incident->channel;
    // Nothing can be put into an archived channel: it goes to whoever asked.
    if (prepared.incident->channel_archived || is_over(prepared.incident->status)) {
        if (!is_slack_person(what.asked_by)) co_return Refused{"is_archived", "the channel is archived, and who asked is not known in Slack"};
        const UserId user = slack_user(what.asked_by);
        if (auto not_opened = co_await open_direct(user)) co_return *std::move(not_opened);
        channel = direct_with(user);
    }
    DraftFile file = draft_file(*prepared.incident, prepared.timeline, settings_, directory_);
    // Each export has a name of its own, by which it is known again.
    file.name.insert(file.name.rfind('.'), "-" + std::to_string(row.id.value));
    Delivered done;
    done.detail = file.name;
    if (row.maybe_sent) {
        const auto stands = [name = file.name](const slack::HistoryMessage& found) {
            return !found.message.bot_id.empty() && std::ranges::find(found.message.files, name, &slack::MessageFile::name) != found.message.files.end();
        };
        const auto found = co_await look_for(channel, row, {}, stands);
        if (!found) co_return not_seen(found.error());
        if (*found) co_return done;
    }
    const auto url = co_await call(slack::call::upload_url(file.name, file.bytes.size()));
    const auto* granted = std::get_if<slack::Ok>(&url);
    if (granted == nullptr) co_return to_outcome(url);
    const std::string file_id = granted->file_id;
    const auto uploaded = co_await client_.upload(granted->upload_url, file.bytes);
    if (!std::holds_alternative<slack::Ok>(uploaded)) co_return to_outcome(uploaded);
    co_return to_outcome(co_await call(slack::call::complete_upload(file_id, file.name, channel)), done);
}

}  // namespace tocsin::outbox
