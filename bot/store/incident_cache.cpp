#include "bot/store/incident_cache.hpp"

#include "bot/store/unit_of_work.hpp"

namespace tocsin::store {

IncidentCache::Entry* IncidentCache::find(IncidentNumber number) {
    if (const auto known = by_number_.find(number); known != by_number_.end()) {
        Entry& entry = *known->second;
        entries_.splice(entries_.begin(), entries_, known->second);
        if (entry.checked_at == data_version_) return &entry;
        if (entry.state.last_seq == tables_.timeline.last_seq(number)) {
            entry.checked_at = data_version_;
            return &entry;
        }
        forget({number});
    }
    auto loaded = tables_.incidents.load(number);
    if (!loaded) return nullptr;
    return &insert(std::move(loaded->state), loaded->snapshot_seq);
}

IncidentCache::Entry& IncidentCache::insert(Incident state, EventSeq snapshot_seq) {
    const IncidentNumber number = state.number;
    entries_.push_front({std::move(state), snapshot_seq, false, data_version_});
    by_number_[number] = entries_.begin();
    return entries_.front();
}

void IncidentCache::forget(const std::vector<IncidentNumber>& numbers) {
    for (const IncidentNumber number : numbers) {
        const auto known = by_number_.find(number);
        if (known == by_number_.end()) continue;
        entries_.erase(known->second);
        by_number_.erase(known);
    }
}

void IncidentCache::clear() {
    entries_.clear();
    by_number_.clear();
}

void IncidentCache::trim() {
    while (entries_.size() > capacity_) {
        by_number_.erase(entries_.back().state.number);
        entries_.pop_back();
    }
}

}  // namespace tocsin::store
