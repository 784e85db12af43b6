#include "story.hpp"

#include "bot/postmortem/markdown.hpp"

namespace tocsin::postmortem::tests {
namespace {
const StoryNames kNames;
constexpr int minute(int m) { return m * 60; }
}  // namespace

std::string StoryNames::person(std::string_view actor_id) const {
    if (actor_id == "slack:T1:UALICE") return "Alice";
    if (actor_id == "slack:T1:UBOB") return "Bob";
    return std::string(actor_id);
}

Time at_second(int second) { return time_from_unix_seconds(1'767'348'000 + second); }

Timeline& Timeline::add(int second, EventBody body, std::string actor, std::string source) {
    events.push_back({IncidentNumber(42), EventSeq(static_cast<std::int64_t>(events.size()) + 1), at_second(second), at_second(second),
                      ActorId(std::move(actor)), Source(std::move(source)), {}, {}, std::move(body)});
    return *this;
}
Timeline& Timeline::told_late(int second, int told, EventBody body) {
    add(second, std::move(body));
    events.back().recorded_at = at_second(told);
    return *this;
}
Timeline& Timeline::correct(int second, std::int64_t seq, EventBody body) {
    add(second, std::move(body));
    events.back().corrects = EventSeq(seq);
    return *this;
}
Timeline& Timeline::link(std::string url) {
    events.back().link = std::move(url);
    return *this;
}
Incident Timeline::incident() const {
    Incident out;
    for (const auto& event : events) fold(out, event);
    return out;
}

Timeline whole_story() {
    const std::string bob = "slack:T1:UBOB", pagerduty = "pagerduty:PUSER1";
    Timeline t;
    t.add(minute(6), event::Declared{"Checkout is failing", Severity::sev2, Status::investigating, ServiceName("checkout"), false, true});
    t.link("https://acme.slack.com/archives/C1/p1");
    t.add(minute(6), event::PagerDutyLinked{PagerDutyIncidentId("PGR0VU2"), PagerDutyServiceId("PF9KMXH"),
                                           "https://acme.pagerduty.com/incidents/PGR0VU2", "A little bump in the road", "API", "high", ""},
          pagerduty, "pagerduty");
    t.add(minute(6) + 3, event::CreationStepFinished{CreationStep::channel, StepState::done, "#inc-42"}, "system", "outbox");
    t.add(minute(6) + 4, event::ChannelCreated{ChannelId("C42"), "inc-42-checkout"}, "system", "outbox");
    t.add(minute(7), event::PageRequested{"p1", "checkout", "PagerDuty", "customers cannot pay", false});
    t.add(minute(7) + 1, event::PageSent{"p1", "accepted by PagerDuty"}, "system", "outbox");
    t.add(minute(9), event::PageNotified{"p1", "Bob"}, "system", "outbox");
    t.add(minute(9), event::PageRequested{"p2", "payments", "PagerDuty", "", false});
    t.add(minute(10), event::PageUnanswered{"p2", "60 s passed"}, "system", "timer");
    t.add(minute(10), event::Acknowledged{ActorId(bob), "button"}, bob);
    t.add(minute(10), event::RoleAssigned{Role::lead, ActorId(bob), ActorId()}, bob);
    t.add(minute(12), event::KeyTimeSet{KeyTime::started, at_second(0), {}});
    t.add(minute(12), event::KeyTimeSet{KeyTime::detected, at_second(minute(4)), {}}, pagerduty, "pagerduty");
    t.add(minute(13), event::SeverityChanged{Severity::sev2, Severity::sev1, "all regions"}, bob);
    t.told_late(minute(5), minute(14), event::NoteAdded{"error rate | rises *fast*\nsee <dashboard>"});
    t.add(minute(15), event::UpdatePublished{"We are looking into failed payments.", at_second(minute(45))}, bob);
    t.add(minute(20), event::SeverityChanged{Severity::sev1, Severity::sev3, "slip of the thumb"}, bob);
    t.correct(minute(21), 17, event::SeverityChanged{Severity::sev3, Severity::sev1, "undone"});
    t.add(minute(30), event::StatusChanged{Status::investigating, Status::resolved, "rolled back"}, bob);
    t.add(minute(45), event::UpdateMissed{at_second(minute(45))}, "system", "timer");
    t.add(minute(50), event::StatusChanged{Status::resolved, Status::investigating, "it is back"});
    t.add(minute(55), event::RoleAssigned{Role::lead, ActorId("slack:T1:UALICE"), ActorId(bob)}, bob);
    t.add(minute(60), event::TaskAdded{ItemNumber(1), "Switch traffic to eu-west", ActorId(bob), {}, false});
    t.add(minute(61), event::TaskAdded{ItemNumber(2), "Alert on payment errors", ActorId("slack:T1:UALICE"), at_second(86'400 * 7), true});
    t.add(minute(62), event::TaskDone{ItemNumber(1), false});
    t.add(minute(70), event::StatusChanged{Status::investigating, Status::monitoring, ""}, bob);
    t.add(minute(90), event::StatusChanged{Status::monitoring, Status::resolved, "error rate is normal"}, bob);
    t.add(minute(91), event::LinkAdded{"https://grafana.example.com/d/1?a=1&b=2", "Error rate"});
    t.add(minute(92), event::SummarySet{"Payments failed for 84 minutes.\n\nA bad deploy was rolled back twice."});
    t.add(minute(93), event::PostmortemChanged{ActorId(bob), at_second(86'400 * 5), ReviewState::draft, ""});
    t.add(minute(95), event::PostmortemExported{"inc-42.md"});
    return t;
}

Timeline hostile_story(const std::string& text) {
    const ActorId actor("slack:T1:" + text);
    Timeline t;
    const auto add = [&](int second, EventBody body) { t.add(second, std::move(body), actor.value, text).link(text); };
    add(0, event::Declared{text, Severity::sev2, Status::investigating, ServiceName(text), false, true});
    add(1, event::NoteAdded{text});
    add(2, event::SummarySet{text});
    add(2, event::CauseSet{text});
    add(3, event::RoleAssigned{Role::lead, actor, ActorId()});
    add(4, event::UpdatePublished{text, {}});
    add(5, event::PageRequested{text, text, text, text, false});
    add(6, event::PageSent{text, text});
    add(7, event::PageNotified{text, text});
    add(8, event::PageUnanswered{text, text});
    add(9, event::PageFailed{text, text});
    add(10, event::TaskAdded{ItemNumber(1), text, actor, {}, true});
    add(11, event::LinkAdded{text, text});
    add(12, event::LinkAdded{"https://example.com/" + text, text});
    add(13, event::PagerDutyLinked{PagerDutyIncidentId(text), PagerDutyServiceId(text), text, text, text, text, text});
    add(14, event::Denied{text, text});
    add(15, event::TitleChanged{text, text});
    add(16, event::ChannelCreated{ChannelId(text), text});
    add(17, event::AlertJoined{PagerDutyIncidentId(text), text});
    add(18, event::DeliveryFailed{text, text});
    add(19, event::PostmortemChanged{actor, {}, ReviewState::draft, text});
    add(20, event::Erased{text});
    add(21, event::StatusChanged{Status::investigating, Status::resolved, text});
    return t;
}

Timeline long_story(std::size_t count) {
    Timeline t = whole_story();
    while (t.events.size() < count) {
        const int n = static_cast<int>(t.events.size());
        t.add(6000 + n, event::NoteAdded{"pod checkout-7f9c_" + std::to_string(n) + " restarted | latency *p99* is <" +
                                         std::to_string(n % 900) + " ms>, see https://grafana.example.com/d/" + std::to_string(n)});
        t.link("https://acme.slack.com/archives/C42/p" + std::to_string(n));
    }
    return t;
}

DraftInput input_of(const Incident& incident, const Timeline& timeline) {
    return {incident, timeline.events, kNames, "INC", "https://tocsin.example.com"};
}

std::string rendered(const Timeline& timeline) {
    const Incident incident = timeline.incident();
    return markdown(input_of(incident, timeline));
}

const std::vector<std::string>& nasty_strings() {
    static const std::vector<std::string> strings{
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- tocsin:end timeline -->", "<!-- tocsin:begin log 00 -->",
        "-->", "--> <b>bold</b> <!--", "[click](javascript:alert(1))", "[click](https://evil.example)", "![x](https://evil.example/p.png)",
        "javascript:alert(1)", "https://evil.example/path", "http://evil.example", "ftp://evil.example", "www.evil.example", "WWW.evil.example",
        "bob@evil.example", "mailto:bob@evil.example", "xmpp:bob@evil.example", "<https://evil.example>", "<bob@evil.example>",
        "a | b | c", "a \\| b", "a \\\\| b", "trailing backslash \\", "`code`", "``` fence\n```\nout", "~~~\nfence", "`unclosed", "``|``",
        "# heading", "## heading\n## another", "- item", "+ item", "* item", "1. item", "12) item", "> quote", "---", "===", "***", "line\n---",
        "line\n===", "    indented code", "\tindented by tab", "first\n\n    indented code", "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "**bold** __bold__ *em* _em_ ~~gone~~", "snake_case_word and _edge_", "&lt;b&gt; &copy; &#60;script&#62;", "[^1]\n\n[^1]: note",
        "[ref]\n\n[ref]: https://evil.example", "line one\nline two\nline three", "line\r\nend", "\r", "two  \nspaces", "end\\\nof line",
        "=cmd|' /C calc'!A0", "$\\text{math}$", "#1 and GH-1", "@everyone <@U1> <!channel>", "\xE2\x80\xA8 separator", "\xC2\x85 next line",
        "quote \" and ' and \\ end", "key: value # comment", "{{mustache}} {% liquid %}", ":smile:", "\x02" "b bold\x03", "\x1b[31mred", "", " ", "\n",
        "]", "](https://evil.example)", "[", "\\", "\\\\", "*", "**", "!", "![", "&", "<", ">", "`", "|", "||", "https://evil.example/`a`|b",
        "https://evil.example/?a=1&copy;=2"};
    return strings;
}

}  // namespace tocsin::postmortem::tests
