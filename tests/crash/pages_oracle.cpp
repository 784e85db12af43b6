#include "tests/crash/pages_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/crash/pages_story.hpp"

namespace tocsin::crash {

std::string what_is_missing(const Remains& remains) {
    auto left = remains.pages;
    std::set<std::string> keys;
    int repeats = 0;
    std::erase_if(left, [&](const Receipt& page) {
        if (keys.insert(page.by + page.key).second) return false;
        // Of a letter nobody can see whether it arrived; one was under way at the crash.
        return page.by == "email" && ++repeats == 1;
    });
    for (const Due& due : story_dues()) {
        const auto found = std::ranges::find_if(left, [&](const Receipt& page) {
            const Duration late = page.at - (kStoryBegins + due.at);
            return page.incident == due.incident && page.whom == due.whom && page.by == due.by && late >= Duration{} && late <= kLate;
        });
        if (found == left.end()) return fmt::format("INC-{}: nothing came to {} by {} at {}", due.incident, due.whom, due.by, clock(kStoryBegins + due.at));
        left.erase(found);
    }
    if (!left.empty()) {
        const auto& page = left.front();
        return fmt::format("INC-{}: nobody expected a page to {} by {} at {}, key {}", page.incident, page.whom, page.by, clock(page.at), page.key);
    }
    return remains.objections.empty() ? "" : remains.objections.front();
}

}  // namespace tocsin::crash
