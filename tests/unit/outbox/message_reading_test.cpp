// A message that is edited while it is read for the record is read once more, and not for ever.
#include "handlers/marks.hpp"
#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

const ChannelId kChannel("C1");
const MessageTs kTs("1794000600.000100"), kFirstEdit("1794000601.000000"), kSecondEdit("1794000602.000000");

class Reading {
public:
    Reading() : number_(bench_.declare_with_channel()) {
        in_context([](handlers::Context& context) {
            handlers::MarkNews news{kChannel, kTs, "reaction:pushpin", EntryKind::timeline, kTs, true};
            CHECK(handlers::message_marked(context, news).ok);
        });
    }
    void edited(const MessageTs& version) {
        in_context([&](handlers::Context& context) {
            slack::InboundMessage message;
            message.channel = kChannel;
            message.ts = kTs;
            message.edited = version;
            message.text = "newer";
            handlers::message_edited(context, message, {});
        });
    }
    /// The waiting reading comes back with this version of the message.
    void read(const MessageTs& version, const std::string& text) {
        const auto row = waiting();
        in_context([&](handlers::Context& context) {
            REQUIRE(row);
            context.tables().outbox.finish(row->id);
            FetchedMessage message;
            message.author = store::testing::kAlice.actor;
            message.version = version;
            message.text = Markup(text);
            handlers::message_read(context, *row, message);
        });
    }
    std::optional<OutboxRow> waiting() {
        std::optional<OutboxRow> out;
        delivery::CaptureMessage reading;
        reading.channel = kChannel;
        reading.ts = kTs;
        bench_.look([&](const store::Snapshot& view) {
            for (auto& row : view.tables().outbox.waiting_in_lane(lane_of(number_, reading), 10)) out = std::move(row);
        });
        return out;
    }
    std::vector<std::string> entries() {
        std::vector<std::string> out;
        for (const auto& event : bench_.events(number_))
            if (const auto* captured = std::get_if<event::MessageCaptured>(&event.body)) out.push_back(plain_text(captured->text));
        return out;
    }

private:
    void in_context(const std::function<void(handlers::Context&)>& work) {
        bench_.in_job([&](store::UnitOfWork& unit) {
            handlers::Caller caller;
            caller.actor = store::testing::kAlice.actor;
            caller.level = AccessLevel::operator_;
            caller.source = Source("slack");
            handlers::Context context(unit, bench_.settings, caller);
            work(context);
        });
    }

    ShellBench bench_;
    IncidentNumber number_;
};

}  // namespace

TEST_CASE("an edit that comes while the message is read has it read again, and the entry is the newer text") {
    Reading reading;
    reading.edited(kSecondEdit);
    reading.read(kFirstEdit, "older");
    CHECK(reading.entries().empty());
    reading.read(kSecondEdit, "newer");
    CHECK(reading.entries() == std::vector<std::string>{"newer"});
    CHECK_FALSE(reading.waiting());
}

TEST_CASE("what Slack still shows as it was is taken so after the second reading") {
    Reading reading;
    reading.edited(kSecondEdit);
    reading.read(kFirstEdit, "older");
    reading.read(kFirstEdit, "older");
    CHECK(reading.entries() == std::vector<std::string>{"older"});
    CHECK_FALSE(reading.waiting());
}
