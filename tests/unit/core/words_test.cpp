#include <catch2/catch.hpp>

#include "bot/core/chain.hpp"
#include "bot/core/delivery.hpp"
#include "bot/core/describe.hpp"
#include "bot/core/event.hpp"

using namespace tocsin;

namespace {

/// Calls `each` with a default-made value of every alternative.
template <class Variant, std::size_t I = 0>
void for_each_kind(auto&& each) {
    if constexpr (I < std::variant_size_v<Variant>) {
        each(std::variant_alternative_t<I, Variant>());
        for_each_kind<Variant, I + 1>(each);
    }
}

}  // namespace

TEST_CASE("every event kind has a name of its own and a sentence") {
    std::vector<std::string> names;
    for_each_kind<EventKind>([&](const EventBody& body) {
        if (std::holds_alternative<event::Erased>(body)) return;
        names.emplace_back(kind_of(body));
        CHECK_FALSE(kind_of(body).empty());
    });
    CHECK(names.size() == all_kinds().size());
    std::ranges::sort(names);
    CHECK(std::ranges::adjacent_find(names) == names.end());
    CHECK(kind_of(event::Erased{"note_added"}) == "note_added");
    CHECK_FALSE(describe(event::StatusChanged{}).empty());
}

TEST_CASE("every delivery has traits and a lane; pages have lanes of their own and go first") {
    for_each_kind<DeliveryKind>([](const Delivery& what) {
        CHECK_FALSE(traits_of(what).kind.empty());
        CHECK_FALSE(lane_of(IncidentNumber(42), what).empty());
    });
    CHECK(traits_of(delivery::PageService{}).priority == 0);
    CHECK(lane_of(IncidentNumber(42), delivery::PageService{.page = "P1", .routing_name = "", .dedup_key = "k", .summary = "", .reason = ""}) == "page:k");
    CHECK(lane_of(IncidentNumber(42), delivery::PostLine{}) == "slack:42:lines");
}

TEST_CASE("a channel line names who acted, and when it is not now") {
    Event event{IncidentNumber(1), EventSeq(2), time_from_unix_seconds(0), time_from_unix_seconds(600), slack_actor(TeamId("T"), UserId("U")),
                Source("slack"), {}, {}, event::NoteAdded{"failed over"}};
    CHECK(plain_text(channel_line(event)) == "@U · failed over · at 1970-01-01 00:00 UTC");
    event.body = event::CreationStepFinished{};
    CHECK(channel_line(event).empty());
    // Whoever says of themselves that they joined is named once.
    event.occurred_at = event.recorded_at;
    for (const auto& [body, line] : std::vector<std::pair<EventBody, std::string>>{{event::ResponderJoined{event.actor}, "@U joined"},
                                                                                  {event::ResponderLeft{event.actor}, "@U left"},
                                                                                  {event::Acknowledged{event.actor, ""}, "acknowledged by @U"},
                                                                                  {event::ResponderJoined{ActorId("slack:T:V")}, "@U · @V joined"}}) {
        event.body = body;
        CHECK(plain_text(channel_line(event)) == line);
    }
}

TEST_CASE("the chain hash covers each column by itself") {
    const auto digest = payload_digest("salt", "payload");
    const ChainedRow row{IncidentNumber(1), EventSeq(2), "note_added", time_from_unix_seconds(3), time_from_unix_seconds(4), "a", "bc"};
    const auto hash = chain_hash(genesis_hash(), row, digest);
    ChainedRow shifted = row;
    shifted.actor = "ab";
    shifted.source = "c";
    CHECK(chain_hash(genesis_hash(), shifted, digest) != hash);
    CHECK(chain_hash(genesis_hash(), row, payload_digest("salt", "Payload")) != hash);
    CHECK(chain_hash(std::string(32, 'x'), row, digest) != hash);
    CHECK(chain_hash(genesis_hash(), row, digest) == hash);
}
