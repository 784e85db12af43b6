// A Slack sender over a bench, between real Web API codecs and a scripted network. Made by a test case; its own thread.
#pragma once

#include <nlohmann/json.hpp>

#include "bot/outbox/prepare.hpp"
#include "bot/outbox/slack_sender.hpp"
#include "tests/support/scripted_http.hpp"
#include "tests/support/shell_bench.hpp"
#include "tests/unit/outbox/expect_outcome.hpp"

namespace tocsin::testing {

inline std::string posted(const std::string& channel, const std::string& ts) {
    return R"({"ok":true,"channel":")" + channel + R"(","ts":")" + ts + R"("})";
}

class SlackSenderBench {
public:
    SlackSenderBench() : number(bench.declare_with_channel()) {}

    /// The row as the dispatcher would read it, and one attempt with what the store knows for it.
    OutboxRow add(Delivery what, bool of_incident = true) {
        OutboxId id;
        bench.in_job([&](store::UnitOfWork& work) {
            id = work.tables().outbox.add(of_incident ? number : IncidentNumber(), what, work.now(), work.now(), true);
        });
        return *bench.row(id);
    }
    DeliveryOutcome send(OutboxRow row) {
        auto prepared = prepare(row);
        return bench.await(sender.send(std::move(row), std::move(prepared)), seconds{15});
    }
    /// The same when its turn has come.
    DeliveryOutcome send_in_turn(OutboxRow row) {
        if (const Time at = turn(row); at > bench.clock.now()) bench.advance(at - bench.clock.now());
        return send(std::move(row));
    }
    outbox::Prepared prepare(const OutboxRow& row) {
        outbox::Prepared prepared;
        bench.look([&](const store::Snapshot& view) { prepared = outbox::prepare(view, row, {}, {}); });
        return prepared;
    }
    Time turn(const OutboxRow& row) { return sender.earliest(row, prepare(row), bench.clock.now()); }
    void refer(const std::string& name, const std::string& channel, const std::string& ts) {
        bench.in_job([&](store::UnitOfWork& work) { work.tables().references.put(number, name, {ChannelId(channel), MessageTs(ts)}); });
    }
    void record(EventBody body) {
        bench.in_job([&](store::UnitOfWork& work) { work.record(number, std::move(body), kAlice); });
    }
    nlohmann::json body(std::size_t request) const { return nlohmann::json::parse(http.sent.at(request).body); }

    ShellBench bench;
    ScriptedHttp http{bench.clock};
    slack::Client client{http, bench.clock, "https://slack.com/api/", "xoxb-1"};
    ops::Directory directory{*bench.store, nullptr, bench.clock};
    outbox::SlackSender sender{client, directory, bench.settings, bench.clock, ""};
    IncidentNumber number;
};

}  // namespace tocsin::testing
