#include "bot/sandbox/outcome.hpp"

namespace tocsin::sandbox {

Fault Fault::http(int status, std::string body) {
    return {Kind::http, status, std::move(body), {}};
}
Fault Fault::api_error(std::string code, int status) {
    return {Kind::api_error, status, std::move(code), {}};
}
Fault Fault::rate_limited(Duration retry_after) {
    return {Kind::rate_limited, 429, {}, retry_after};
}
Fault Fault::drop_before() {
    return {Kind::drop_before, 0, {}, {}};
}
Fault Fault::drop_after() {
    return {Kind::drop_after, 0, {}, {}};
}
Fault Fault::hang(bool applied) {
    return {applied ? Kind::hang_after : Kind::hang_before, 0, {}, {}};
}

void FaultPlan::clear() {
    next_.clear();
    all_.reset();
}

std::optional<Fault> FaultPlan::take(const std::string& method) {
    const auto waiting = next_.find(method);
    if (waiting == next_.end() || waiting->second.empty()) return all_;
    Fault fault = std::move(waiting->second.front());
    waiting->second.pop_front();
    return fault;
}

}  // namespace tocsin::sandbox
