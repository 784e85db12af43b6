#include "bot/oncall/edition_reading.hpp"

#include <utility>

#include "bot/oncall/file.hpp"

namespace tocsin::oncall {

EditionReading read_edition(const std::string& path, const Environment& environment, const Against& against) {
    EditionReading out;
    auto body = read_bytes(path);
    if (!body) {
        out.wrong.push_back(body.error());
        return out;
    }
    auto reading = read_text(*body, path, environment, against);
    out.ended = std::exchange(reading.ended, {});
    out.wrong = reading.all();
    if (!out.wrong.empty()) return out;
    out.edition = std::make_shared<const Edition>(std::move(*reading.file), std::move(*body));
    out.warnings = std::move(reading.warnings);
    return out;
}

}  // namespace tocsin::oncall
