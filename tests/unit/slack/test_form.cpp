// A form on its way to Slack and back: encoded in one place, drawn within Slack's limits, answered as Slack wants it.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include "bot/base/text.hpp"
#include "bot/sandbox/block_kit_check.hpp"
#include "bot/slack/form_codec.hpp"
#include "bot/slack/form_view.hpp"

using namespace tocsin;
using namespace tocsin::slack;
using nlohmann::json;

namespace {

class PlainNames final : public Names {
public:
    std::string person(std::string_view actor_id) const override { return std::string(actor_id); }
};
const PlainNames kPlainNames;

Form some_form() {
    return {FormKind::key_time, IncidentNumber(42), Status::identified, "started=1764,detected=", UserId("U1"), time_from_unix_micros(1'764'000'000'123'456),
            "https://hooks.slack.com/actions/T1/1/abc"};
}

FormField field(FormField::Kind kind, std::string initial) {
    FormField out;
    out.name = "f" + std::to_string(static_cast<int>(kind));
    out.kind = kind;
    out.label = "Label";
    out.hint = "Hint";
    out.initial = std::move(initial);
    if (kind == FormField::Kind::choice) out.options = {{"a", "A", "first"}, {"b", "B", ""}};
    return out;
}

}  // namespace

TEST_CASE("a form comes back as it went") {
    const auto encoded = encode_form(some_form());
    CHECK(encoded.callback_id == "tocsin.form.key_time");
    CHECK(*decode_form(encoded.callback_id, encoded.private_metadata) == some_form());
    for (const auto& [kind, word] : words::kFormKind) {
        Form form;
        form.kind = kind;
        CHECK(*decode_form(encode_form(form).callback_id, encode_form(form).private_metadata) == form);
    }
    CHECK(rc::check([](const std::string& argument, const std::string& url) {
        Form form = some_form();
        form.argument = text::one_line(text::sanitize(argument));
        form.answer_to = text::one_line(text::sanitize(url));
        const auto encoded = encode_form(form);
        RC_ASSERT(encoded.private_metadata.size() <= 3000U);
        RC_ASSERT(*decode_form(encoded.callback_id, encoded.private_metadata) == form);
    }));
}

TEST_CASE("an answer address that does not fit is left out, and nothing else") {
    Form form = some_form();
    form.answer_to = std::string(4000, 'u');
    const auto decoded = decode_form(encode_form(form).callback_id, encode_form(form).private_metadata);
    form.answer_to.clear();
    CHECK(*decoded == form);
}

TEST_CASE("what we did not write is refused with a way on") {
    const std::string good = encode_form(some_form()).private_metadata;
    CHECK_FALSE(decode_form("somebody.else", good));
    CHECK_FALSE(decode_form("tocsin.form.nonsense", good));
    for (const std::string& bad : {std::string(), std::string("v1") + good.substr(2), std::string("v2\n042\ntriage\nU1\n1\n\n\n"), std::string("v2\n-1\ntriage\nU1\n1\n\n\n"),
                                   std::string("v2\n1\nasleep\nU1\n1\n\n\n"), std::string("v2\n1\ntriage\nU1\nx\n\n\n"), std::string("v2\n1\ntriage\nU1\n1\n\n\nperhaps"), good + "\n", std::string(5000, 'x')}) {
        const auto refused = decode_form("tocsin.form.note", bad);
        REQUIRE_FALSE(refused);
        CHECK_THAT(refused.error().hint, Catch::Contains("type the command"));
    }
    CHECK(rc::check([](const std::string& id, const std::string& metadata) { (void)decode_form("tocsin.form." + id, metadata); }));
}

TEST_CASE("each kind of field is drawn with what stands in it") {
    using enum FormField::Kind;
    FormView view;
    view.form = some_form();
    view.title = "A title that is much longer than Slack allows";
    view.submit = "Save";
    view.intro = Markup("INC-42 <!channel>");
    view.fields = {field(line, "x"), field(text, ""), field(choice, "b"), field(suggestion, "checkout"), field(person, "U1"), field(time, "1764000000"), field(check, "yes")};
    view.fields.back().options = {{"yes", "Keep it private", ""}};
    CHECK(sandbox::check_view(form_view(view, kPlainNames)) == std::vector<std::string>{});
    const auto drawn = json::parse(form_view(view, kPlainNames));
    CHECK(drawn["notify_on_close"] == true);
    CHECK(drawn["title"]["text"].get<std::string>().size() <= 24);
    CHECK(drawn.dump().find("<!channel") == std::string::npos);
    REQUIRE(drawn["blocks"].size() == 8);
    const auto element = [&](std::size_t i) { return drawn["blocks"][i + 1]["element"]; };
    CHECK(drawn["blocks"][1]["block_id"] == "f0");
    CHECK(element(0)["initial_value"] == "x");
    CHECK_FALSE(element(1).contains("initial_value"));
    CHECK(element(1)["multiline"] == true);
    CHECK(element(2)["initial_option"]["value"] == "b");
    CHECK(element(2)["options"][0]["description"]["text"] == "first");
    CHECK(element(3)["initial_option"]["value"] == "checkout");
    CHECK(element(4)["initial_user"] == "U1");
    CHECK(element(5)["initial_date_time"] == 1764000000);
    CHECK(element(6)["options"][0]["text"]["text"] == "Keep it private");
    CHECK(element(6)["initial_options"].size() == 1);
}

TEST_CASE("a huge form stays within Slack's limits") {
    FormView view;
    view.title = view.submit = "x";
    view.intro = Markup(std::string(100'000, 'i'));
    for (int i = 0; i < 300; ++i) {
        view.fields.push_back(field(FormField::Kind::choice, ""));
        view.fields.back().name = "f" + std::to_string(i);
        view.fields.back().label = std::string(200, 'l');
    }
    for (int i = 0; i < 500; ++i) view.fields[0].options.push_back({std::to_string(i), std::string(300, 'o'), std::string(300, 'd')});
    const std::string drawn = form_view(view, kPlainNames);
    CHECK(sandbox::check_view(drawn) == std::vector<std::string>{});
    CHECK(drawn.size() < 250'000);
    const auto parsed = json::parse(drawn);
    CHECK(parsed["blocks"].size() == 100);
    CHECK(parsed["blocks"][1]["element"]["options"].size() == 100);
}

TEST_CASE("errors, a form anew and options are answered as Slack wants them") {
    const std::vector<FieldError> errors{{"title", "Say it."}, {"title", "Second."}, {"due", std::string(5000, 'e')}};
    const auto said = json::parse(form_errors(errors));
    CHECK(said["response_action"] == "errors");
    CHECK(said["errors"]["title"] == "Say it.");
    CHECK(said["errors"]["due"].get<std::string>().size() <= 500);
    FormView view;
    view.title = view.submit = "x";
    CHECK(json::parse(form_update(view, kPlainNames))["view"]["type"] == "modal");
    std::vector<FormOption> options(300, {"v", "l", ""});
    CHECK(json::parse(menu_options(options))["options"].size() == 100);
}
