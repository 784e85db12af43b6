#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "bot/pagerduty/signature.hpp"

using namespace tocsin;

namespace {

std::string fixture(const std::string& name) {
    std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/tests/fixtures/vectors/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const std::string kSecret = "HvPtlQNKMPpHSSqJpCdndXfo7HnGXa1pnH6w5axpxLFn9aRBNBGh4e8/HlonK5mz";
const std::string kTriggered = "v1=3e3032b45bbe1801c13f182b0e0a7f4f3f530225cef07e3e90cbc57874d01c49";

std::optional<std::size_t> verify(const std::vector<std::string>& secrets, std::string_view header, std::string_view body) {
    return pagerduty::verify_signature(secrets, header, body);
}

}  // namespace

TEST_CASE("two real deliveries verify, and not with each other's signature") {
    const std::string triggered = fixture("pd_triggered.body");
    const std::string acknowledged = fixture("pd_acknowledged.body");
    REQUIRE_FALSE(triggered.empty());
    CHECK(verify({kSecret}, kTriggered, triggered) == 0);
    CHECK(pagerduty::sign(kSecret, triggered) == kTriggered);
    CHECK(verify({kSecret}, "v1=91f533c0411d09f3e68622e2b57fdb561e7113ce7635318a2bbf5cde45d3d876", acknowledged) == 0);
    CHECK_FALSE(verify({kSecret}, kTriggered, acknowledged));
    CHECK_FALSE(verify({kSecret + "x"}, kTriggered, triggered));
    CHECK_FALSE(verify({kSecret}, kTriggered, triggered + " "));
}

TEST_CASE("several signatures: any v1 counts, other versions do not, spaces are tolerated") {
    const std::string good = pagerduty::sign("s", "body");
    const std::string bad = "v1=" + std::string(64, '0');
    const std::string hex = good.substr(3);
    CHECK(verify({"s"}, bad + "," + good, "body") == 0);
    CHECK(verify({"s"}, bad + ", " + good + " ", "body") == 0);
    CHECK(verify({"s"}, "v2=abc,," + good, "body") == 0);
    CHECK_FALSE(verify({"s"}, "v2=" + hex, "body"));
    CHECK_FALSE(verify({"s"}, "v0=" + hex + "," + hex, "body"));
    CHECK_FALSE(verify({"s"}, bad, "body"));
    CHECK_FALSE(verify({"s"}, "", "body"));
    CHECK_FALSE(verify({}, good, "body"));
}

TEST_CASE("while a secret rotates, the answer says which one verified") {
    CHECK(verify({"new", "old"}, pagerduty::sign("old", "body"), "body") == 1);
    CHECK(verify({"new", "old"}, pagerduty::sign("old", "body") + "," + pagerduty::sign("new", "body"), "body") == 0);
}

TEST_CASE("an empty secret never verifies, and a flood of signatures is cut off") {
    CHECK_FALSE(verify({""}, pagerduty::sign("", "body"), "body"));
    std::string flood;
    for (int i = 0; i < 16; ++i) flood += "v1=0,";
    CHECK_FALSE(verify({"s"}, flood + pagerduty::sign("s", "body"), "body"));
}
