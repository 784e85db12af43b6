// Nothing that somebody typed is cut behind their back: it is kept whole, or refused with a count and given back.
#include "bot/base/text.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// `count` characters in short words, and what they end with.
std::string filled(std::size_t count, const std::string& last) {
    std::string out;
    while (out.size() + 5 < count - last.size()) out += "word ";
    return out + std::string(count - last.size() - out.size(), '.') + last;
}

}  // namespace

TEST_CASE("a note of 40,000 characters is kept to its last word, and one more is refused") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.command(R"({"text":"note )" + filled(40'000, "the-end") + R"(","incident":1})");
    CHECK_THAT(story.api("GET", "/api/v1/incidents/1/timeline").body, Contains("the-end"));
    const auto refused = story.command(R"({"text":"note )" + filled(40'001, "the-end") + R"(","incident":1})");
    CHECK(refused.status == 422);
    CHECK_THAT(refused.body, Contains("The note has 40001 characters, and 40000 fit. Nothing was recorded."));
    CHECK(story.count(1, "note_added") == 1);
    story.says(channel, {"more characters, which the record has"});
}

TEST_CASE("an update of many words reaches stakeholders whole") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "update " + filled(4'500, "the-end"));
    story.says(kUpdates, {"the-end"});
    story.says(channel, {"the-end"});
}

TEST_CASE("a title, a task and a label that are too long are refused with what was typed") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    // Counted in characters, as whoever types counts them: 500 of them may be 1,500 bytes.
    std::string fits;
    for (int i = 0; i < 500; ++i) fits += "支";
    story.type(kBob, channel, "set title " + fits);
    CHECK(story.incident(1).title == fits);
    CHECK_THAT(story.type(kBob, channel, "set title " + fits + "払"), Contains("The title has 501 characters, and 500 fit") && Contains("You typed: 支支") && Contains("払"));
    CHECK_THAT(story.type(kBob, kGeneral, "declare sev3 " + fits + "払"), Contains("501 characters"));
    CHECK_THAT(story.type(kBob, channel, "task " + filled(3'001, "the-end")), Contains("The task has 3001 characters") && Contains("the-end"));
    CHECK_THAT(story.type(kBob, channel, "link https://x.example " + filled(201, "the-end")), Contains("The label has 201 characters"));
    CHECK(story.incident(1).tasks.empty());
    CHECK(story.incident(1).links.empty());
    story.all_was_expected();
}
