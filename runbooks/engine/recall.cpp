#include "runbooks/engine/recall.hpp"

#include "runbooks/engine/file.hpp"

namespace tocsin::runbooks {

VolumePtr recall(const std::string& body) {
    auto reading = read_text(body, "runbook");
    if (!reading.file) return nullptr;
    return std::make_shared<const Volume>(Volume{std::move(*reading.file), body, {}});
}

}  // namespace tocsin::runbooks
