// The draft as HTML and JSON.
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "bot/postmortem/html.hpp"
#include "bot/postmortem/json.hpp"
#include "story.hpp"

using namespace tocsin;
using namespace tocsin::postmortem;
using namespace tocsin::postmortem::tests;

TEST_CASE("the page holds the tables and neither front matter nor markers") {
    const auto html = render_html(rendered(whole_story()), "INC-42 <draft>");
    CHECK(html.starts_with("<!doctype html>"));
    CHECK(holds(html, "<title>INC-42 &lt;draft&gt;</title>"));
    CHECK(holds(html, "<th>Definition</th>"));
    CHECK(holds(html, "<td>1 h 30 min</td>"));
    CHECK(holds(html, "default-src 'none'"));
    CHECK(holds(html, "@media print"));
    CHECK_FALSE(holds(html, "tocsin:"));
    CHECK_FALSE(holds(html, "ttr_seconds"));
    CHECK_FALSE(holds(html, "raw HTML omitted"));
}

TEST_CASE("raw HTML and unsafe links that people wrote do not pass") {
    const auto html = render_html("<script>alert(1)</script>\n\nx <b onclick=x>y</b> [l](javascript:alert(1)) ![i](data:image/svg+xml;base64,AA)\n", "t");
    CHECK_FALSE(holds(html, "<script"));
    CHECK_FALSE(holds(html, "onclick"));
    CHECK_FALSE(holds(html, "javascript:"));
    CHECK_FALSE(holds(html, "data:image/svg"));
    for (const auto& nasty : nasty_strings()) {
        const auto page = render_html(rendered(hostile_story(nasty)), nasty);
        CAPTURE(nasty);
        CHECK_FALSE(holds(page, "<script"));
        CHECK_FALSE(holds(page, "<img"));
        CHECK_FALSE(holds(page, "href=\"javascript"));
    }
}

TEST_CASE("the whole incident as JSON") {
    const auto story = whole_story();
    const Incident incident = story.incident();
    const auto json = nlohmann::json::parse(render_json(input_of(incident, story)));
    CHECK(json["schema_version"] == 1);
    CHECK(json["incident"]["id"] == "INC-42");
    CHECK(json["incident"]["postmortem"]["owner"]["name"] == "Bob");
    CHECK(json["key_times"]["started"] == "2026-01-02T10:00:00Z");
    CHECK(json["figures"][0]["key"] == "ttd");
    CHECK(json["figures"][0]["seconds"] == 240);
    CHECK(json["figures"][0]["definition"] == "detected − started");
    CHECK(json["severities"][1]["seconds"] == 57 * 60);
    CHECK(json["events"].size() == story.events.size());
    CHECK(json["events"][17]["corrects"] == 17);
    CHECK(json["pauses"][0]["reopened"] == "2026-01-02T10:50:00Z");
}

TEST_CASE("what is missing is null and says so in JSON") {
    Timeline t;
    t.add(0, event::Declared{"t", Severity::unset, Status::triage, {}, false, false});
    t.add(1, event::KeyTimeSet{KeyTime::started, at_second(60), {}}).add(2, event::KeyTimeSet{KeyTime::detected, at_second(0), {}});
    const Incident incident = t.incident();
    const auto json = nlohmann::json::parse(render_json(input_of(incident, t)));
    CHECK(json["figures"][0]["state"] == "invalid");
    CHECK(json["figures"][0]["seconds"].is_null());
    CHECK(json["figures"][3]["state"] == "n/a");
    CHECK(json["figures"][3]["missing"] == "resolved");
    CHECK(json["key_times"]["resolved"].is_null());
    for (const auto& nasty : nasty_strings()) {
        const auto hostile = hostile_story(nasty + "\xFF");
        const Incident state = hostile.incident();
        CHECK_NOTHROW(nlohmann::json::parse(render_json(input_of(state, hostile))));
    }
}
