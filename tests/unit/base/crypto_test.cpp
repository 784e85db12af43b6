#include "bot/base/crypto.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;

TEST_CASE("SHA-256 and HMAC agree with the published vectors") {
    // FIPS 180-4 example and RFC 4231 test case 2.
    CHECK(crypto::to_hex(crypto::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(crypto::to_hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    crypto::Sha256Stream stream;
    stream.update("a");
    stream.update("bc");
    CHECK(stream.finish() == crypto::sha256("abc"));
}

TEST_CASE("hex and base64") {
    CHECK(crypto::from_hex("00ff7F") == std::string("\x00\xff\x7f", 3));
    CHECK_FALSE(crypto::from_hex("0"));
    CHECK_FALSE(crypto::from_hex("0g"));
    CHECK(crypto::to_base64("hello") == "aGVsbG8=");
}

TEST_CASE("an Ed25519 signature holds for its message and key only") {
    const auto key = crypto::generate_signing_key();
    const auto signature = crypto::sign(key, "head");
    CHECK(signature.size() == 64);
    CHECK(crypto::verify(key.public_key, "head", signature));
    CHECK_FALSE(crypto::verify(key.public_key, "heap", signature));
    CHECK_FALSE(crypto::verify(crypto::generate_signing_key().public_key, "head", signature));
    CHECK_FALSE(crypto::verify("short", "head", signature));
    CHECK(crypto::signing_key_from_private(key.private_key).public_key == key.public_key);
}

TEST_CASE("constant-time equality") {
    CHECK(crypto::equal_constant_time("abc", "abc"));
    CHECK_FALSE(crypto::equal_constant_time("abc", "abd"));
    CHECK_FALSE(crypto::equal_constant_time("abc", "ab"));
}
