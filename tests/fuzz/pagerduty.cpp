// PagerDuty's V3 webhooks. Input: the body.
#include "tests/fuzz/target.hpp"

#include "bot/base/text.hpp"
#include "bot/pagerduty/inbound.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tocsin;
    const auto event = pagerduty::decode(fuzz::text_of(data, size));
    if (!event) {
        fuzz::promise(!event.error().message.empty(), "a refusal says why");
        return 0;
    }
    fuzz::promise(!event->id.empty(), "a delivery has its natural key");
    fuzz::promise(text::sanitize(event->type) == event->type, "untrusted bytes became text at the edge");
    static_cast<void>(pagerduty::incident_of(*event));
    fuzz::promise(pagerduty::actor_of(*event).value.starts_with("pagerduty:"), "an actor has its door's name");
    return 0;
}
