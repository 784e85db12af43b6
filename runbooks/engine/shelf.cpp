#include "runbooks/engine/shelf.hpp"

#include <algorithm>
#include <iterator>

#include "bot/base/text.hpp"

namespace tocsin::runbooks {
namespace {

std::string searched_text(const Runbook& runbook) {
    std::string out = runbook.name.value + "\n" + runbook.title + "\n" + runbook.description;
    for (const auto& attach : runbook.attach)
        for (const auto& service : attach.services) out += "\n" + service;
    return text::lower(out);
}

bool has_all(std::string_view searched, const std::vector<std::string_view>& words) {
    return std::ranges::all_of(words, [&](std::string_view word) { return word.empty() || searched.contains(word); });
}

template <class Same>
VolumePtr find_volume(const std::vector<VolumePtr>& volumes, Same same) {
    const auto found = std::ranges::find_if(volumes, [&](const VolumePtr& volume) { return same(volume->runbook); });
    return found == volumes.end() ? nullptr : *found;
}

}  // namespace

Shelf::Shelf(std::vector<VolumePtr> volumes) : volumes_(std::move(volumes)) {
    std::ranges::sort(volumes_, {}, [](const VolumePtr& volume) { return volume->runbook.name; });
}

VolumePtr Shelf::find(const RunbookName& name) const {
    return find_volume(volumes_, [&](const Runbook& runbook) { return runbook.name == name; });
}

VolumePtr Shelf::find(const RunbookHash& hash) const {
    return find_volume(volumes_, [&](const Runbook& runbook) { return runbook.hash == hash; });
}

std::vector<VolumePtr> Shelf::search(std::string_view words) const {
    const auto wanted = text::lower(text::one_line(words));
    const auto parts = text::split(wanted, ' ');
    std::vector<VolumePtr> out, others;
    for (const auto& volume : volumes_)
        if (has_all(searched_text(volume->runbook), parts)) (has_all(volume->runbook.name.value, parts) ? out : others).push_back(volume);
    std::ranges::move(others, std::back_inserter(out));
    return out;
}

std::optional<std::string> Shelf::nearest(const RunbookName& name) const {
    std::vector<std::string_view> names;
    names.reserve(volumes_.size());
    for (const auto& volume : volumes_) names.push_back(volume->runbook.name.value);
    const auto near = text::nearest(name.value, names);
    return near ? std::optional(std::string(*near)) : std::nullopt;
}

std::shared_ptr<const Shelf> Library::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

VolumePtr Library::find(const RunbookHash& hash) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : found->second;
}

void Library::set_current(std::shared_ptr<const Shelf> shelf) {
    const std::lock_guard lock(mutex_);
    current_ = std::move(shelf);
    trouble_.clear();
    for (const auto& volume : current_->all()) by_hash_[volume->runbook.hash] = volume;
}

void Library::refused(std::string why) {
    const std::lock_guard lock(mutex_);
    trouble_ = std::move(why);
}

std::string Library::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

void Library::keep(VolumePtr volume) {
    const std::lock_guard lock(mutex_);
    by_hash_.try_emplace(volume->runbook.hash, std::move(volume));
}

}  // namespace tocsin::runbooks
