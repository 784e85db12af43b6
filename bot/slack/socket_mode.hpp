// What travels over Slack's websocket, as values (docs: apis/events-api/using-socket-mode): frames that come, acknowledgements that go.
// An envelope is turned into the very body that Slack would have posted over HTTP, so that both have one way in. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "bot/base/error.hpp"

namespace tocsin::slack {

/// The connection is open for envelopes.
struct SocketHello {
    int connections = 0;  ///< of this app, this one included
};

/// Slack is about to close this connection.
struct SocketGoodbye {
    enum class Reason : std::uint8_t {
        warning,           ///< in some ten seconds
        refresh_requested, ///< connections live for some hours
        link_disabled,     ///< Socket Mode was switched off in the app's settings
        too_many_websockets,
        other,
    };
    Reason reason = Reason::other;
    std::string word;  ///< as Slack says it
};

/// A command, an interaction or an event. It must be acknowledged within 3 s.
struct SocketEnvelope {
    std::string id;
    std::string type;           ///< `events_api`, `slash_commands`, `interactive`
    bool takes_answer = false;  ///< the acknowledgement may carry the answer that HTTP would have
    std::string content_type;   ///< with `body`, as over HTTP; empty if the envelope is of a kind that has no meaning for us
    std::string body;
};

/// A frame that has no meaning for us.
struct OtherFrame {
    std::string type;
};

using SocketFrame = std::variant<SocketHello, SocketGoodbye, SocketEnvelope, OtherFrame>;

/// invalid_argument names the field that is wrong.
Result<SocketFrame> decode_frame(std::string_view text);
/// The envelope id of a frame that `decode_frame` refused, if it can be found at all: it is acknowledged all the same, or it comes again.
std::string envelope_id_in(std::string_view text);

/// `{"envelope_id":…}`; with `payload` if `answer` is a JSON object. Anything else is left out.
std::string acknowledgement(const std::string& envelope_id, std::string_view answer = {});

}  // namespace tocsin::slack
