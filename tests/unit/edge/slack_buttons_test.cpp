// A press of a button: answered without words, what must be read goes to the response_url, and a press that came to nothing
// is never passed over in silence.
#include "bot/slack/button_codec.hpp"
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

struct ButtonBench : EdgeBench {
    ButtonBench() : endpoint(parts(), {kSecret}, "", nullptr) {
        endpoint.add_routes(router);
        bench.declare_with_channel();
    }
    net::Request press(const Button& button, const std::string& trigger = "7.1") {
        const auto encoded = slack::encode_button(button);
        REQUIRE(encoded);
        return press_raw(encoded->action_id, encoded->value, trigger);
    }
    net::Request press_raw(const std::string& action, const std::string& value, const std::string& trigger = "7.1") {
        const nlohmann::json payload{{"type", "block_actions"}, {"user", {{"id", "U1"}, {"team_id", "T1"}}}, {"team", {{"id", "T1"}}},
                                     {"channel", {{"id", "C1"}}}, {"trigger_id", trigger}, {"response_url", kResponseUrl},
                                     {"actions", {{{"action_id", action}, {"value", value}, {"type", "button"}}}}};
        return slack_request(kForm, "payload=" + net::percent_encode(payload.dump()));
    }
    Button acknowledge() { return {ButtonAction::acknowledge, IncidentNumber(1), Status::investigating, {}, {}}; }

    edge::SlackEndpoint endpoint;
};

}  // namespace

TEST_CASE("a press acts once per trigger, in the presser's name, and is answered without a body") {
    ButtonBench b;
    const auto answer = b.deliver(b.press(b.acknowledge()));
    CHECK(answer.status == 200);
    CHECK(answer.body.empty());
    CHECK(b.count(1, "acknowledged") == 1);
    CHECK(b.bench.events(IncidentNumber(1)).back().actor.value == "slack:T1:U1");
    CHECK(b.deliver(b.press(b.acknowledge())).status == 200);
    CHECK(b.count(1, "acknowledged") == 1);
    CHECK(b.late_answers().empty());
}

TEST_CASE("a press that does not fit any more is told why") {
    ButtonBench b;
    Button old = b.acknowledge();
    old.seen_status = Status::triage;
    CHECK(b.deliver(b.press(old)).status == 200);
    REQUIRE(b.late_answers().size() == 1);
    CHECK_THAT(b.late_answers()[0], Contains("moved on"));
}

TEST_CASE("a button of ours that cannot be read is told so; one of somebody else is none of our business") {
    ButtonBench b;
    CHECK(b.deliver(b.press_raw("tocsin.acknowledge", "v9:?")).status == 200);
    CHECK(b.late_answers().size() == 1);
    const int before = b.store.submitted;
    CHECK(b.deliver(b.press_raw("other.app", "x", "7.2")).status == 200);
    CHECK(b.store.submitted == before);
}

TEST_CASE("a press under overload, or not begun in time, is 503 and has no effect") {
    ButtonBench b;
    b.store.refuses_jobs = true;
    CHECK(bytes_of(b.deliver(b.press(b.acknowledge()))) == bytes_of(edge::overloaded()));
    b.store.refuses_jobs = false;
    CHECK(bytes_of(b.deliver_too_late(b.press(b.acknowledge()))) == bytes_of(edge::overloaded()));
    CHECK(b.count(1, "acknowledged") == 0);
}

TEST_CASE("a press that had begun in time is answered, and if it then fails the presser is told") {
    ButtonBench b;
    const bool fails = GENERATE(true, false);
    b.store.refuses_jobs = fails;
    const auto answer = b.deliver_while_running(b.press(b.acknowledge()));
    b.store.refuses_jobs = false;
    b.bench.pump();
    REQUIRE(answer->value);
    CHECK(answer->value->status == 200);
    CHECK(b.count(1, "acknowledged") == (fails ? 0 : 1));
    const auto told = b.late_answers();
    REQUIRE(told.size() == (fails ? 1 : 0));
    if (fails) CHECK_THAT(told[0], Contains("did not work"));
}
