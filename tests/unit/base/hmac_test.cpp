#include <catch2/catch.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"

using namespace tocsin;

namespace {

std::string hmac_hex(std::string_view key, std::string_view bytes) { return crypto::to_hex(crypto::hmac_sha256(key, bytes)); }

}  // namespace

TEST_CASE("HMAC-SHA-256 agrees with RFC 4231") {
    CHECK(hmac_hex("Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac_hex(std::string(20, '\x0b'), "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("no key is left over from the MAC before") {
    const std::string empty = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    CHECK(hmac_hex("", "") == empty);
    CHECK(hmac_hex("another", "x") != empty);
    CHECK(hmac_hex(std::string_view(), std::string_view()) == empty);
}

TEST_CASE("plain text is kept to the byte, and what is not plain is seen wherever it stands") {
    CHECK(text::sanitize("a plain line\n\twith ~ all of it") == "a plain line\n\twith ~ all of it");
    CHECK(text::sanitize(std::string("run\0run", 7)) == "run\uFFFDrun");
    CHECK(text::sanitize("\x01" "a\x7F" "b\xFF" "c\u00E9") == "ab\uFFFDc\u00E9");
    CHECK(text::sanitize("ends badly \xE2\x82") == "ends badly \uFFFD\uFFFD");
}
