#include "bot/notify/webhook.hpp"

#include "bot/base/crypto.hpp"
#include "bot/base/json_text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::notify {
namespace {

class JsonObject {
public:
    JsonObject& text(std::string_view name, std::string_view value) {
        append_json_string(begin(name), value);
        return *this;
    }
    JsonObject& raw(std::string_view name, std::string_view value) {
        begin(name) += value;
        return *this;
    }
    std::string done() { return out_ + "}"; }

private:
    std::string& begin(std::string_view name) {
        if (out_.size() > 1) out_ += ',';
        append_json_string(out_, name);
        return out_ += ':';
    }
    std::string out_ = "{";
};

}  // namespace

net::OutRequest webhook_request(std::string_view url, const PageFacts& facts, std::string_view secret) {
    net::OutRequest out;
    out.url = url;
    out.headers.add("Content-Type", "application/json");
    out.headers.add("Idempotency-Key", key_of(facts));
    out.body = JsonObject()
                   .text("type", "page")
                   .text("id", key_of(facts))
                   .raw("incident", std::to_string(facts.incident.value))
                   .text("name", facts.name)
                   .text("severity", facts.severity)
                   .text("status", facts.status)
                   .text("title", facts.title)
                   .text("service", facts.service)
                   .text("reason", facts.reason)
                   .text("paged_by", facts.paged_by)
                   .text("person", facts.person)
                   .text("urgency", name_of(facts.urgency))
                   .raw("drill", facts.drill ? "true" : "false")
                   .raw("test", facts.test ? "true" : "false")
                   .text("requested_at", format_rfc3339(facts.requested_at))
                   .text("channel", facts.channel_url)
                   .done();
    if (!secret.empty()) out.headers.add(std::string(kWebhookSignature), "sha256=" + crypto::to_hex(crypto::hmac_sha256(secret, out.body)));
    return out;
}

}  // namespace tocsin::notify
