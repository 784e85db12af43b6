// How long tocsin needs to know who is on call. Two rows: one look-up at a random instant of ten years, and the final shifts of a year,
// both for a schedule of six layers and fifty people. bench/oncall.sh holds the figures against their bounds.
// Prints:  look_up_ns=N year_ms=N shifts=N
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"
#include "bot/core/oncall_calendar.hpp"

using namespace tocsin;
using namespace tocsin::oncall;

namespace {

using Stopwatch = std::chrono::steady_clock;
using Nanoseconds = std::chrono::duration<double, std::nano>;

constexpr int kPeople = 50;
constexpr int kLookUps = 200'000;
constexpr int kYears = 50;

Layer layer(int number, Cycle cycle, std::string_view zone, std::vector<Restriction> restrict) {
    Layer out;
    out.id = LayerId(fmt::format("layer-{}", number));
    out.rotation = cycle;
    out.start = *parse_wall("2020-01-06T09:00");
    out.zone = std::string(zone);
    out.restrict = std::move(restrict);
    for (int i = 0; i < kPeople; ++i) out.turns.push_back({PersonId(fmt::format("eng-{:02}", (i * 7 + number) % kPeople))});
    return out;
}

Restriction hours(std::initializer_list<std::size_t> days, int from, int to) {
    Restriction out;
    for (auto day : days) out.days[day] = true;
    out.from = std::chrono::hours{from};
    out.to = std::chrono::hours{to};
    return out;
}

/// Follow the sun, with weekends and the first hours of Monday apart.
Schedule six_layers() {
    Schedule out;
    out.id = ScheduleId("payments-primary");
    out.zone = "Europe/Warsaw";
    out.layers = {layer(0, Cycle::monthly, "Europe/Warsaw", {}),
                  layer(1, Cycle::weekly, "Europe/Warsaw", {hours({0, 1, 2, 3, 4, 5, 6}, 6, 22)}),
                  layer(2, Cycle::daily, "America/Chicago", {hours({0, 1, 2, 3, 4}, 8, 17)}),
                  layer(3, Cycle::daily, "Australia/Sydney", {hours({0, 1, 2, 3, 4}, 8, 16)}),
                  layer(4, Cycle::hourly, "Europe/Warsaw", {hours({5, 6}, 10, 18)}),
                  layer(5, Cycle::weekly, "Asia/Kolkata", {hours({0}, 6, 9), hours({4}, 21, 2)})};
    return out;
}

double look_up_nanoseconds(const Calendar& calendar) {
    std::mt19937_64 random(1);
    const Time from = *parse_iso8601("2021-01-01T00:00:00Z");
    std::uniform_int_distribution<long long> micros(0, 10LL * 365 * 86'400 * 1'000'000);
    std::vector<Time> instants(kLookUps);
    for (auto& at : instants) at = from + Duration{micros(random)};
    std::size_t found = 0;
    const auto begin = Stopwatch::now();
    for (Time at : instants) found += calendar.who(at).size();
    const Nanoseconds spent = Stopwatch::now() - begin;
    if (found < instants.size()) fmt::print("nobody was on call at {} instants\n", instants.size() - found);
    return spent.count() / kLookUps;
}

double year_milliseconds(const Calendar& calendar, std::size_t& shifts) {
    std::vector<double> all;
    for (int i = 0; i < kYears; ++i) {
        const Time from = *parse_iso8601("2021-01-01T00:00:00Z") + std::chrono::days{60 * i};
        const auto begin = Stopwatch::now();
        shifts = calendar.shifts(from, from + std::chrono::days{365}).size();
        all.push_back(Nanoseconds(Stopwatch::now() - begin).count() / 1e6);
    }
    std::ranges::sort(all);
    return all[all.size() / 2];
}

}  // namespace

int main() {
    const Calendar calendar(six_layers());
    std::size_t shifts = 0;
    const double look_up = look_up_nanoseconds(calendar);
    const double year = year_milliseconds(calendar, shifts);
    fmt::print("look_up_ns={:.0f} year_ms={:.3f} shifts={}\n", look_up, year, shifts);
}
