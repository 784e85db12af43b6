// The shipped runbooks about what runs on Kubernetes and AWS, each run to its end against stubs: every argument in order, and what is left
// when something fails on the way.
#include <algorithm>

#include "tests/support/shipped_runbooks.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kKube = "kubectl --namespace default ";
const Lines kRolledBack = each_after(kKube, {"get deployment checkout --output json", "rollout history deployment/checkout", "rollout undo deployment/checkout",
                                             "rollout status deployment/checkout --timeout=10m"});
const Stub kRevision41{"get deployment", ScriptedCommands::printed(R"({"metadata":{"annotations":{"deployment.kubernetes.io/revision":"41"}},"spec":{"replicas":3}})")};

/// Bob has started the roll-back, and it asks.
std::string up_to_agreeing(Story& story, std::vector<Stub> stubs) {
    const auto channel = story.declare(kCarol, "sev2 Checkout is failing");
    stubs.push_back(kRevision41);
    stub(story, std::move(stubs));
    story.type(kBob, channel, "run rollback-deployment deployment=checkout");
    CHECK_THAT(story.run_text(1), Contains("Roll back checkout in default from revision 41 to the one before it?"));
    CHECK(story.commands().lines() == Lines(kRolledBack.begin(), kRolledBack.begin() + 2));
    return channel;
}

}  // namespace

TEST_CASE("shipped: a deployment is rolled back, and the incident moves on") {
    Story story({}, with_library);
    const auto channel = up_to_agreeing(story, {});
    story.press_run(kAlice, 1, "approve agree");
    CHECK(story.commands().lines() == kRolledBack);
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
    CHECK(story.incident(1).status == tocsin::Status::monitoring);
    said(story, channel, {"Run 1", "What `current` printed", "rolled back from revision 41", "run 1 succeeded"});
}

TEST_CASE("shipped: a roll-back that does not become ready says so, and can be taken back") {
    Story story({}, with_library);
    const auto channel = up_to_agreeing(story, {{"rollout status", ScriptedCommands::exited(1, "timed out waiting for the condition")}});
    story.press_run(kAlice, 1, "approve agree");
    CHECK_THAT(story.run_text(1), Contains("Run 1 · compensating") && Contains("Undo Roll back?"));
    story.press_run(kBob, 1, "undo undo.compensate");
    CHECK(story.commands().lines() == then(kRolledBack, {kKube + "rollout undo deployment/checkout --to-revision=41"}));
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("ready failed: exit code 1"));
    CHECK(story.incident(1).status != tocsin::Status::monitoring);
    said(story, channel, {"Run 1", "What `current` printed", "The roll-back of checkout in default did not go through.", "What `ready` printed", "run 1 failed"});
}

TEST_CASE("shipped: a roll-back that is denied changes nothing") {
    Story story({}, with_library);
    const auto channel = up_to_agreeing(story, {});
    story.type(kAlice, channel, "runs 1 deny agree it is the database");
    CHECK(story.commands().lines().size() == 2);
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("it is the database"));
    said(story, channel, {"Run 1", "What `current` printed", "did not go through", "run 1 failed"});
}

TEST_CASE("shipped: a deployment is scaled out") {
    Story story({}, with_library);
    const auto channel = story.declare(kCarol, "sev2 Checkout is failing");
    const Lines scaled = each_after(kKube, {"get deployment checkout --output json", "scale deployment/checkout --replicas=12", "rollout status deployment/checkout --timeout=10m"});
    SECTION("and becomes ready") {
        stub(story, {kRevision41});
        story.type(kBob, channel, "run scale-out service_name=checkout replicas=12");
        CHECK(story.commands().lines() == scaled);
        CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
        said(story, channel, {"Run 1", "checkout scaled to 12 on kubernetes", "run 1 succeeded", "What `kube-before` printed"});
    }
    SECTION("and does not become ready, so that it is offered the size that it had") {
        stub(story, {{"rollout status", ScriptedCommands::exited(1)}, kRevision41});
        story.type(kBob, channel, "run scale-out service_name=checkout replicas=12");
        story.press_run(kBob, 1, "undo kube-scale.compensate");
        CHECK(story.commands().lines() == then(scaled, {kKube + "scale deployment/checkout --replicas=3"}));
        CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("kube-ready failed"));
        said(story, channel, {"Run 1", "What `kube-before` printed", "run 1 failed"});
    }
}

TEST_CASE("shipped: a service of ECS is scaled out") {
    Story story({}, with_library);
    const auto channel = story.declare(kCarol, "sev2 Checkout is failing");
    const Stub desired{"describe-services", ScriptedCommands::printed(R"({"services":[{"desiredCount":4}]})")};
    const Lines scaled{"aws ecs describe-services --cluster prod --services checkout --output json", "aws ecs update-service --cluster prod --service checkout --desired-count 12",
                       "aws ecs wait services-stable --cluster prod --services checkout"};
    SECTION("and becomes stable") {
        stub(story, {desired});
        story.type(kBob, channel, "run scale-out platform=ecs service_name=checkout scope=prod replicas=12");
        CHECK(story.commands().lines() == scaled);
        CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
        said(story, channel, {"Run 1", "checkout scaled to 12 on ecs", "run 1 succeeded", "What `ecs-before` printed"});
    }
    SECTION("and does not, so that it is offered the number that it had") {
        stub(story, {{"services-stable", ScriptedCommands::exited(255)}, desired});
        story.type(kBob, channel, "run scale-out platform=ecs service_name=checkout scope=prod replicas=12");
        story.press_run(kBob, 1, "undo ecs-scale.compensate");
        CHECK(story.commands().lines() == then(scaled, {"aws ecs update-service --cluster prod --service checkout --desired-count=4"}));
        CHECK_THAT(story.run_text(1), Contains("Run 1 · failed"));
        said(story, channel, {"Run 1", "What `ecs-before` printed", "run 1 failed"});
    }
}

namespace {

const std::string kArn = "arn:aws:route53-recovery-control::123456789012:controlpanel/0123456789abcdef0123456789abcdef/routingcontrol/0123456789abcdef";
const std::string kGroup = "arn:aws:globalaccelerator::123456789012:accelerator/1234abcd/listener/wxyz/endpoint-group/ab88888example";
const std::string kControl = "aws route53-recovery-cluster update-routing-control-state --region us-west-2 --endpoint-url https://host-a.us-west-2.example.amazonaws.com/v1 "
                             "--routing-control-arn " + kArn + " --routing-control-state ";
const std::string kDial = "aws globalaccelerator update-endpoint-group --region us-west-2 --endpoint-group-arn " + kGroup + " ";
const Stub kPercent{"describe-endpoint-group", ScriptedCommands::printed(R"({"EndpointGroup":{"TrafficDialPercentage":100.0}})")};

Lines evacuating() {
    Lines out;
    for (const char* deployment : {"cart", "checkout"}) out.push_back(std::string("kubectl --context=eu-central-1 scale deployment/") + deployment + " --replicas=20");
    for (const char* deployment : {"cart", "checkout"}) out.push_back(std::string("kubectl --context=eu-central-1 rollout status deployment/") + deployment + " --timeout=10m");
    out.push_back("aws globalaccelerator describe-endpoint-group --region us-west-2 --endpoint-group-arn " + kGroup + " --output json");
    return then(out, {kControl + "Off", kDial + "--traffic-dial-percentage 0", "kubectl --context=eu-west-1 scale deployment --selector=role=consumer --replicas=0"});
}

/// Bob has started it, and it asks for a second person.
std::string up_to_leaving(Story& story, std::vector<Stub> stubs) {
    const auto channel = story.declare(kCarol, "sev1 Region is lost");
    stubs.push_back(kPercent);
    stub(story, std::move(stubs));
    story.type(kBob, channel, "run evacuate-region region=eu-west-1 refuge=eu-central-1 deployments=cart,checkout replicas=20 control_region=us-west-2 "
                              "control_host=host-a.us-west-2.example.amazonaws.com routing_control=" + kArn + " endpoint_group=" + kGroup);
    CHECK(story.commands().asked().empty());
    CHECK_THAT(story.press_run(kBob, 1, "approve agree"), Contains("You started this run"));
    story.tells(kBob, {"You started this run"});
    return channel;
}

}  // namespace

TEST_CASE("shipped: a region is evacuated") {
    Story story({}, with_library);
    const auto channel = up_to_leaving(story, {{"--selector=role=consumer", ScriptedCommands::exited(1, "Unable to connect to the server")}});
    story.press_run(kAlice, 1, "approve agree");
    CHECK(story.commands().lines() == evacuating());
    story.advance(minutes{5} + seconds{10});
    CHECK_THAT(story.run_text(1), Contains("Is the traffic of eu-west-1 below 1 % of what it was"));
    story.press_run(kBob, 1, "done quiet");
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded") && Contains("exit code 1"));
    said(story, channel, {"Run 1", "What `dial` printed", "What `consumers` printed", "eu-west-1 evacuated to eu-central-1", "run 1 succeeded"});
}

TEST_CASE("shipped: an evacuation that stops half-way is undone step by step") {
    Story story({}, with_library);
    const auto channel = up_to_leaving(story, {{"update-routing-control-state", ScriptedCommands::exited(255, "Could not connect to the endpoint URL")}});
    story.press_run(kAlice, 1, "approve agree");
    story.advance(minutes{2});
    auto tried = evacuating();
    for (int again = 0; again < 4; ++again) tried.push_back(kControl + "Off");
    CHECK(story.commands().lines() == tried);
    CHECK_THAT(story.run_text(1), Contains("Run 1 · compensating") && Contains("Undo Dial the region down at Global Accelerator?"));
    story.press_run(kAlice, 1, "undo accelerator.compensate");
    CHECK(story.commands().lines() == then(tried, {kDial + "--traffic-dial-percentage=100.0"}));
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("dns failed: exit code 255"));
    said(story, channel, {"Run 1", "What `dial` printed", "What `dns` printed", "What `dns`, attempt 2 printed", "What `dns`, attempt 3 printed", "What `dns`, attempt 4 printed",
                         "The evacuation of eu-west-1 stopped half-way", "What `dns`, attempt 5 printed", "run 1 failed"});
}

TEST_CASE("shipped: a certificate is renewed") {
    Story story({}, with_library);
    const auto channel = story.declare(kCarol, "sev3 Certificate expires");
    int reads = 0, waits = 0;
    const bool changes = GENERATE(true, false);
    story.commands().answer([&](const auto& request) {
        const std::string line = request.name + " " + tocsin::text::join(request.arguments, " ");
        if (line.contains("get certificate")) return ScriptedCommands::printed(++reads == 1 || !changes ? R"({"status":{"notAfter":"2026-11-09T00:00:00Z","revision":1}})"
                                                                                                     : R"({"status":{"notAfter":"2027-02-07T00:00:00Z","revision":2}})");
        return line.contains("--for=condition") && ++waits < 3 ? ScriptedCommands::exited(1, "timed out") : in_silence();
    });
    Lines asked;
    story.network().add_host("https://www.example.com", [&](const tocsin::net::Request& request) {
        asked.push_back(request.method + " " + request.target);
        return tocsin::net::Response{404, {}, ""};
    });
    story.type(kBob, channel, "run renew-certificate certificate=www host=www.example.com");
    story.advance(minutes{1});
    const std::string get = kKube + "get certificate www --output json", wait = kKube + "wait --for=condition=Issuing=False certificate/www --timeout=5s";
    CHECK(story.commands().lines() == Lines{get, "cmctl renew --namespace default www", wait, wait, wait, get});
    if (!changes) {
        CHECK_THAT(story.run_text(1), Contains("www still expires 2026-11-09T00:00:00Z"));
        CHECK(asked.empty());
        story.press_run(kBob, 1, "done unchanged");
    }
    CHECK(asked == Lines{"HEAD /"});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded") && Contains("`issued` try 3 ("));
    Lines texts{"Run 1", "What `before` printed", "What `issued`, try 1, printed", "What `after` printed", "run 1 succeeded"};
    if (changes) texts.emplace_back("www renewed: 2026-11-09T00:00:00Z → 2027-02-07T00:00:00Z");
    said(story, channel, texts);
}

TEST_CASE("shipped: a certificate that is never issued fails its run after ten minutes") {
    Story story({}, with_library);
    const auto channel = story.declare(kCarol, "sev3 Certificate expires");
    stub(story, {{"get certificate", ScriptedCommands::printed(R"({"status":{"notAfter":"2026-11-09T00:00:00Z","revision":1}})")},
                 {"--for=condition", ScriptedCommands::exited(1)}});
    story.type(kBob, channel, "run renew-certificate certificate=www host=www.example.com");
    story.advance(minutes{11});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("issued failed"));
    CHECK(std::ranges::count_if(story.commands().lines(), [](const auto& line) { return line.contains("--for=condition"); }) == 41);
    said(story, channel, {"Run 1", "What `before` printed", "run 1 failed"});
}
