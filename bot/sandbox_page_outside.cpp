#include "bot/sandbox_page_outside.hpp"

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin {

Result<net::Request> text_back(sandbox::World& world, const std::string& number, const std::string& text, const std::string& public_url) {
    if (world.twilio.messages_to(number).empty()) return fail(Errc::not_found, "Nobody sent a text message to " + number + ".");
    if (text::trim(text).empty()) return fail(Errc::invalid_argument, "Type the answer first, such as ACK.");
    return world.twilio.reply(number, text::trim(text), public_url);
}

Result<net::Request> press_digit(sandbox::World& world, const std::string& sid, const std::string& digit) {
    const auto& calls = world.twilio.calls();
    const auto call = std::ranges::find(calls, sid, &sandbox::TwilioCall::sid);
    if (call == calls.end()) return fail(Errc::not_found, "There is no such call.");
    if (call->action_url.empty()) return fail(Errc::invalid_argument, "This call asks for nothing.");
    if (digit.size() != 1 || !std::string_view("0123456789*#").contains(digit)) return fail(Errc::invalid_argument, "A telephone has no such key.");
    return world.twilio.press(*call, digit);
}

Result<void> do_in_pagerduty(sandbox::World& world, const std::string& user, const std::string& incident, const std::string& what) {
    const auto& people = world.slack.state().users;
    const auto in_slack = people.find(user);
    const auto* known = in_slack == people.end() ? nullptr : world.pagerduty.state().user_by_email(in_slack->second.email);
    if (known == nullptr) return fail(Errc::forbidden, "You have no account in PagerDuty; Alice and Bob have one.");
    if (what == "acknowledge") return world.pagerduty.acknowledge(incident, known->id);
    if (what == "resolve") return world.pagerduty.resolve(incident, known->id);
    return fail(Errc::invalid_argument, "PagerDuty knows acknowledge and resolve.");
}

}  // namespace tocsin
