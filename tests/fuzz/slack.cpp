// Slack's bodies: forms, interaction payloads and events. Input: the first byte chooses the content type.
#include "tests/fuzz/target.hpp"

#include <string>

#include "bot/base/text.hpp"
#include "bot/slack/button_codec.hpp"
#include "bot/slack/inbound.hpp"

namespace {

using namespace tocsin;
using fuzz::promise;

bool is_clean(const std::string& text) { return text::sanitize(text) == text; }

void check(const slack::SlashCommand& command) {
    promise(!command.team.empty() && !command.user.empty() && !command.trigger_id.empty(), "a command says who, where and which");
    for (const std::string* text : {&command.team.value, &command.channel.value, &command.user.value, &command.user_name, &command.text,
                                    &command.raw_text, &command.response_url, &command.trigger_id})
        promise(is_clean(*text), "untrusted bytes became text at the edge");
}
void check(const slack::BlockActions& pressed) {
    promise(!pressed.team.empty() && !pressed.actions.empty(), "a press says where and what");
    for (const auto& action : pressed.actions) {
        promise(is_clean(action.action_id) && is_clean(action.value), "untrusted bytes became text at the edge");
        static_cast<void>(slack::decode_button(action.action_id, action.value));
    }
}
void check(const auto&) {}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    constexpr std::string_view kTypes[] = {"application/x-www-form-urlencoded", "application/json; charset=utf-8"};
    const std::string_view type = kTypes[data[0] % 2];
    const auto body = fuzz::text_of(data + 1, size - 1);
    const auto inbound = slack::decode(type, body);
    if (!inbound) promise(!inbound.error().message.empty(), "a refusal says why");
    else std::visit([](const auto& kind) { check(kind); }, *inbound);
    if (slack::is_ssl_check(type, body)) promise(inbound.has_value() && std::holds_alternative<slack::SslCheck>(*inbound), "one meaning of ssl_check");
    return 0;
}
