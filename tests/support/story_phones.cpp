// What a story sees of text messages, calls and e-mails, and what it expects of them.
#include <algorithm>
#include <set>

#include "tests/support/story_inside.hpp"

namespace tocsin::story {
namespace {

std::vector<std::string> shown_texts(const sandbox::TwilioAccount& twilio, const std::string& phone) {
    std::vector<std::string> out;
    for (const auto& message : twilio.messages_to(phone)) out.push_back(message.body);
    return out;
}
std::vector<std::string> shown_calls(const sandbox::TwilioAccount& twilio, const std::string& phone) {
    std::vector<std::string> out;
    for (const auto& call : twilio.calls_to(phone)) out.push_back(call.speech);
    return out;
}
std::vector<std::string> shown_mails(const sandbox::MailSink& sink, const std::string& address) {
    std::vector<std::string> out;
    for (const auto& mail : sink.mails())
        if (mail.to == address) out.push_back(mail.subject + "\n" + mail.text);
    return out;
}

}  // namespace

void Story::expect(const std::string& what, const std::vector<std::string>& shown, std::size_t& seen, const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < std::max(shown.size() - seen, texts.size()); ++i) {
        const std::string text = seen + i < shown.size() ? shown[seen + i] : "(nothing)";
        if (i >= texts.size()) FAIL_CHECK("nobody expected for " << what << ": " << text);
        else CHECK_THAT(text, Catch::Contains(texts[i]));
    }
    seen = shown.size();
}

void Story::texts(const std::string& phone, const std::vector<std::string>& texts) {
    expect("sms " + phone, shown_texts(twilio(), phone), in_->expected["sms " + phone], texts);
}
void Story::calls(const std::string& phone, const std::vector<std::string>& texts) {
    expect("call " + phone, shown_calls(twilio(), phone), in_->expected["call " + phone], texts);
}
void Story::mails(const std::string& address, const std::vector<std::string>& texts) {
    expect("mail " + address, shown_mails(mail(), address), in_->expected["mail " + address], texts);
}

void Story::check_phones() {
    std::set<std::string> phones, addresses;
    for (const auto& message : twilio().messages()) phones.insert(message.to);
    for (const auto& call : twilio().calls()) phones.insert(call.to);
    for (const auto& one : mail().mails()) addresses.insert(one.to);
    for (const auto& phone : phones) {
        texts(phone, {});
        calls(phone, {});
    }
    for (const auto& address : addresses) mails(address, {});
}

std::string Story::direct(const std::string& user) {
    for (const auto& [id, channel] : slack().state().channels)
        if (channel.is_im && channel.has_member(user)) return id;
    return {};
}

std::string Story::press_newest(const std::string& user, const std::string& channel, const std::string& action_id) {
    const auto messages = slack().messages(channel);
    for (auto i = messages.rbegin(); i != messages.rend(); ++i) {
        const auto buttons = slack().buttons(channel, i->ts);
        if (std::ranges::find(buttons, action_id) != buttons.end()) return press(user, channel, i->ts, action_id);
    }
    FAIL("no message in " << channel << " has the button " << action_id);
    return {};
}

}  // namespace tocsin::story
