#include "tests/support/story_oncall.hpp"

#include "bot/oncall/file.hpp"

namespace tocsin::story {

Story::Change on_call_by(const std::string& yaml) {
    return [yaml](handlers::Settings& settings) {
        auto read = oncall::parse_file(yaml, "oncall.yaml", [](const std::string&) { return std::optional<std::string>(); });
        if (!read) FAIL("the on-call file of the story is wrong: " << read.error().front());
        settings.oncall->set_current(std::make_shared<oncall::Edition>(std::move(*read), yaml));
    };
}

}  // namespace tocsin::story
