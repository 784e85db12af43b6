#include <catch2/catch.hpp>

#include <functional>

#include "bot/sandbox/block_kit_check.hpp"
#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

std::string x(std::size_t n) {
    return std::string(n, 'x');
}
json plain(std::size_t n) {
    return {{"type", "plain_text"}, {"text", x(n)}};
}
json mrkdwn(std::size_t n) {
    return {{"type", "mrkdwn"}, {"text", x(n)}};
}
json section(json text) {
    return {{"type", "section"}, {"text", std::move(text)}};
}
json button(std::size_t n, const std::string& id = "a") {
    return {{"type", "button"}, {"action_id", id}, {"text", plain(n)}};
}
json with(json object, const std::string& key, json value) {
    object[key] = std::move(value);
    return object;
}
// `{x}` is a copy of x and no array for this JSON library, so one element is wrapped here.
json list(json items) {
    return items.is_array() ? items : json::array({items});
}
json actions(json elements) {
    return {{"type", "actions"}, {"elements", list(std::move(elements))}};
}
json input(json element) {
    return {{"type", "input"}, {"label", plain(1)}, {"element", std::move(element)}};
}
json many(std::size_t n, const std::function<json(std::size_t)>& make) {
    json out = json::array();
    for (std::size_t i = 0; i < n; ++i) out.push_back(make(i));
    return out;
}
json buttons(std::size_t n) {
    return many(n, [](std::size_t i) { return button(1, "a" + std::to_string(i)); });
}
json option(std::size_t text, std::size_t value) {
    return {{"text", plain(text)}, {"value", x(value)}};
}
json options(std::size_t n) {
    return many(n, [](std::size_t) { return option(1, 1); });
}
json menu(const std::string& type, json opts) {
    return {{"type", type}, {"action_id", "m"}, {"options", list(std::move(opts))}};
}
json confirm(std::size_t title, std::size_t text, std::size_t yes) {
    return {{"title", plain(title)}, {"text", plain(text)}, {"confirm", plain(yes)}, {"deny", plain(1)}};
}
json rows(std::size_t n, std::size_t cells) {
    return {{"type", "table"},
            {"rows", many(n, [&](std::size_t) {
                 return many(cells, [](std::size_t) { return json{{"type", "raw_text"}, {"text", "x"}}; });
             })}};
}
json image(std::size_t url, std::size_t alt) {
    return {{"type", "image"}, {"image_url", x(url)}, {"alt_text", x(alt)}};
}

struct Limit {
    const char* what;
    json most;      ///< the largest block that is taken
    json too_much;  ///< one more
};

}  // namespace

TEST_CASE("each Block Kit limit takes the most and refuses one more") {
    const json divider{{"type", "divider"}};
    // clang-format off: one row a line
    const std::vector<Limit> limits{
        {"header", {{"type", "header"}, {"text", plain(150)}}, {{"type", "header"}, {"text", plain(151)}}},
        {"header plain", {{"type", "header"}, {"text", plain(1)}}, {{"type", "header"}, {"text", mrkdwn(1)}}},
        {"section text", section(mrkdwn(3000)), section(mrkdwn(3001))},
        {"section text not empty", section(mrkdwn(1)), section(mrkdwn(0))},
        {"section needs text", section(plain(1)), {{"type", "section"}}},
        {"fields", {{"type", "section"}, {"fields", many(10, [](auto) { return mrkdwn(1); })}}, {{"type", "section"}, {"fields", many(11, [](auto) { return mrkdwn(1); })}}},
        {"field text", {{"type", "section"}, {"fields", {mrkdwn(2000)}}}, {{"type", "section"}, {"fields", {mrkdwn(2001)}}}},
        {"context", {{"type", "context"}, {"elements", many(10, [](auto) { return mrkdwn(1); })}}, {{"type", "context"}, {"elements", many(11, [](auto) { return mrkdwn(1); })}}},
        {"actions", actions(buttons(25)), actions(buttons(26))},
        {"actions not empty", actions(buttons(1)), actions(json::array())},
        {"button text", actions({button(75)}), actions({button(76)})},
        {"button value", actions({with(button(1), "value", x(2000))}), actions({with(button(1), "value", x(2001))})},
        {"button url", actions({with(button(1), "url", x(3000))}), actions({with(button(1), "url", x(3001))})},
        {"button style", actions({with(button(1), "style", "danger")}), actions({with(button(1), "style", "warning")})},
        {"button label", actions({with(button(1), "accessibility_label", x(75))}), actions({with(button(1), "accessibility_label", x(76))})},
        {"action_id", actions({button(1, x(255))}), actions({button(1, x(256))})},
        {"action_id given", actions({button(1, "a")}), actions({button(1, "")})},
        {"action_id unique", actions({button(1, "a"), button(1, "b")}), actions({button(1, "a"), button(1, "a")})},
        {"block_id", with(divider, "block_id", x(255)), with(divider, "block_id", x(256))},
        {"unknown key", divider, with(divider, "colour", "red")},
        {"unknown type", divider, {{"type", "banner"}}},
        {"option text", actions({menu("static_select", {option(75, 1)})}), actions({menu("static_select", {option(76, 1)})})},
        {"option value", actions({menu("static_select", {option(1, 150)})}), actions({menu("static_select", {option(1, 151)})})},
        {"options", actions({menu("static_select", options(100))}), actions({menu("static_select", options(101))})},
        {"overflow", actions({menu("overflow", options(5))}), actions({menu("overflow", options(6))})},
        {"overflow not empty", actions({menu("overflow", options(1))}), actions({menu("overflow", json::array())})},
        {"radio", actions({menu("radio_buttons", options(10))}), actions({menu("radio_buttons", options(11))})},
        {"placeholder", actions({with(menu("static_select", options(1)), "placeholder", plain(150))}), actions({with(menu("static_select", options(1)), "placeholder", plain(151))})},
        {"confirm title", actions({with(button(1), "confirm", confirm(100, 300, 30))}), actions({with(button(1), "confirm", confirm(101, 1, 1))})},
        {"confirm text", actions({with(button(1), "confirm", confirm(1, 300, 1))}), actions({with(button(1), "confirm", confirm(1, 301, 1))})},
        {"confirm button", actions({with(button(1), "confirm", confirm(1, 1, 30))}), actions({with(button(1), "confirm", confirm(1, 1, 31))})},
        {"image url", image(3000, 1), image(3001, 1)},
        {"image alt", image(1, 2000), image(1, 2001)},
        {"input label", {{"type", "input"}, {"label", plain(2000)}, {"element", {{"type", "plain_text_input"}, {"action_id", "i"}}}}, {{"type", "input"}, {"label", plain(2001)}, {"element", {{"type", "plain_text_input"}, {"action_id", "i"}}}}},
        {"max_length", input({{"type", "plain_text_input"}, {"action_id", "i"}, {"max_length", 3000}}), input({{"type", "plain_text_input"}, {"action_id", "i"}, {"max_length", 3001}})},
        {"modal only", input({{"type", "datetimepicker"}, {"action_id", "i"}}), input({{"type", "file_input"}, {"action_id", "i"}})},
        {"markdown", {{"type", "markdown"}, {"text", x(12000)}}, {{"type", "markdown"}, {"text", x(12001)}}},
        {"table rows", rows(100, 1), rows(101, 1)},
        {"table cells", rows(1, 20), rows(1, 21)},
    };
    // clang-format on
    for (const Limit& limit : limits) {
        INFO(limit.what);
        CHECK(check_blocks(json::array({limit.most}).dump(), BlockSurface::message) ==
              std::vector<std::string>{});
        CHECK(check_blocks(json::array({limit.too_much}).dump(), BlockSurface::message).size() == 1);
    }
}

TEST_CASE("a message holds 50 blocks, a modal 100, and their ids are unique") {
    const auto dividers = [](std::size_t n) {
        return many(n, [](auto) { return json{{"type", "divider"}}; }).dump();
    };
    CHECK(check_blocks(dividers(50), BlockSurface::message).empty());
    CHECK_FALSE(check_blocks(dividers(51), BlockSurface::message).empty());
    CHECK(check_blocks(dividers(100), BlockSurface::modal).empty());
    CHECK_FALSE(check_blocks(dividers(101), BlockSurface::modal).empty());
    const json twice =
        json::array({{{"type", "divider"}, {"block_id", "b"}}, {{"type", "divider"}, {"block_id", "b"}}});
    const auto problems = check_blocks(twice.dump(), BlockSurface::message);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0] == "[ERROR] duplicate block_id: b [json-pointer:/blocks/1/block_id]");
    CHECK_FALSE(check_blocks(json::array({rows(1, 1), rows(1, 1)}).dump(), BlockSurface::message).empty());
    const auto markdown = [](std::size_t n) { return json{{"type", "markdown"}, {"text", x(n)}}; };
    CHECK(check_blocks(json::array({markdown(6000), markdown(6000)}).dump(), BlockSurface::message).empty());
    CHECK_FALSE(
        check_blocks(json::array({markdown(6000), markdown(6001)}).dump(), BlockSurface::message).empty());
    CHECK(check_blocks("{", BlockSurface::message)[0].starts_with("[FORMAT]"));
}

TEST_CASE("a modal needs a short title, and a submit button when it has an input") {
    const json field = input({{"type", "plain_text_input"}, {"action_id", "i"}});
    json view{{"type", "modal"},
              {"title", plain(24)},
              {"submit", plain(24)},
              {"private_metadata", x(3000)},
              {"blocks", {field}}};
    CHECK(check_view(view.dump()).empty());
    CHECK_FALSE(check_view(with(view, "title", plain(25)).dump()).empty());
    CHECK_FALSE(check_view(with(view, "private_metadata", x(3001)).dump()).empty());
    CHECK_FALSE(check_view(with(view, "callback_id", x(256)).dump()).empty());
    view.erase("submit");
    CHECK_FALSE(check_view(view.dump()).empty());
}

}  // namespace tocsin::sandbox
