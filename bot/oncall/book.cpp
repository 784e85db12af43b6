#include "bot/oncall/book.hpp"

namespace tocsin::oncall {

std::shared_ptr<const Edition> Book::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

std::shared_ptr<const Edition> Book::find(const std::string& version) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_version_.find(version);
    return found == by_version_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Edition>> Book::kept() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<const Edition>> out;
    out.reserve(by_version_.size());
    for (const auto& [version, edition] : by_version_) out.push_back(edition);
    return out;
}

std::shared_ptr<const Edition> Book::knowing(const ActorId& actor) const {
    const auto knows = [&](const std::shared_ptr<const Edition>& edition) { return edition && edition->file.find(actor) != nullptr; };
    if (auto now = current(); knows(now)) return now;
    for (auto& edition : kept())
        if (knows(edition)) return std::move(edition);
    return nullptr;
}

void Book::set_current(std::shared_ptr<const Edition> edition) {
    const std::lock_guard lock(mutex_);
    current_ = edition;
    trouble_.clear();
    by_version_[edition->file.version] = std::move(edition);
}

void Book::refused(std::string why) {
    const std::lock_guard lock(mutex_);
    trouble_ = std::move(why);
}

std::string Book::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

void Book::keep(std::shared_ptr<const Edition> edition) {
    const std::lock_guard lock(mutex_);
    by_version_.try_emplace(edition->file.version, std::move(edition));
}

}  // namespace tocsin::oncall
