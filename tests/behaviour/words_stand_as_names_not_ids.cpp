// Whoever and whatever a typed text names is on record by name, through each door: nobody reads an id, and nobody is called by it.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kWords = "<@U0CAROL|carol> <#C0GENERAL|general> <!subteam^S0SRE|@sre>";
constexpr const char* kNamed = "@carol #general @sre";

/// All that is written of an incident, wherever it is read.
std::string everything(Story& story, const std::string& channel) {
    std::string text = story.type(kBob, channel, "timeline --last 100") + story.card_text(1) + story.channel_of(1).name + story.channel_of(1).topic;
    for (const char* where : {kAnnounce, kUpdates})
        for (const auto& message : story.slack().messages(where)) text += message.text + readable(message.text, message.blocks) + "\n";
    for (const auto& message : story.slack().messages(channel)) text += message.text + readable(message.text, message.blocks) + "\n";
    return text + story.api("GET", "/api/v1/incidents/1/postmortem").body;
}

void has_no_ids(const std::string& text) {
    INFO(text);
    for (const char* id : {"U0CAROL", "S0SRE", "C0GENERAL"}) CHECK_THAT(text, !Contains(id));
}

}  // namespace

TEST_CASE("a command's title, notes and reasons name people, groups and channels") {
    Story story;
    const auto channel = story.declare(kBob, std::string("sev2 Ask ") + kWords);
    CHECK(story.incident(1).title == std::string("Ask ") + kNamed);
    CHECK(story.channel_of(1).name == "inc-1-ask-carol-general-sre");
    const std::string words = kWords;
    for (const auto& command : {"note one " + words, "update two " + words, "status identified three " + words, "set summary four " + words, "set cause five " + words,
                                "sev 1 six " + words, std::string("task seven <#C0GENERAL|general> of <!subteam^S0SRE|@sre> now"),
                                "link https://example.com eight " + words, "set title nine " + words, "resolve ten " + words, "reopen eleven " + words})
        story.type(kBob, channel, command);
    const auto read = everything(story, channel);
    has_no_ids(read);
    CHECK_THAT(read, Contains("seven #general of @sre now"));
    for (const char* number : {"one ", "two ", "three ", "four ", "five ", "six ", "eight ", "nine ", "ten ", "eleven "})
        CHECK_THAT(read, Contains(std::string(number) + kNamed));
    story.all_was_expected();
}

TEST_CASE("what Slack sent without a name is asked for") {
    Story story;
    story.slack().add_user_group({"S0SRE", "sre", {kCarol}, false});
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "update ask <@U0CAROL> of <!subteam^S0SRE> in <#C0GENERAL>");
    const auto read = everything(story, channel);
    has_no_ids(read);
    CHECK_THAT(read, Contains("ask @carol of @sre in #general"));
    story.all_was_expected();
}

TEST_CASE("a form's fields and a message's words in a form are named too") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "update");
    story.submit(kBob, {{"text", {std::string("form ") + kWords}}});
    const auto said = story.slack().say(kCarol, kGeneral, std::string("shortcut ") + kWords);
    story.use_message_shortcut(kBob, kGeneral, said, "tocsin.followup");
    CHECK_THAT(story.form_value(kBob, "text"), Contains(std::string("shortcut ") + kNamed));
    story.close_form(kBob);
    const auto read = everything(story, channel);
    has_no_ids(read);
    CHECK_THAT(read, Contains(std::string("form ") + kNamed));
    story.all_was_expected();
}

TEST_CASE("the channel of a private incident is never named in another's text") {
    Story story;
    story.type(kBob, kGeneral, "declare sev2 Zanzibar was robbed --private");
    const auto secret = story.channel_id(1);
    const auto channel = [&] {
        story.type(kBob, kGeneral, "declare sev2 Checkout is failing");
        return story.channel_id(2);
    }();
    story.type(kBob, channel, "note see <#" + secret + "|inc-1-zanzibar-was-robbed> and <#" + secret + ">");
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("see #(a private channel) and #(a private channel)") && !Contains("zanzibar"));
    story.all_was_expected();
}

TEST_CASE("a text never calls anybody, whatever it names") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "update <!here> <!channel> <@U0CAROL|carol>");
    for (const char* where : {kUpdates, channel.c_str()})
        for (const auto& message : story.slack().messages(where)) CHECK_THAT(message.text + message.blocks, !Contains("<!here") && !Contains("<!channel") && !Contains("<@U0CAROL"));
    story.all_was_expected();
}
