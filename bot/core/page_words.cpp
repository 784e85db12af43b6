#include "bot/core/page_words.hpp"

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxDetail = 200;
constexpr std::size_t kNewest = 6;

Markup waiting_words(const PageState& page) {
    const std::string where = " (step " + std::to_string(std::max(page.step, 1)) + (page.round > 0 ? ", repeat " + std::to_string(page.round) : "") + ")";
    if (page.state == "notified") return Markup("delivered, nobody has acknowledged yet" + where);
    if (page.state == "sent") return Markup("sent, not confirmed as delivered, nobody has acknowledged yet" + where);
    return Markup("requested, nothing has been sent yet" + where);
}

Markup acknowledged_words(const PageState& page) {
    Markup out = Markup("acknowledged by ").person(page.acknowledged_by.value);
    if (page.acknowledged_at != Time{}) (out << " at ").time(page.acknowledged_at);
    return out;
}

Markup ended_words(const PageState& page) {
    if (page.state == "answered") return Markup("over: " + page.detail);
    return page.state == "acknowledged" ? acknowledged_words(page) << "; over" : Markup("over");
}

std::string_view state_words(const Notification& notification) {
    switch (notification.state) {
        case NotificationState::requested: return "waits to be sent";
        case NotificationState::sent: return "sent";
        case NotificationState::delivered: return "delivered";
        case NotificationState::read: return "read";
        case NotificationState::failed: return "FAILED";
        // With a detail, an attempt was under way when somebody answered.
        case NotificationState::withdrawn: return notification.detail.empty() ? "not sent, since it was answered before" : "answered before it was confirmed";
    }
    return "";
}

}  // namespace

Markup page_progress(const PageState& page) {
    if (page.test) return Markup("a test");
    switch (page.phase) {
        case PagePhase::none:
        case PagePhase::running: return waiting_words(page);
        case PagePhase::exhausted: return Markup("NOBODY has acknowledged, and every step was tried");
        case PagePhase::acknowledged: return acknowledged_words(page);
        case PagePhase::snoozed: return Markup("snoozed until ").time(page.snoozed_until);
        case PagePhase::ended: return ended_words(page);
    }
    return {};
}

Markup notification_progress(const Notification& notification) {
    const bool is_person = notification.target.kind == oncall::TargetKind::person;
    Markup out = is_person ? Markup().person(to_text(notification.target)) : Markup(notification.target.id);
    out << " by " << std::string(name_of(notification.by)) << ": " << std::string(state_words(notification));
    if (!notification.detail.empty()) out << " — " << text::truncate(text::one_line(notification.detail), kMaxDetail);
    (out << ", ").time(notification.at);
    return out;
}

Markup notification_lines(const PageState& page, std::string_view indent) {
    Markup out;
    const auto& all = page.notifications;
    const std::size_t hidden = all.size() > kNewest ? all.size() - kNewest : 0;
    for (std::size_t i = hidden; i < all.size(); ++i) {
        if (!out.empty()) out << "\n";
        out << Markup(indent) << notification_progress(all[i]);
    }
    if (hidden > 0) out << "\n" << Markup(indent) << "… and " << std::to_string(hidden) << " before them";
    return out;
}

}  // namespace tocsin
