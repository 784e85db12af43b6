// Until when the services of one sender asked not to be called (`Retry-After`). It holds for every row that would go there, so it
// is kept with the outcome of the row that was told, and read at the next start. Owned by its Sender; I/O thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bot/store/pause_repository.hpp"

namespace tocsin::outbox {

class Pauses {
public:
    /// When `what` may be called, `now` if at once. `what`: destination and method, as store::Pause.
    Time earliest(std::string_view what, Time now) const;
    /// The later one wins.
    void note(const std::string& what, Time until);
    void restore(const std::vector<store::Pause>& kept);
    /// Those that the store does not have. They count as written from here on; `not_written` takes that back.
    std::vector<store::Pause> take_new();
    void not_written(const std::vector<store::Pause>& pauses);

private:
    std::map<std::string, Time, std::less<>> until_;
    std::set<std::string> new_;
};

}  // namespace tocsin::outbox
