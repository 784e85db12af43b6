#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "bot/slack/signature.hpp"

using namespace tocsin;

namespace {

std::string fixture(const std::string& name) {
    std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/tests/fixtures/vectors/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const std::string kSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const std::string kSignature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const std::string kTimestamp = "1531420618";
const Time kSent = time_from_unix_seconds(1531420618);

const std::string kEventBody =
    R"({"token":"aF5ynEYQH0dFN9imlgcADxDB","team_id":"XXXXXXXXX","api_app_id":"YYYYYYYYY","event":{"type":"app_mention","user":"AAAAAAAAA","text":"<@EEEEEEEEE> hello world","client_msg_id":"477cc591-ch73-a14z-4db8-g0cd76321bec","ts":"1531431954.000073","channel":"TTTTTTTTT","event_ts":"1531431954.000073"},"type":"event_callback","event_id":"TvBP7LRED7","event_time":1531431954,"authed_users":["EEEEEEEEE"]})";

std::optional<std::size_t> verify(const std::vector<std::string>& secrets, std::string_view timestamp, std::string_view signature,
                                  std::string_view body, Time now = kSent) {
    return slack::verify_signature(secrets, timestamp, signature, body, now);
}

}  // namespace

TEST_CASE("Slack's own published vectors verify") {
    const std::string body = fixture("slack1.body");
    REQUIRE(body.size() == 362);
    CHECK(verify({kSecret}, kTimestamp, kSignature, body) == 0);
    CHECK(slack::sign(kSecret, kTimestamp, body) == kSignature);
    CHECK(verify({"e6b19c573432dcc6b075501d51b51bb8"}, "1531431954",
                 "v0=adada4ed31709aef585c2580ca3267678c6a8eaeb7e0c1aca3ee57b656886b2c", kEventBody,
                 time_from_unix_seconds(1531431954)) == 0);
}

TEST_CASE("a changed body, secret, signature or timestamp does not verify") {
    const std::string body = fixture("slack1.body");
    CHECK_FALSE(verify({kSecret}, kTimestamp, kSignature, body + "------"));
    CHECK_FALSE(verify({"e6b19c573432dcc6b075501d51b51boo"}, kTimestamp, kSignature, body));
    CHECK_FALSE(verify({kSecret}, "1531420619", kSignature, body));
    CHECK_FALSE(verify({kSecret}, kTimestamp, "", body));
    CHECK_FALSE(verify({kSecret}, kTimestamp, kSignature.substr(3), body));
    CHECK_FALSE(verify({kSecret}, kTimestamp, kSignature + "0", body));
    CHECK_FALSE(verify({}, kTimestamp, kSignature, body));
}

TEST_CASE("an empty secret never matches, even its own signature") {
    const std::string body = "a=1";
    CHECK_FALSE(verify({""}, kTimestamp, slack::sign("", kTimestamp, body), body));
    CHECK_FALSE(verify({"  "}, kTimestamp, slack::sign("  ", kTimestamp, body), body));
}

TEST_CASE("while a secret rotates, either verifies and the answer says which") {
    const std::string body = "a=1";
    CHECK(verify({"new", "old"}, kTimestamp, slack::sign("new", kTimestamp, body), body) == 0);
    CHECK(verify({"new", "old"}, kTimestamp, slack::sign("old", kTimestamp, body), body) == 1);
}

TEST_CASE("a timestamp is fresh up to 300 seconds on either side") {
    const std::string body = "a=1";
    const std::string signature = slack::sign(kSecret, kTimestamp, body);
    for (const auto& [seconds, fresh] : std::vector<std::pair<int, bool>>{{0, true}, {300, true}, {301, false}, {-300, true}, {-301, false}}) {
        CAPTURE(seconds);
        CHECK(verify({kSecret}, kTimestamp, signature, body, kSent + std::chrono::seconds(seconds)).has_value() == fresh);
    }
}

TEST_CASE("a timestamp that is no plain decimal number is refused although its signature is right") {
    for (const std::string timestamp : {"", "-1531420618", "+1531420618", " 1531420618", "1531420618.0", "0x5b47a0ca", "1e9",
                                        "15314206180000000000", "1531420618\n"}) {
        CAPTURE(timestamp);
        CHECK_FALSE(verify({kSecret}, timestamp, slack::sign(kSecret, timestamp, "a=1"), "a=1"));
    }
}
