#include "bot/core/timings.hpp"

#include <algorithm>

#include "bot/base/time_format.hpp"

namespace tocsin {
namespace {

constexpr std::size_t index_of(auto word) { return static_cast<std::size_t>(word); }

std::optional<std::size_t> find_seq(std::span<const Event> events, EventSeq seq) {
    const auto found = std::ranges::lower_bound(events, seq, {}, &Event::seq);
    if (found == events.end() || found->seq != seq) return std::nullopt;
    return static_cast<std::size_t>(found - events.begin());
}

/// Whether `correction` puts back what `original` changed, rather than saying something else in its place.
struct Reverses {
    const EventBody& original;

    bool operator()(const event::StatusChanged& e) const {
        const auto* o = std::get_if<event::StatusChanged>(&original);
        return o == nullptr || (o->from == e.to && o->to == e.from);
    }
    bool operator()(const event::SeverityChanged& e) const {
        const auto* o = std::get_if<event::SeverityChanged>(&original);
        return o == nullptr || (o->from == e.to && o->to == e.from);
    }
    bool operator()(const event::RoleAssigned& e) const {
        const auto* o = std::get_if<event::RoleAssigned>(&original);
        return o == nullptr || (o->previous == e.person && o->person == e.previous);
    }
    bool operator()(const auto&) const { return false; }
};

/// What counts: neither a corrected event, nor one that only reverses another.
std::vector<bool> counting(std::span<const Event> events, const std::vector<bool>& void_events) {
    std::vector<bool> counts(events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        counts[i] = !void_events[i];
        if (!counts[i] || !events[i].corrects) continue;
        const auto original = find_seq(events, *events[i].corrects);
        if (original && std::visit(Reverses{events[*original].body}, events[i].body)) counts[i] = false;
    }
    return counts;
}

/// Neither tocsin nor PagerDuty: somebody said it.
bool by_hand(const Event& event) { return event.actor != system_actor() && !event.actor.value.starts_with("pagerduty:"); }

/// Adds up stretches that have a label; one stretch that ends before it began spoils the sum.
class SeverityClock {
public:
    void enter(Severity severity, Time at) {
        leave(at);
        current_ = severity;
        since_ = at;
    }
    void leave(Time at) {
        if (!since_) return;
        add(at - *since_);
        since_.reset();
    }
    std::vector<SeverityTime> take() { return std::move(sums_); }

private:
    void add(Duration span) {
        auto found = std::ranges::find(sums_, current_, &SeverityTime::severity);
        if (found == sums_.end()) found = sums_.insert(sums_.end(), {current_, Duration{0}});
        if (span < Duration{0}) found->spent = EndBeforeStart{-span};
        else if (auto* sum = std::get_if<Duration>(&found->spent)) *sum += span;
    }

    Severity current_ = Severity::unset;
    std::optional<Time> since_;
    std::vector<SeverityTime> sums_;
};

/// One walk over the events that count.
class Walk {
public:
    void at(const Event& event) {
        now_ = &event;
        std::visit(*this, event.body);
    }
    Timings finish(Time as_of);

    void operator()(const event::Declared& e) {
        record(KeyTime::declared);
        is_open_ = tocsin::is_open(e.status);
        newest_severity_ = e.severity;
        if (is_open_) severity_.enter(e.severity, now_->occurred_at);
    }
    void operator()(const event::SeverityChanged& e) {
        newest_severity_ = e.to;
        if (is_open_) severity_.enter(e.to, now_->occurred_at);
    }
    void operator()(const event::StatusChanged& e);
    void operator()(const event::Acknowledged&) {
        auto& time = out_.times[index_of(KeyTime::acknowledged)];
        if (hand_set_[index_of(KeyTime::acknowledged)]) return;
        time = time ? std::min(*time, now_->occurred_at) : now_->occurred_at;
    }
    void operator()(const event::KeyTimeSet& e) {
        const auto which = index_of(e.which);
        if (hand_set_[which] && !by_hand(*now_)) return;
        hand_set_[which] = by_hand(*now_);
        out_.times[which] = e.time;
    }
    void operator()(const event::RoleAssigned& e) {
        end_tenure([&](const Tenure& t) { return t.role == e.role; });
        if (!e.person.empty()) out_.tenures.push_back({e.role, e.person, now_->occurred_at, {}, {}});
    }
    void operator()(const event::ResponderLeft& e) {
        end_tenure([&](const Tenure& t) { return t.person == e.person; });
    }
    void operator()(const event::PageRequested& e) {
        if (!e.test) pages_.push_back(now_->occurred_at);
    }
    void operator()(const event::PagerDutyLinked&) { pages_.push_back(now_->occurred_at); }
    void operator()(const auto&) {}

private:
    void record(KeyTime which) {
        if (!hand_set_[index_of(which)]) out_.times[index_of(which)] = now_->occurred_at;
    }
    void forget(KeyTime which) {
        hand_set_[index_of(which)] = false;
        out_.times[index_of(which)].reset();
    }
    void end_tenure(auto matches) {
        for (auto& tenure : out_.tenures)
            if (!tenure.to && matches(tenure)) tenure.to = now_->occurred_at;
    }
    void reopen();
    void close_spans(Time as_of);
    Figure page_to_acknowledge() const;

    const Event* now_ = nullptr;
    Timings out_;
    std::array<bool, kKeyTimes> hand_set_{};
    bool is_open_ = false;
    SeverityClock severity_;
    Severity newest_severity_ = Severity::unset;
    std::vector<Time> pages_;
};

void Walk::operator()(const event::StatusChanged& e) {
    if (tocsin::is_open(e.to) && !is_open_) reopen();
    if ((e.to == Status::monitoring || e.to == Status::resolved) && !out_.time(KeyTime::mitigated)) record(KeyTime::mitigated);
    if (e.to == Status::resolved) record(KeyTime::resolved);
    // The severity stretch is closed by `reopen` or `finish`, when a resolved time set by hand afterwards is known too.
    if (is_open_ && !tocsin::is_open(e.to)) out_.ended = now_->occurred_at;
    is_open_ = tocsin::is_open(e.to);
}

/// When the incident was over: the resolved time, which a person may have set, else when it was canceled.
Time end_of(const Timings& timings) { return timings.time(KeyTime::resolved).value_or(timings.ended.value_or(Time{})); }

void Walk::reopen() {
    if (out_.ended) {
        const Time ended = end_of(out_);
        severity_.leave(ended);
        out_.pauses.push_back({ended, now_->occurred_at});
    }
    out_.ended.reset();
    forget(KeyTime::mitigated);
    forget(KeyTime::resolved);
    severity_.enter(newest_severity_, now_->occurred_at);
}

void Walk::close_spans(Time as_of) {
    if (out_.ended) out_.ended = end_of(out_);
    const Time end = out_.ended.value_or(as_of);
    severity_.leave(end);
    for (auto& tenure : out_.tenures) {
        // Whoever took a role after the incident was over holds it until the record's end.
        const Time until = tenure.to.value_or(tenure.from > end ? as_of : end);
        tenure.held = span_between(tenure.from, "from", until, "to");
    }
}

Figure Walk::page_to_acknowledge() const {
    const auto acknowledged = out_.time(KeyTime::acknowledged);
    if (!acknowledged) return MissingTime{name_of(KeyTime::acknowledged)};
    std::optional<Time> first;
    for (Time page : pages_)
        if (page <= *acknowledged && (!first || page < *first)) first = page;
    return span_between(first, "a page before the first acknowledgement", acknowledged, name_of(KeyTime::acknowledged));
}

Timings Walk::finish(Time as_of) {
    close_spans(as_of);
    out_.severities = severity_.take();
    constexpr std::array<std::pair<Metric, KeyTime>, 4> kFromStarted{{{Metric::ttd, KeyTime::detected},
                                                                      {Metric::tta, KeyTime::acknowledged},
                                                                      {Metric::ttm, KeyTime::mitigated},
                                                                      {Metric::ttr, KeyTime::resolved}}};
    for (const auto& [metric, end] : kFromStarted)
        out_.figures[index_of(metric)] =
            span_between(out_.time(KeyTime::started), name_of(KeyTime::started), out_.time(end), name_of(end));
    out_.figures[index_of(Metric::page_to_acknowledge)] = page_to_acknowledge();
    return std::move(out_);
}

}  // namespace

Figure span_between(std::optional<Time> from, std::string_view from_name, std::optional<Time> to, std::string_view to_name) {
    if (!from) return MissingTime{from_name};
    if (!to) return MissingTime{to_name};
    if (*to < *from) return EndBeforeStart{*from - *to};
    return *to - *from;
}

std::string figure_text(const Figure& figure) {
    return std::visit(Overload{[](Duration span) { return format_duration(span); },
                               [](const MissingTime& m) { return "n/a (" + std::string(m.what) + " unknown)"; },
                               [](const EndBeforeStart& e) {
                                   return "invalid (ends " + format_duration(e.by) + " before it starts)";
                               }},
                      figure);
}

std::string figure_word(const Figure& figure) {
    return std::visit(Overload{[](Duration span) {
                                   return std::to_string(std::chrono::floor<std::chrono::seconds>(span).count());
                               },
                               [](const MissingTime&) { return std::string("n/a"); },
                               [](const EndBeforeStart&) { return std::string("invalid"); }},
                      figure);
}

std::vector<bool> corrected(std::span<const Event> events) {
    std::vector<bool> out(events.size());
    // From the newest back, so that a correction which was itself corrected has no effect.
    for (std::size_t i = events.size(); i-- > 0;) {
        if (out[i] || !events[i].corrects) continue;
        const auto original = find_seq(events, *events[i].corrects);
        if (original && *original < i) out[*original] = true;
    }
    return out;
}

Timings measure(std::span<const Event> events, Time as_of) {
    const auto counts = counting(events, corrected(events));
    Walk walk;
    for (std::size_t i = 0; i < events.size(); ++i)
        if (counts[i]) walk.at(events[i]);
    return walk.finish(as_of);
}

}  // namespace tocsin
