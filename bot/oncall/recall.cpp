#include "bot/oncall/recall.hpp"

#include "bot/oncall/file.hpp"

namespace tocsin::oncall {

std::shared_ptr<const Edition> recall(const std::string& body) {
    auto file = parse_file(body, "stored", process_environment);
    return file ? std::make_shared<const Edition>(std::move(*file), body) : nullptr;
}

}  // namespace tocsin::oncall
