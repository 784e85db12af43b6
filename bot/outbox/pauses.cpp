#include "bot/outbox/pauses.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::outbox {

Time Pauses::earliest(std::string_view what, Time now) const {
    const auto found = until_.find(what);
    return found == until_.end() ? now : std::max(now, found->second);
}

void Pauses::note(const std::string& what, Time until) {
    Time& known = until_[what];
    if (until <= known) return;
    known = until;
    new_.insert(what);
}

void Pauses::restore(const std::vector<store::Pause>& kept) {
    for (const auto& pause : kept) until_[pause.what] = std::max(until_[pause.what], pause.until);
}

std::vector<store::Pause> Pauses::take_new() {
    std::vector<store::Pause> out;
    for (const auto& what : std::exchange(new_, {})) out.push_back({what, until_[what]});
    return out;
}

void Pauses::not_written(const std::vector<store::Pause>& pauses) {
    for (const auto& pause : pauses) new_.insert(pause.what);
}

}  // namespace tocsin::outbox
