// What is written can be read again: every kind of event and delivery, states and answers; and what a newer release
// wrote does no harm.
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

#include "tests/unit/store/support.hpp"

#include "bot/store/delivery_codec.hpp"
#include "bot/store/delivery_fields.hpp"
#include "bot/store/event_codec.hpp"
#include "bot/store/event_fields.hpp"
#include "bot/store/incident_codec.hpp"
#include "bot/store/incident_fields.hpp"
#include "bot/store/json_fields.hpp"
#include "bot/store/reply_codec.hpp"
#include "bot/store/reply_fields.hpp"

using namespace tocsin;
using namespace tocsin::store;
using nlohmann::json;

namespace {

std::string random_text() {
    static constexpr std::array kPieces{"a", "checkout is failing", "\"", "\\", "\n", "é", "→", "🚨", "<!channel>", "{}", "", "\t", "'"};
    std::string out;
    for (const int i : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, static_cast<int>(kPieces.size()))))
        out += kPieces[static_cast<std::size_t>(i)];
    return out;
}

void fill(bool& out) { out = *rc::gen::arbitrary<bool>(); }
void fill(int& out) { out = *rc::gen::arbitrary<int>(); }
void fill(std::int64_t& out) { out = *rc::gen::arbitrary<std::int64_t>(); }
void fill(std::string& out) { out = random_text(); }
void fill(Markup& out) { out = Markup(random_text()).bold("b").person("slack:T1:U1"); }
void fill(Time& out) { out = time_from_unix_micros(*rc::gen::arbitrary<std::int64_t>()); }
template <class Tag>
void fill(StrongString<Tag>& out) { fill(out.value); }
template <class Tag>
void fill(StrongInt<Tag>& out) { fill(out.value); }
template <Spelled T>
void fill(T& out) { out = (*rc::gen::elementOf(std::vector(spelling(out).begin(), spelling(out).end()))).first; }
template <Listed T>
void fill(T& out);
template <class T>
void fill(std::optional<T>& out) {
    out.reset();
    if (*rc::gen::arbitrary<bool>()) fill(out.emplace());
}
template <class T>
void fill(std::vector<T>& out) {
    out.resize(*rc::gen::inRange<std::size_t>(0, 4));
    for (T& item : out) fill(item);
}
template <class T, std::size_t N>
void fill(std::array<T, N>& out) {
    for (T& item : out) fill(item);
}
template <Listed T>
void fill(T& out) {
    for_each_field(out, [](const char*, auto& member) { fill(member); });
}

template <class Variant, std::size_t I = 0>
void for_each_alternative(const auto& f) {
    if constexpr (I < std::variant_size_v<Variant>) {
        f(std::variant_alternative_t<I, Variant>{});
        for_each_alternative<Variant, I + 1>(f);
    }
}

/// Stands for a value of any type, to try out with how many an aggregate can be made.
struct Anything {
    template <class T>
    operator T() const { std::abort(); }  // never called
};
template <class T, std::size_t... I>
constexpr bool can_be_made_from(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), Anything{})...}; };
}
template <class T, std::size_t N = 60>
constexpr std::size_t members() {
    if constexpr (N == 0 || can_be_made_from<T>(std::make_index_sequence<N>())) return N;
    else return members<T, N - 1>();
}
template <class T>
constexpr std::size_t listed() { return std::tuple_size_v<std::remove_cvref_t<decltype(kFields<T>)>>; }

}  // namespace

TEST_CASE("every kind of event survives being stored") {
    for_each_alternative<EventKind>([](auto body) {
        using Body = decltype(body);
        if constexpr (!std::is_same_v<Body, event::Erased>)
            CHECK(rc::check(std::string(kind_of(EventBody(Body{}))), [] {
                Event event;
                Body filled{};
                fill(filled);
                fill(event.link);
                fill(event.corrects);
                event.body = filled;
                const std::string payload = encode_payload(event);
                Event read;
                decode_payload(std::string(kind_of(event.body)), payload, read);
                RC_ASSERT(std::holds_alternative<Body>(read.body));
                RC_ASSERT(encode_payload(read) == payload);
                RC_ASSERT(read.link == event.link);
                RC_ASSERT(read.corrects == event.corrects);
                RC_ASSERT(json::parse(payload).at("v") == 1);
            }));
    });
}

TEST_CASE("no list forgets a field of its struct") {
    const auto complete = []<class T>(const T&) { return listed<T>() == members<T>(); };
    for_each_alternative<EventKind>([&](auto body) { CHECK(complete(body)); });
    for_each_alternative<DeliveryKind>([&](auto what) { CHECK(complete(what)); });
    CHECK(complete(Task{}));
    CHECK(complete(Link{}));
    CHECK(complete(PagerDutyLink{}));
    CHECK(complete(PageState{}));
    CHECK(complete(Notification{}));
    CHECK(complete(PersonCycle{}));
    CHECK(complete(oncall::Target{}));
    CHECK(complete(CreationState{}));
    CHECK(complete(Button{}));
    CHECK(complete(Offer{}));
    CHECK(listed<Reply>() + 2 == members<Reply>());  // a form is opened once, and a refused one has no key
    CHECK(listed<Incident>() + 1 == members<Incident>());  // `head_hash` is kept with the newest event
}

TEST_CASE("the text of a payload is part of the contract") {
    Event event;
    event.body = event::KeyTimeSet{KeyTime::started, time_from_unix_micros(1'700'000'000'000'001), std::nullopt};
    event.link = "https://example.com/";
    event.corrects = EventSeq(3);
    CHECK(encode_payload(event) ==
          R"({"v":1,"which":"started","time":1700000000000001,"previous":null,"link":"https://example.com/","corrects":3})");
}

TEST_CASE("what a newer release wrote can be read") {
    Event event;
    decode_payload("teleported", R"({"v":9,"to":"mars"})", event);
    CHECK(kind_of(event.body) == "teleported");
    CHECK(std::holds_alternative<event::Erased>(event.body));
    decode_payload("severity_changed", R"({"v":2,"from":"SEV9","to":"SEV1","reason":7,"more":[]})", event);
    CHECK(std::get<event::SeverityChanged>(event.body).to == Severity::sev1);
    CHECK(std::get<event::SeverityChanged>(event.body).reason.empty());
    decode_payload("note_added", std::nullopt, event);
    CHECK(kind_of(event.body) == "note_added");
    CHECK(std::holds_alternative<event::Erased>(event.body));
    decode_payload("note_added", "no json", event);
    CHECK(std::holds_alternative<event::Erased>(event.body));
    CHECK_FALSE(decode_delivery("teleport", "{}"));
}

TEST_CASE("bytes that are no UTF-8 are stored as U+FFFD, never as broken JSON") {
    Event event;
    event.body = event::NoteAdded{"\xff\"\x01"};
    CHECK(json::parse(encode_payload(event)).at("text") == "\xEF\xBF\xBD\"\x01");
}

TEST_CASE("every kind of delivery survives being stored") {
    for_each_alternative<DeliveryKind>([](auto what) {
        using What = decltype(what);
        const std::string kind(traits_of(Delivery(What{})).kind);
        CHECK(rc::check(kind, [&] {
            What filled{};
            fill(filled);
            const std::string payload = encode_delivery(filled);
            const auto read = decode_delivery(kind, payload);
            RC_ASSERT(read.has_value());
            RC_ASSERT(std::holds_alternative<What>(*read));
            RC_ASSERT(encode_delivery(*read) == payload);
        }));
    });
}

TEST_CASE("states and answers survive being stored") {
    CHECK(rc::check("incident", [] {
        Incident state;
        fill(state);
        const std::string text = encode_incident(state);
        const auto read = decode_incident(text);
        RC_ASSERT(read.has_value());
        RC_ASSERT(encode_incident(*read) == text);
        RC_ASSERT(read->title == state.title);
        RC_ASSERT(read->times == state.times);
    }));
    CHECK(rc::check("reply", [] {
        Reply reply;
        fill(reply);
        RC_ASSERT(decode_reply(encode_reply(reply)) == reply);
    }));
    CHECK_FALSE(decode_incident(""));
    CHECK(decode_reply("no json") == Reply{});
}

TEST_CASE("a delivery without its texts still knows where to go") {
    const auto page = without_texts(delivery::PageService{"p1", "default", "inc-1", "secret", "secret"});
    CHECK(encode_delivery(page).find("secret") == std::string::npos);
    CHECK(lane_of(IncidentNumber(1), page) == "page:inc-1");
    const auto line = without_texts(delivery::PostLine{"secret"});
    CHECK(std::get<delivery::PostLine>(line).text == Markup("[redacted]"));
}
