// Forms at the door: opened at once or explained, answered in time whatever the store does, and never a word lost.
#include "bot/slack/button_codec.hpp"
#include "bot/slack/form_codec.hpp"
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;
using nlohmann::json;

namespace {

struct FormBench : EdgeBench {
    FormBench() : endpoint(parts(), {kSecret}, "", &slack) {
        endpoint.add_routes(router);
        bench.declare_with_channel();
    }
    net::Request interaction(json payload) {
        payload["user"] = {{"id", "U1"}, {"team_id", "T1"}};
        payload["team"] = {{"id", "T1"}};
        return slack_request(kForm, "payload=" + net::percent_encode(payload.dump()));
    }
    net::Request press(const std::string& trigger) {
        const auto encoded = slack::encode_button({ButtonAction::open_form, IncidentNumber(1), Status::investigating, {}, "note"}).value();
        return interaction({{"type", "block_actions"}, {"channel", {{"id", "C1"}}}, {"trigger_id", trigger}, {"response_url", kResponseUrl},
                            {"actions", {{{"action_id", encoded.action_id}, {"value", encoded.value}, {"type", "button"}}}}});
    }
    json view(const std::string& text) {
        Form form;
        form.kind = FormKind::note;
        form.incident = IncidentNumber(1);
        form.seen_status = Status::investigating;
        form.person = UserId("U1");
        form.opened_at = bench.clock.now();
        form.answer_to = kResponseUrl;
        const auto encoded = slack::encode_form(form);
        return {{"id", "V1"}, {"callback_id", encoded.callback_id}, {"private_metadata", encoded.private_metadata},
                {"state", {{"values", {{"text", {{"value", {{"type", "plain_text_input"}, {"value", text}}}}}}}}}};
    }
    net::Request submit(const std::string& text, const std::string& trigger = "8.1") {
        return interaction({{"type", "view_submission"}, {"trigger_id", trigger}, {"view", view(text)}});
    }
    std::optional<store::FormDraft> draft() {
        std::optional<store::FormDraft> out;
        bench.look([&](const store::Snapshot& snapshot) { out = snapshot.tables().forms.find({ActorId("slack:T1:U1"), "note", IncidentNumber(1)}, {}); });
        return out;
    }

    edge::SlackEndpoint endpoint;
};

}  // namespace

TEST_CASE("a form is asked for at once, with the press's own trigger, before the press is answered") {
    FormBench b;
    const auto answer = b.deliver(b.press("7.1"));
    CHECK(answer.status == 200);
    CHECK(answer.body.empty());
    REQUIRE(b.http.methods() == std::vector<std::string>{"views.open"});
    const auto sent = json::parse(b.http.sent[0].body);
    CHECK(sent["trigger_id"] == "7.1");
    CHECK(sent["view"]["callback_id"] == "tocsin.form.note");
    CHECK(b.late_answers().empty());
}

TEST_CASE("a press delivered twice opens once") {
    FormBench b;
    b.deliver(b.press("7.1"));
    CHECK(b.deliver(b.press("7.1")).status == 200);
    CHECK(b.http.methods().size() == 1);
    CHECK(b.late_answers().empty());
}

TEST_CASE("a form that comes too late, or whose call gets no answer, is explained") {
    FormBench b;
    b.http.answer("views.open", 200, R"({"ok":false,"error":"expired_trigger_id"})");
    b.deliver(b.press("7.1"));
    REQUIRE(b.late_answers().size() == 1);
    CHECK_THAT(b.late_answers()[0], Contains("3 seconds") && Contains("/incident note"));
    b.http.hang("views.open");
    const Time came = b.bench.clock.now();
    CHECK(b.deliver(b.press("7.2")).status == 200);
    CHECK(b.bench.clock.now() - came <= seconds{3});
    CHECK(b.late_answers().size() == 2);
    const auto answer = b.deliver_while_running(b.press("7.3"));
    b.bench.pump();
    CHECK(answer->value->status == 200);
    CHECK(b.late_answers().size() == 3);
    CHECK(b.http.methods().size() == 2);
}

TEST_CASE("a form under overload stays open with a sentence beside its field, and sent again it counts once") {
    FormBench b;
    b.store.refuses_jobs = true;
    CHECK_THAT(b.deliver(b.submit("it burns")).body, Contains("errors") && Contains("send it again"));
    b.store.refuses_jobs = false;
    CHECK_THAT(b.deliver_too_late(b.submit("it burns")).body, Contains("send it again"));
    CHECK(b.count(1, "note_added") == 0);
    CHECK(b.deliver(b.submit("it burns")).body.empty());
    CHECK(b.deliver(b.submit("it burns", "8.2")).body.empty());
    CHECK(b.count(1, "note_added") == 1);
}

TEST_CASE("a form whose job is slow is closed, and what became of it follows") {
    FormBench b;
    const auto answer = b.deliver_while_running(b.submit("it burns"));
    b.bench.pump();
    REQUIRE(answer->value);
    CHECK(answer->value->body.empty());
    CHECK(b.count(1, "note_added") == 1);
    REQUIRE(b.late_answers().size() == 1);
    CHECK_THAT(b.late_answers()[0], Contains("it burns"));
}

TEST_CASE("a slow form that is then refused says so and keeps the words") {
    FormBench b;
    const auto answer = b.deliver_while_running(b.submit(std::string(4000, 'x')));
    b.bench.pump();
    CHECK(answer->value->body.empty());
    REQUIRE(b.late_answers().size() == 1);
    CHECK_THAT(b.late_answers()[0], Contains("was not taken") && Contains("4000 characters") && Contains("open the form again"));
    REQUIRE(b.draft());
    CHECK(b.draft()->values.at("text")[0].size() == 4000);
}

TEST_CASE("what stood in a closed form is kept once it is answered, and taken away when the form is taken") {
    FormBench b;
    CHECK(b.deliver(b.interaction({{"type", "view_closed"}, {"view", b.view("half a thought")}, {"is_cleared", false}})).status == 200);
    REQUIRE(b.draft());
    CHECK(b.draft()->values.at("text")[0] == "half a thought");
    json without = b.view("x");
    without.erase("state");
    CHECK(b.deliver(b.interaction({{"type", "view_closed"}, {"view", without}})).status == 200);
    CHECK(b.draft());
    b.deliver(b.submit("a whole thought"));
    CHECK_FALSE(b.draft());
    b.store.refuses_jobs = true;
    CHECK(b.deliver(b.interaction({{"type", "view_closed"}, {"view", b.view("again")}})).status == 503);
}

TEST_CASE("views, shortcuts and menus of others are none of our business") {
    FormBench b;
    const int before = b.store.submitted;
    json other = b.view("x");
    other["callback_id"] = "other.app";
    CHECK(b.deliver(b.interaction({{"type", "view_submission"}, {"trigger_id", "1"}, {"view", other}})).body.empty());
    CHECK(b.deliver(b.interaction({{"type", "view_closed"}, {"view", other}})).body.empty());
    CHECK(b.deliver(b.interaction({{"type", "shortcut"}, {"trigger_id", "1"}, {"callback_id", "other"}})).body.empty());
    CHECK(b.deliver(b.interaction({{"type", "block_suggestion"}, {"action_id", "a"}, {"value", "x"}, {"view", other}})).body == R"({"options":[]})");
    CHECK(b.store.submitted == before);
}

TEST_CASE("without a way to Slack a command is explained in words, and a press says what to type") {
    EdgeBench b;
    edge::SlackEndpoint endpoint(b.parts(), {kSecret}, "", nullptr);
    endpoint.add_routes(b.router);
    CHECK_THAT(b.deliver(b.command("declare")).body, Contains("needs a title"));
    CHECK(b.incidents() == 0);
}
