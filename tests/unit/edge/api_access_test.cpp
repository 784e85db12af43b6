// Bearer tokens: which one it is, what everybody else gets, and as whom each acts (design §4).
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

const std::vector<edge::ApiToken> kTokens{{"laptop", "laptop-secret-0123", UserId("U1")}, {"robot", "robot-secret-01234", {}}};

const edge::ApiToken* find(const std::vector<std::string>& headers, const std::vector<edge::ApiToken>& tokens = kTokens) {
    net::Request request;
    for (const auto& value : headers) request.headers.add("Authorization", value);
    return edge::find_token(tokens, request);
}

}  // namespace

TEST_CASE("a token is found by its whole secret, in one header, with its scheme") {
    REQUIRE(find({"Bearer laptop-secret-0123"}));
    CHECK(find({"Bearer laptop-secret-0123"})->name == "laptop");
    CHECK(find({"Bearer robot-secret-01234"})->name == "robot");
    for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer laptop-secret-012", "Bearer laptop-secret-01234", "Bearer  laptop-secret-0123",
                              "Bearer laptop-secret-0123 ", "Basic laptop-secret-0123", "laptop-secret-0123", "Bearer LAPTOP-SECRET-0123"}) {
        INFO(wrong);
        CHECK(find({wrong}) == nullptr);
    }
    CHECK(find({}) == nullptr);
    CHECK(find({"Bearer laptop-secret-0123", "Bearer laptop-secret-0123"}) == nullptr);
    CHECK(find({"Bearer laptop-secret-0123"}, {}) == nullptr);
}

TEST_CASE("a token with an empty secret, however it got there, opens no door") {
    CHECK(find({"Bearer "}, {{"broken", "", UserId("U1")}}) == nullptr);
}

TEST_CASE("a token with a user is that person: their level, their zone, and never more than a guest if they are one") {
    EdgeBench e;
    auto caller = edge::caller_of(e.parts(), kTokens[0]);
    CHECK(caller.actor.value == "slack:T1:U1");
    CHECK(caller.source.value == "api:laptop");
    CHECK(caller.level == AccessLevel::admin);
    CHECK(caller.is_person);
    CHECK(caller.zone == "UTC");
    Person person;
    person.id = caller.actor;
    person.zone = "Europe/Berlin";
    e.directory.load({person});
    CHECK(edge::caller_of(e.parts(), kTokens[0]).zone == "Europe/Berlin");
    person.guest = true;
    e.directory.load({person});
    CHECK(edge::caller_of(e.parts(), kTokens[0]).level == AccessLevel::guest);
}

TEST_CASE("a token without a user is nobody: it has the common level and is no person") {
    EdgeBench e;
    e.bench.settings.admins = {UserId("robot"), UserId("")};
    const auto caller = edge::caller_of(e.parts(), kTokens[1]);
    CHECK(caller.actor.value == "api:robot");
    CHECK_FALSE(caller.is_person);
    CHECK(caller.level == AccessLevel::member);
    e.bench.settings.default_access = AccessLevel::guest;
    CHECK(edge::caller_of(e.parts(), kTokens[1]).level == AccessLevel::guest);
}

TEST_CASE("who cannot prove who they are always gets these bytes, and who is too early these") {
    CHECK(bytes_of(edge::unauthenticated()) == "401\nContent-Type: application/json; charset=utf-8\n\n{\"ok\":false,\"error\":\"unauthenticated\"}");
    CHECK(bytes_of(edge::overloaded()) == "503\nContent-Type: application/json; charset=utf-8\nRetry-After: 2\n\n"
                                          "{\"ok\":false,\"error\":\"overloaded\",\"reply\":\"Busy; say it again in a moment.\"}");
}

TEST_CASE("what is left of the 2.5 s shrinks with what the request has waited, and is never nothing") {
    EdgeBench e;
    const Time now = e.bench.clock.now();
    CHECK(edge::time_left(e.parts(), now) == milliseconds{2500});
    CHECK(edge::time_left(e.parts(), now - seconds{1}) == milliseconds{1500});
    CHECK(edge::time_left(e.parts(), now - minutes{1}) == milliseconds{100});
}
