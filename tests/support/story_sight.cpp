// What a story sees, and what it expects to see.
#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"
#include "tests/support/story_inside.hpp"

namespace tocsin::story {

std::string readable(const std::string& text, const std::string& blocks) {
    std::string out = sandbox::SlackWorkspace::visible_text(blocks.empty() ? text : std::string(), blocks);
    for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) out = text::replace_all(std::move(out), from, to);
    return out;
}

void Story::read(const std::function<void(const store::Snapshot&)>& work) {
    const auto done = store::read_only(database(), work);
    if (!done) FAIL("the database cannot be read: " << done.error().message);
}

std::int64_t Story::dead_letters() {
    std::int64_t count = 0;
    read([&](const store::Snapshot& view) { count = view.tables().letters.dead(); });
    return count;
}

Incident Story::incident(int number) {
    std::optional<Incident> found;
    read([&](const store::Snapshot& view) { found = view.find(IncidentNumber(number)); });
    if (!found) FAIL("there is no incident " << number);
    return *found;
}

std::vector<Event> Story::timeline(int number) {
    std::vector<Event> events;
    read([&](const store::Snapshot& view) { events = view.tables().timeline.events(IncidentNumber(number)); });
    return events;
}

std::vector<std::string> Story::kinds(int number) {
    std::vector<std::string> out;
    for (const auto& event : timeline(number)) out.emplace_back(kind_of(event.body));
    return out;
}

std::size_t Story::count(int number, const std::string& kind) { return static_cast<std::size_t>(std::ranges::count(kinds(number), kind)); }

bool Story::has_channel(int number) { return !incident(number).channel.empty(); }

const sandbox::SlackChannel& Story::channel_of(int number) {
    const auto& channels = slack().state().channels;
    const auto found = channels.find(incident(number).channel.value);
    if (found == channels.end()) FAIL("incident " << number << " has no channel");
    return found->second;
}

sandbox::SlackMessage Story::card(int number) {
    const auto& channel = channel_of(number);
    if (channel.pinned.size() != 1) FAIL(channel.name << " has " << channel.pinned.size() << " pinned messages");
    const auto found = std::ranges::find(channel.messages, channel.pinned.front(), &sandbox::SlackMessage::ts);
    return *found;
}

std::string Story::card_text(int number) {
    const auto shown = card(number);
    return readable(shown.text, shown.blocks);
}

std::string Story::announcement(int number) {
    std::string text;
    const std::string name = "INC-" + std::to_string(number) + " ";
    for (const auto& message : slack().messages(kAnnounce))
        if (const auto shown = readable(message.text, message.blocks); shown.find(name) != std::string::npos) text = shown;
    return text;
}

std::vector<sandbox::SlackMessage> Story::unseen(const std::string& channel) {
    auto messages = slack().messages(channel);
    std::erase_if(messages, [&](const auto& m) { return m.bot_id.empty() || in_->seen.contains(m.ts); });
    return messages;
}

std::vector<sandbox::SlackEphemeral> Story::untold(const std::string& user) {
    auto told = slack().ephemerals(user);
    std::erase_if(told, [&](const auto& e) { return e.via == "answer" || in_->seen.contains(e.ts); });
    return told;
}

void Story::says(const std::string& channel, const std::vector<std::string>& texts) {
    const auto messages = unseen(channel);
    for (std::size_t i = 0; i < std::max(messages.size(), texts.size()); ++i) {
        const std::string shown = i < messages.size() ? readable(messages[i].text, messages[i].blocks) : "(no message)";
        if (i >= texts.size()) FAIL_CHECK("nobody expected: " << shown);
        else CHECK_THAT(shown, Catch::Contains(texts[i]));
        if (i < messages.size()) in_->seen.insert(messages[i].ts);
    }
}

void Story::overlook(const std::string& ts) { in_->seen.insert(ts); }

void Story::tells(const std::string& user, const std::vector<std::string>& texts) {
    const auto told = untold(user);
    REQUIRE(told.size() == texts.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
        CHECK_THAT(readable(told[i].text, told[i].blocks), Catch::Contains(texts[i]));
        in_->seen.insert(told[i].ts);
    }
}

void Story::has_card(int number) {
    const auto shown = card(number);
    CHECK_THAT(readable(shown.text, shown.blocks), Catch::Contains("INC-" + std::to_string(number) + " "));
    in_->seen.insert(shown.ts);
}

void Story::all_was_expected() {
    for (const auto& [id, channel] : slack().state().channels)
        for (const auto& message : unseen(id)) in_->seen.insert(message.ts);
    for (const auto& [id, user] : slack().state().users)
        for (const auto& told : untold(id)) in_->seen.insert(told.ts);
}

std::string Story::home_text(const std::string& user) {
    const auto* home = slack().home(user);
    return home == nullptr ? std::string() : readable({}, home->view);
}

void Story::has_card_and_announcement(int number) {
    const std::string name = "INC-" + std::to_string(number) + " ";
    has_card(number);
    std::size_t announced = 0;
    for (const auto& message : slack().messages(kAnnounce)) {
        if (readable(message.text, message.blocks).find(name) == std::string::npos) continue;
        in_->seen.insert(message.ts);
        ++announced;
    }
    CHECK(announced == 1);
}

void Story::check_messages() {
    for (const auto& [id, channel] : slack().state().channels)
        for (const auto& message : unseen(id)) FAIL_CHECK("nobody expected in " << channel.name << ": " << readable(message.text, message.blocks));
    for (const auto& [id, user] : slack().state().users)
        for (const auto& told : untold(id)) FAIL_CHECK("nobody expected for " << user.name << ": " << readable(told.text, told.blocks));
}

}  // namespace tocsin::story
