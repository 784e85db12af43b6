#include "tests/support/story_oncall.hpp"

#include "bot/oncall/file.hpp"

namespace tocsin::story {

std::string with(std::string_view file, std::string_view old_text, std::string_view new_text) {
    std::string out(file);
    const auto at = out.find(old_text);
    if (at == std::string::npos) FAIL("the on-call file of the story does not hold " << old_text);
    out.replace(at, old_text.size(), new_text);
    return out;
}

std::string team_file_paged_by_pagerduty() {
    return with(kTeamFile, "name: Checkout, policy: payments", "name: Checkout, policy: shop, pagerduty: PSCHECKOUT, paged_by: pagerduty");
}

Story::Change on_call_by(const std::string& yaml) {
    return [yaml](handlers::Settings& settings) {
        auto read = oncall::parse_file(yaml, "oncall.yaml", [](const std::string&) { return std::optional<std::string>(); });
        if (!read) FAIL("the on-call file of the story is wrong: " << read.error().front());
        settings.oncall->set_current(std::make_shared<oncall::Edition>(std::move(*read), yaml));
    };
}

}  // namespace tocsin::story
