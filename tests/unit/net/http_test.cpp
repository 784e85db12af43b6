// HTTP messages as values, and a response as bytes.
#include <catch2/catch.hpp>

#include "bot/net/http.hpp"
#include "bot/net/response_text.hpp"

namespace tocsin::net {

namespace {
std::string text_of(const Response& response, ResponseFraming framing = {}) {
    std::string out;
    append_response(out, response, framing);
    return out;
}
}  // namespace

TEST_CASE("a target is path and query, and a query is decoded") {
    Request request;
    request.target = "/a/b?x=1%202+3&y&x=4&%7a=%zz%4";
    request.path_params = {{"id", "7"}};
    CHECK(request.path() == "/a/b");
    CHECK(request.query("x") == "1 2 3");
    CHECK(request.query("y").empty());
    CHECK(request.query("z") == "%zz%4");
    CHECK(request.query("none").empty());
    CHECK(request.param("id") == "7");
    CHECK(request.param("none").empty());
    CHECK(percent_decode(percent_encode("a b/\xc3\xbc+~")) == "a b/\xc3\xbc+~");
}

TEST_CASE("headers are found without case, the first first, and counted") {
    const Headers headers{{"X-A", "1"}, {"x-a", "2"}};
    CHECK(headers.get("X-a") == "1");
    CHECK(headers.count("x-A") == 2);
    CHECK(headers.get("X-B").empty());
}

TEST_CASE("a header value cannot end its line") {
    Response response = text_response(200, "x");
    response.headers.add("Location", "/a\r\nSet-Cookie: evil=1\r\n\r\n<script>");
    const std::string text = text_of(response);
    CHECK(text.find("Location: /a  Set-Cookie: evil=1    <script>\r\n") != std::string::npos);
    CHECK(text.find("\nSet-Cookie") == std::string::npos);
}

TEST_CASE("only the server frames a response") {
    Response response = text_response(200, "four");
    response.headers.add("content-length", "1");
    response.headers.add("Transfer-Encoding", "chunked");
    response.headers.add("Connection", "upgrade");
    response.headers.add("cache-control", "max-age=60");
    CHECK(text_of(response) ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\ncache-control: max-age=60\r\n"
          "X-Content-Type-Options: nosniff\r\nContent-Length: 4\r\n\r\nfour");
}

TEST_CASE("an answer without content has no length and no body") {
    CHECK(text_of({204, {}, "dropped"}, {.is_head = false, .keep_alive = false, .is_http_1_0 = false}) ==
          "HTTP/1.1 204 No Content\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
    CHECK(text_of({299, {}, ""}).starts_with("HTTP/1.1 299 Unknown\r\n"));
}

}  // namespace tocsin::net
