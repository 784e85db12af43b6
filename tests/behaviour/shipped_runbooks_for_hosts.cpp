// The shipped runbooks about hosts, databases, flags and first steps, each run to its end against stubs: every argument in order, and what is
// left when something fails on the way.
#include <fstream>

#include "tests/support/oncall_files.hpp"
#include "tests/support/shipped_runbooks.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kUnit = "orders-worker.service";
const Lines kLooked{"systemctl --host=web1 show --property=ActiveState,SubState,MainPID,NRestarts -- " + kUnit,
                    "systemctl --host=web1 status --no-pager --full --lines=200 -- " + kUnit};
const std::string kRestart = "systemctl --host=web1 restart -- " + kUnit, kIsActive = "systemctl --host=web1 is-active -- " + kUnit;

/// Carol has started it, and it asks.
std::string up_to_restarting(Story& story, std::vector<Stub> stubs) {
    const auto channel = story.declare(kCarol, "sev2 Orders are stuck");
    stubs.emplace_back(" show ", ScriptedCommands::printed("ActiveState=active\nSubState=running\n"));
    stub(story, std::move(stubs));
    story.type(kCarol, channel, "run restart-worker host=web1 unit=" + kUnit);
    CHECK_THAT(story.run_text(1), Contains("It is now: ActiveState=active"));
    CHECK(story.commands().lines() == kLooked);
    story.says(story.direct(kBob), {"your answer is asked for"});
    return channel;
}

}  // namespace

TEST_CASE("shipped: a worker is restarted after somebody agreed") {
    Story story({}, with_library);
    const auto channel = up_to_restarting(story, {{" status ", ScriptedCommands::exited(3, "inactive")}});
    story.press_run(kBob, 1, "approve agree");
    CHECK(story.commands().lines() == then(kLooked, {kRestart}));
    story.advance(seconds{31});
    CHECK(story.commands().lines() == then(kLooked, {kRestart, kIsActive}));
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
    said(story, channel, {"Run 1", "What `state` printed", "What `log` printed", "run 1 succeeded"});
}

TEST_CASE("shipped: a worker that does not come up is reported") {
    Story story({}, with_library);
    const auto channel = up_to_restarting(story, {{" is-active ", ScriptedCommands::exited(3, "failed")}});
    story.press_run(kBob, 1, "approve agree");
    story.advance(minutes{1});
    CHECK(story.commands().lines() == then(kLooked, {kRestart, kIsActive, kIsActive, kIsActive}));
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("up failed: exit code 3"));
    said(story, channel, {"Run 1", "What `state` printed", "What `up` printed", "What `up`, attempt 2 printed", "did not come up after the restart", "run 1 failed", "What `up`, attempt 3 printed"});
}

TEST_CASE("shipped: a restart that is denied touches nothing and says nothing of a worker that did not come up") {
    Story story({}, with_library);
    const auto channel = up_to_restarting(story, {});
    story.type(kBob, channel, "runs 1 deny agree it is working");
    CHECK(story.commands().lines() == kLooked);
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("it is working"));
    said(story, channel, {"Run 1", "What `state` printed", "run 1 failed"});
}

namespace {

const std::string kTopology = "orchestrator-client -c topology -alias orders", kWho = "orchestrator-client -c which-cluster-master -alias orders";
const std::string kGraceful = "orchestrator-client -c graceful-master-takeover -alias orders -d db2:3306";
const std::string kForced = "orchestrator-client -c force-master-takeover -alias orders -d db2:3306";
/// Of a cluster of many replicas: longer than an output may be.
const std::string kTree = "db1:3306 [0s,ok]\n" + std::string(100, ' ') + "+ db2:3306 [0s,ok]\n" + std::string(5000, '.');

/// Bob has started it, somebody looked at the topology, and two people agreed.
std::string up_to_promoting(Story& story, const std::string& more, std::vector<Stub> stubs) {
    const auto channel = story.declare(kCarol, "sev1 Orders database is lost");
    stubs.emplace_back(" topology ", ScriptedCommands::printed(kTree));
    stubs.emplace_back(" which-cluster-master ", ScriptedCommands::printed("db2:3306\n"));
    stub(story, std::move(stubs));
    story.type(kBob, channel, "set service checkout");
    story.type(kBob, channel, "run failover-mysql cluster=orders primary=db1:3306 replica=db2:3306" + more);
    CHECK_THAT(story.run_text(1), Contains("Is db2:3306 the replica with the least lag"));
    story.press_run(kCarol, 1, "done looked");
    story.press_run(kBob, 1, "approve agree");
    CHECK(story.commands().lines() == Lines{kTopology});
    story.press_run(kAlice, 1, "approve agree");
    return channel;
}

void with_library_and_team(tocsin::Config& config) {
    with_library(config);
    config.oncall_file = std::string(TOCSIN_BINARY_DIR) + "/shipped_runbooks_oncall.yaml";
    std::ofstream(config.oncall_file) << kTeamFile;
}

}  // namespace

TEST_CASE("shipped: a MySQL replica takes over") {
    const bool forced = GENERATE(false, true);
    Story story({}, with_library);
    const auto channel = up_to_promoting(story, forced ? " forced=yes" : "", {});
    CHECK(story.commands().lines() == Lines{kTopology, forced ? kForced : kGraceful, kWho});
    CHECK_THAT(story.run_text(1), Contains("Primary of orders is now db2:3306"));
    story.press_run(kBob, 1, "done confirm");
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
    said(story, channel, {"service", "Run 1", "What `topology` printed", "What `verify` printed", "primary moved from db1:3306 to db2:3306", "run 1 succeeded"});
}

TEST_CASE("shipped: a fail-over that fails says so and pages the people of the service") {
    Story story({}, with_library_and_team);
    const auto channel = up_to_promoting(story, "", {{"graceful", ScriptedCommands::exited(1, "FATAL: Desired master is not a replica")}});
    CHECK(story.commands().lines() == Lines{kTopology, kGraceful});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("graceful failed: exit code 1"));
    CHECK(story.count(1, "page_requested") == 1);
    story.says(story.direct(kBob), {"the primary may be unclear"});
    story.type(kBob, channel, "ack");
    said(story, channel, {"service", "Run 1", "What `topology` printed", "The fail-over of orders did not end well", "page to *Checkout*", "paging Bob", "run 1 failed", "What `graceful` printed",
                         "acknowledged by", "lead"});
}

namespace {

const std::string kSsh = "ssh -o BatchMode=yes -- web1 ";
const std::string kFull = kSsh + "df --output=pcent /";
const Lines kFreed = each_after(kSsh, {"df --output=pcent /", "du --one-file-system --max-depth=2 --threshold=1G --human-readable /", "sudo -n journalctl --vacuum-time=2d",
                                       "sudo -n apt-get clean", "sudo -n crictl rmi --prune", "df --output=pcent /"});

/// The disk is so full at first, and then.
void disk(Story& story, const std::string& before, const std::string& after, const std::vector<Stub>& others) {
    story.commands().answer([=, first = true](const auto& request) mutable {
        const std::string line = request.name + " " + tocsin::text::join(request.arguments, " ");
        if (line == kFull) return ScriptedCommands::printed("Use%\n " + (std::exchange(first, false) ? before : after) + "\n");
        for (const auto& [part, result] : others)
            if (line.contains(part)) return result;
        return in_silence();
    });
}

}  // namespace

TEST_CASE("shipped: a full disk is freed") {
    Story story({}, with_library);
    const auto channel = story.declare(kCarol, "sev3 Disk is full");
    disk(story, "97%", "61%", {{"crictl", ScriptedCommands::exited(127, "crictl: command not found")}});
    story.type(kBob, channel, "run free-disk host=web1");
    CHECK(story.commands().lines() == kFreed);
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded") && Contains("exit code 127"));
    said(story, channel, {"Run 1", "97% → ", "run 1 succeeded", "What `before` printed", "What `images` printed", "What `after` printed"});
}

TEST_CASE("shipped: a disk that stays full is shown to a person, also if du could not read everything") {
    Story story({}, with_library);
    const auto channel = story.declare(kCarol, "sev3 Disk is full");
    disk(story, "100%", "80%", {{" du ", ScriptedCommands::exited(1, "du: cannot read directory '/root': Permission denied")}});
    story.type(kBob, channel, "run free-disk host=web1");
    CHECK(story.commands().lines() == kFreed);
    CHECK_THAT(story.run_text(1), Contains("/ of web1 is still at Use%") && Contains("80%"));
    story.press_run(kBob, 1, "done look");
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
    said(story, channel, {"Run 1", "What `before` printed", "What `largest` printed", "What `after` printed", "100% → ", "run 1 succeeded"});
}

TEST_CASE("shipped: a host that does not answer fails its run, and nothing is deleted there") {
    Story story({}, with_library);
    const auto channel = story.declare(kCarol, "sev3 Disk is full");
    stub(story, {{"ssh", ScriptedCommands::exited(255, "ssh: connect to host web1 port 22: Connection timed out")}});
    story.type(kBob, channel, "run free-disk host=web1");
    CHECK(story.commands().lines() == Lines{kFull, kFull, kFull});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("before failed: exit code 255"));
    said(story, channel, {"Run 1", "run 1 failed", "What `before` printed", "What `before`, attempt 2 printed", "What `after` printed"});
}

namespace {

/// The Unleash server: what it was asked, and a flag that is on or off.
struct Unleash {
    Lines asked;
    bool on = true;
    int refuses_with = 0;

    explicit Unleash(Story& story) {
        story.network().add_host("https://unleash.internal", [this](const tocsin::net::Request& request) { return answer(request); });
    }
    tocsin::net::Response answer(const tocsin::net::Request& request) {
        const std::string place = "/api/admin/projects/default/features/new-cart/environments/production";
        CHECK(request.target.starts_with(place));
        CHECK(request.headers.get("Authorization") == kUnleashToken);
        asked.push_back(request.method + request.target.substr(place.size()));
        if (request.method == "GET") return {200, {}, on ? R"({"name":"production","enabled":true})" : R"({"name":"production","enabled":false})"};
        if (refuses_with != 0) return {refuses_with, {}, R"({"message":"no permission"})"};
        on = request.target.ends_with("/on");
        return {200, {}, ""};
    }
};

}  // namespace

TEST_CASE("shipped: a feature flag is switched off") {
    Story story({}, with_library);
    Unleash unleash(story);
    const auto channel = story.declare(kCarol, "sev2 New cart is broken");
    story.type(kBob, channel, "run disable-flag flag=new-cart");
    CHECK(unleash.asked == Lines{"GET", "POST/off"});
    CHECK_FALSE(unleash.on);
    SECTION("and stays off") {
        story.advance(minutes{1} + seconds{5});
        CHECK(unleash.asked.size() == 2);
        CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
        said(story, channel, {"Run 1", "What `before` printed", "Flag new-cart switched off in production", "run 1 succeeded"});
    }
    SECTION("and, since it was not the cause, on again") {
        story.type(kBob, channel, "runs 1 abort it was not the flag");
        story.press_run(kBob, 1, "undo off.compensate");
        CHECK(unleash.asked == Lines{"GET", "POST/off", "POST/on"});
        CHECK_THAT(story.run_text(1), Contains("Run 1 · aborted"));
        said(story, channel, {"Run 1", "What `before` printed", "run 1 aborted"});
    }
}

TEST_CASE("shipped: a flag that is off already is left alone") {
    Story story({}, with_library);
    Unleash unleash(story);
    unleash.on = false;
    const auto channel = story.declare(kCarol, "sev2 New cart is broken");
    story.type(kBob, channel, "run disable-flag flag=new-cart");
    CHECK(unleash.asked == Lines{"GET"});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
    said(story, channel, {"Run 1", "new-cart is off in production already", "run 1 succeeded", "What `before` printed"});
}

TEST_CASE("shipped: a flag that may not be switched fails its run after three attempts") {
    Story story({}, with_library);
    Unleash unleash(story);
    unleash.refuses_with = 403;
    const auto channel = story.declare(kCarol, "sev2 New cart is broken");
    story.type(kBob, channel, "run disable-flag flag=new-cart");
    story.advance(seconds{30});
    CHECK(unleash.asked == Lines{"GET", "POST/off", "POST/off", "POST/off"});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("off failed: answered with status 403"));
    said(story, channel, {"Run 1", "What `before` printed", "What `off` printed", "run 1 failed", "What `off`, attempt 2 printed", "What `off`, attempt 3 printed"});
}

TEST_CASE("shipped: the triage checklist is worked through") {
    Story story({}, with_library);
    SECTION("of a bad incident, to the stakeholders") {
        const auto channel = story.declare(kCarol, "sev2 Something");
        story.type(kCarol, channel, "run triage");
        for (const char* step : {"lead", "impact", "severity", "changes", "load", "dependencies", "mitigate", "people", "update"}) {
            CHECK_THAT(story.run_text(1), Contains("Run 1 · running"));
            story.press_run(kCarol, 1, std::string("done ") + step);
        }
        CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
        said(story, channel, {"Run 1", "run 1 succeeded"});
    }
    SECTION("of a small one, without them, one point skipped with a reason") {
        const auto channel = story.declare(kCarol, "sev3 Something");
        story.type(kCarol, channel, "run triage");
        CHECK_THAT(story.type(kCarol, channel, "runs 1 skip lead I am alone"), Contains("Impact"));
        for (const char* step : {"impact", "severity", "changes", "dependencies", "load", "mitigate"}) story.press_run(kCarol, 1, std::string("done ") + step);
        CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
        said(story, channel, {"Run 1", "run 1 succeeded"});
    }
    SECTION("to where somebody ends it") {
        const auto channel = story.declare(kCarol, "sev2 Something");
        story.type(kCarol, channel, "run triage");
        story.press_run(kCarol, 1, "done lead");
        story.type(kCarol, channel, "runs 1 abort false alarm");
        CHECK_THAT(story.run_text(1), Contains("Run 1 · aborted"));
        said(story, channel, {"Run 1", "run 1 aborted"});
    }
    CHECK(story.commands().asked().empty());
}
