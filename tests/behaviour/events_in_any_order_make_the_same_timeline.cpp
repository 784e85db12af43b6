// Slack promises no order and delivers at least once: whatever the order and the repeats, the same entries stand in the end.
#include <algorithm>
#include <random>

#include "bot/base/text.hpp"
#include "bot/core/entries.hpp"
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;

namespace {

using Dice = std::mt19937;

int roll(Dice& dice, int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(dice); }

struct Way {
    unsigned order = 0;     ///< 0: as it happened
    bool at_once = false;   ///< each event is told as it happens; else all of them in the end
    bool erasing = false;   ///< messages are deleted as well
};

/// Names of people and channels come with it; of the note that said when, another time.
std::string edited(std::size_t message, int step) {
    const std::string words = "edited " + std::to_string(step) + " by <@U0ALICE> in <#C0UPDATES>";
    return message == 4 ? "<@U0TOCSIN> note " + words + " --at 14:" + std::to_string(10 + step) : words;
}

/// What people do with five messages, some of it undone again.
void live(Story& story, const std::string& channel, Dice& dice, const Way& way) {
    auto& slack = story.slack();
    const char* people[] = {kAlice, kBob, kCarol};
    const char* emoji[] = {"pushpin", "stopwatch", "star"};
    std::vector<std::string> messages;
    for (int i = 0; i < 3; ++i) messages.push_back(slack.say(kCarol, channel, "message " + std::to_string(i)));
    messages.push_back(slack.reply(kCarol, channel, messages[0], "<@U0TOCSIN> note of a thread"));
    messages.push_back(slack.say(kCarol, channel, "<@U0TOCSIN> note it began --at 14:05"));
    for (int step = 0; step < 16; ++step) {
        const std::size_t at = static_cast<std::size_t>(roll(dice, 5));
        const auto& ts = messages[at];
        const char* who = people[roll(dice, 3)];
        const char* what = emoji[roll(dice, 3)];
        switch (roll(dice, 6)) {
            case 0:
            case 1: slack.react(who, channel, ts, what); break;
            case 2: slack.unreact(who, channel, ts, what); break;
            case 3: slack.edit(kCarol, channel, ts, edited(at, step)); break;
            case 4: roll(dice, 2) == 0 ? slack.pin(who, channel, ts) : slack.unpin(who, channel, ts); break;
            case 5:
                if (roll(dice, 4) == 0 && way.erasing) slack.erase(channel, ts);
                break;
        }
        story.advance_a_little();
        if (way.at_once) story.deliver_events();
    }
}

/// What somebody reads in the end.
std::vector<std::string> entries(Story& story) {
    const auto events = story.timeline(1);
    const auto states = entry_states(events);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto* task = std::get_if<event::TaskAdded>(&events[i].body);
        if (states[i].withdrawn || (task == nullptr && !std::holds_alternative<event::MessageCaptured>(events[i].body))) continue;
        // Numbers of tasks tell the order in which they were made.
        const std::string words = std::to_string(unix_seconds(events[i].occurred_at)) + " " + plain_text(describe_entry(events[i], states[i]));
        if (task != nullptr) out.push_back("task" + words.substr(words.find(':')) + words.substr(0, words.find(' ')));
        else out.push_back(plain_text(who_of(events[i])) + " " + words);
    }
    std::ranges::sort(out);
    return out;
}

std::vector<std::string> told(unsigned seed, const Way& way) {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    Dice dice(seed);
    live(story, channel, dice, way);
    auto requests = story.slack().take_events();
    Dice shuffle(way.order);
    if (way.order > 0) {
        const auto first = requests;
        for (const auto& request : first)
            if (roll(shuffle, 3) == 0) requests.push_back(story.slack().retry(request));
        std::ranges::shuffle(requests, shuffle);
    }
    for (const auto& request : requests) {
        CHECK(story.deliver(request).status == 200);
        if (way.order > 0 && roll(shuffle, 3) == 0) story.settle();
    }
    story.settle();
    story.deliver_events();
    // What the channel and people were told on the way depends on the way.
    for (const auto& message : story.slack().messages(channel))
        if (!message.bot_id.empty()) story.overlook(message.ts);
    for (const char* person : {kAlice, kBob, kCarol})
        for (const auto& whisper : story.slack().ephemerals(person)) story.overlook(whisper.ts);
    return entries(story);
}

/// Whether an entry was made before or after its message was edited does not matter.
std::vector<std::string> without_edited(std::vector<std::string> entries) {
    for (auto& entry : entries) entry = text::replace_all(std::move(entry), " (edited)", "");
    std::ranges::sort(entries);
    return entries;
}

}  // namespace

TEST_CASE("events in any order and more than once make the same timeline") {
    std::size_t seen = 0;
    for (unsigned seed = 1; seed <= 10; ++seed) {
        const auto as_it_happened = told(seed, {0, true, false});
        seen += as_it_happened.size();
        for (unsigned order = 1; order <= 2; ++order) {
            INFO("seed " << seed << ", order " << order);
            CHECK(without_edited(told(seed, {order, false, false})) == without_edited(as_it_happened));
        }
    }
    CHECK(seen > 10);
}

TEST_CASE("the same where messages are deleted, before anything was told") {
    for (unsigned seed = 20; seed <= 27; ++seed) {
        const auto in_order = told(seed, {0, false, true});
        INFO("seed " << seed);
        CHECK(told(seed, {1, false, true}) == in_order);
        CHECK(told(seed, {2, false, true}) == in_order);
    }
}

namespace {

/// What is known of a channel in the end: its name, whether it is archived, and who may see the incident by being in it.
std::string known_of_channel(unsigned seed, unsigned order) {
    Story story;
    const bool is_private = seed % 2 == 0;
    story.type(kBob, kGeneral, is_private ? "declare sev2 Payroll was stolen --private" : "declare sev2 Checkout is failing");
    const auto channel = story.channel_id(1);
    story.deliver_events();
    Dice dice(seed);
    auto& slack = story.slack();
    for (int step = 0; step < 8; ++step) {
        switch (roll(dice, 4)) {
            case 0: slack.rename_as_user(channel, "room-" + std::to_string(step)); break;
            case 1: slack.join_channel(kCarol, channel); break;
            case 2: slack.leave_channel(kCarol, channel); break;
            case 3:
                // A private one that was archived tells the bot no more.
                if (is_private) break;
                if (slack.state().channels.at(channel).archived) slack.unarchive_as_user(kAlice, channel);
                else slack.archive_as_user(channel, kAlice);
                break;
        }
        story.advance_a_little();
    }
    auto requests = slack.take_events();
    Dice shuffle(order);
    if (order > 0) {
        const auto first = requests;
        for (const auto& request : first)
            if (roll(shuffle, 3) == 0) requests.push_back(slack.retry(request));
        std::ranges::shuffle(requests, shuffle);
    }
    for (const auto& request : requests) CHECK(story.deliver(request).status == 200);
    // Nobody asks Slack meanwhile how it is: this is what the events say.
    const auto state = story.incident(1);
    story.advance(minutes{2});
    story.all_was_expected();
    std::string out = state.channel_name + (state.channel_archived ? " archived" : "");
    for (const auto& person : state.admitted) out += " " + person.value;
    CHECK(state.channel_name == slack.state().channels.at(channel).name);
    CHECK(state.channel_archived == slack.state().channels.at(channel).archived);
    return out;
}

}  // namespace

TEST_CASE("what a channel is called, whether it is archived and who is in it comes out the same, whatever comes first") {
    for (unsigned seed = 1; seed <= 16; ++seed) {
        const auto as_it_happened = known_of_channel(seed, 0);
        for (unsigned order = 1; order <= 2; ++order) {
            INFO("seed " << seed << ", order " << order);
            CHECK(known_of_channel(seed, order) == as_it_happened);
        }
    }
}
