// The command grammar: any text is a command or a refusal that keeps the text; what is printed means the same again.
// Input: the text as it comes from the edge after sanitizing.
#include "tests/fuzz/target.hpp"

#include <string>

#include "bot/base/text.hpp"
#include "handlers/parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tocsin;
    const handlers::ParseContext context{time_from_unix_seconds(1'767'348'000), "Europe/Warsaw"};
    const std::string text = text::sanitize(fuzz::text_of(data, size));
    const auto parsed = handlers::parse(text, context);
    if (!parsed) {
        const bool keeps = text.size() >= handlers::kEchoLimit || parsed.error().hint.find(text) != std::string::npos;
        fuzz::promise(keeps, "a refusal keeps the person's text");
        return 0;
    }
    const std::string canonical = handlers::print(*parsed);
    const auto again = handlers::parse(canonical, context);
    fuzz::promise(again.has_value(), "what is printed can be parsed");
    fuzz::promise(again->command == parsed->command && again->incident == parsed->incident && again->share == parsed->share,
                  "what is printed means the same");
    fuzz::promise(handlers::print(*again) == canonical, "there is one canonical text");
    return 0;
}
