// `tocsin postmortem --db FILE` reads a database alone, and calls people as the on-call file that was in use last does.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bot/cli_offline.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a draft from the database alone has the names of the on-call file") {
    Story story(with(kShopFile, "{id: cid, name: carol,", "{id: cid, name: Caroline Ceder,").c_str());
    const auto channel = story.declare(kCarol, "sev2 Checkout is failing");
    story.type(kCarol, channel, "note the cache is cold");
    story.says(channel, {"the cache is cold"});
    const std::string output = story.database() + ".md";
    CHECK(tocsin::cli::postmortem({{}, story.database()}, "INC-1", "md", output) == 0);
    std::ifstream file(output);
    const std::string draft(std::istreambuf_iterator<char>(file), {});
    std::filesystem::remove(output);
    CHECK_THAT(draft, Contains("| Caroline Ceder | slack | the cache is cold |") && Contains("Responders: Caroline Ceder"));
}
