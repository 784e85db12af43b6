// The sections `schedules` and `policies`.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"
#include "bot/oncall/file_reader.hpp"
#include "bot/oncall/over.hpp"

namespace tocsin::oncall {
namespace {

constexpr int kLongestTurn = 1'000;
constexpr int kMostRepeats = 100;
/// How long a step waits where the file does not say.
constexpr Duration kUsualDelay = std::chrono::minutes{5};

std::optional<Wall> read_wall(YamlSection& from, const std::string& key) {
    const auto text = from.text(key);
    if (!text) return std::nullopt;
    const auto wall = parse_wall(*text);
    if (!wall) from.mistake(key, fmt::format("must be a date and time on the wall clock such as \"2026-01-05T09:00\", without an offset, not `{}`", *text));
    return wall;
}

int read_count(YamlSection& from, const std::string& key, int fallback, int least, int most) {
    const int count = from.integer(key).value_or(fallback);
    if (count >= least && count <= most) return count;
    from.mistake(key, fmt::format("must be from {} to {}, not `{}`", least, most, count));
    return fallback;
}

/// One person or a list of people who share the turn.
std::vector<PersonId> read_turn(FileReader& reader, const YAML::Node& turn) {
    std::vector<PersonId> out;
    const auto add = [&](const YAML::Node& item) {
        if (!item.IsScalar()) return reader.report.mistake(item.Mark(), "a turn is a person's id, or a list of them");
        const auto name = item.as<std::string>();
        if (!reader.must_exist(item.Mark(), "person", name, ids_of(reader.file.people))) return;
        if (std::ranges::find(out, PersonId(name)) != out.end()) return reader.report.mistake(item.Mark(), fmt::format("{} is in this turn twice", name));
        out.emplace_back(name);
    };
    if (!turn.IsSequence()) add(turn);
    else if (turn.size() == 0) reader.report.mistake(turn.Mark(), "this turn is empty: nobody would be on call");
    else
        for (const auto& item : turn) add(item);
    return out;
}

std::vector<std::vector<PersonId>> read_turns(FileReader& reader, YamlSection& from) {
    std::vector<std::vector<PersonId>> out;
    const YAML::Node users = from.node("users");
    if (!users.IsDefined() || !users.IsSequence() || users.size() == 0) {
        from.missing("users", "needs at least one person: an empty rotation has nobody on call");
        return out;
    }
    for (const auto& turn : users)
        if (auto people = read_turn(reader, turn); !people.empty()) out.push_back(std::move(people));
    return out;
}

Layer read_layer(FileReader& reader, YamlSection& from, const Schedule& schedule) {
    Layer layer;
    layer.id = LayerId(reader.read_id(from, "layer of " + schedule.id.value));
    if (!from.required("rotation").empty())
        if (const auto cycle = from.choice("rotation", {"hourly", "daily", "weekly", "monthly"})) layer.rotation = static_cast<Cycle>(*cycle);
    layer.every = read_count(from, "every", 1, 1, kLongestTurn);
    layer.zone = reader.read_zone(from, "time_zone", schedule.zone);
    if (!from.required("start").empty()) layer.start = read_wall(from, "start").value_or(Wall{});
    layer.until = read_wall(from, "until");
    if (layer.until && *layer.until <= layer.start) from.mistake("until", "is not after `start`: the layer would never have anybody");
    layer.turns = read_turns(reader, from);
    for (auto& window : items(from, "restrict", "schedules.layers.restrict.")) layer.restrict.push_back(read_restriction(window));
    from.refuse_unknown();
    return layer;
}

Step read_step(FileReader& reader, YamlSection& from) {
    Step step;
    step.notify = reader.read_targets(from, "notify");
    const YAML::Node notify = from.node("notify");
    if (!notify.IsDefined() || notify.size() == 0) from.missing("notify", "needs at least one target");
    step.delay = from.duration("delay").value_or(kUsualDelay);
    if (from.choice("assign", {"all", "round_robin"}) == 1) step.assign = Assign::round_robin;
    if (const YamlSection when = from.section("when"); when.present()) step.when = read_restriction(when);
    from.refuse_unknown();
    return step;
}

/// The zone of the first schedule that the policy names.
std::string zone_of_first_schedule(const Oncall& file, const Policy& policy) {
    for (const auto& step : policy.steps)
        for (const auto& target : step.notify)
            if (target.kind == TargetKind::schedule)
                if (const auto* schedule = file.find(ScheduleId(target.id))) return schedule->zone;
    return {};
}

}  // namespace

void FileReader::read_schedule(YamlSection from) {
    Schedule schedule;
    schedule.id = ScheduleId(read_id(from, "schedule"));
    if (!from.required("time_zone").empty()) schedule.zone = read_zone(from, "time_zone", "UTC");
    if (from.choice("combine", {"layers", "union"}) == 1) schedule.combine = Combine::union_;
    schedule.slack_group = from.text("slack_group").value_or("");
    if (!schedule.slack_group.empty() && !schedule.slack_group.starts_with('S')) from.mistake("slack_group", "must be a user group's id such as S0PAY");
    if (!schedule.slack_group.empty())
        for (const auto& other : file.schedules)
            if (other.slack_group == schedule.slack_group)
                unfit.mistake(from.mark("slack_group"), fmt::format("`{}` follows the schedule {} already: the two would change it in turn", schedule.slack_group, other.id.value));
    for (auto& layer : items(from, "layers", "schedules.layers.")) schedule.layers.push_back(read_layer(*this, layer, schedule));
    if (schedule.layers.empty()) from.missing("layers", "needs at least one layer");
    from.refuse_unknown();
    file.schedules.push_back(std::move(schedule));
}

void FileReader::read_policy(YamlSection from) {
    Policy policy;
    policy.id = PolicyId(read_id(from, "policy"));
    policy.repeat = read_count(from, "repeat", 0, 0, kMostRepeats);
    bool timed = false;
    for (auto& item : items(from, "steps", "policies.steps.")) {
        policy.steps.push_back(read_step(*this, item));
        timed = timed || policy.steps.back().when;
    }
    policy.fallback = read_targets(from, "fallback");
    policy.zone = read_zone(from, "time_zone", zone_of_first_schedule(file, policy));
    if (policy.zone.empty() && timed) from.mistake("time_zone", "is required: a step has `when`, and no schedule says in which zone");
    if (policy.zone.empty()) policy.zone = "UTC";
    const auto reaches = [](const Step& step) { return std::ranges::any_of(step.notify, wakes_somebody); };
    if (std::ranges::none_of(policy.steps, reaches))
        unfit.mistake(from.mark("steps"), fmt::format("policy {} can reach nobody: no step names a schedule, a person or pagerduty", policy.id.value));
    if (policy.fallback.empty())
        unfit.mistake(from.mark("fallback"), fmt::format("policy {} has no `fallback`: whom to wake when nobody is on call anywhere", policy.id.value));
    else if (std::ranges::none_of(policy.fallback, wakes_somebody))
        unfit.mistake(from.mark("fallback"), fmt::format("the `fallback` of policy {} is channels alone, which wake nobody", policy.id.value));
    if (against.now)
        if (const auto why = why_over(file, policy, *against.now)) ended.mistake(from.mark("fallback"), *why);
    doubt_targets(policy, from.mark("id"));
    from.refuse_unknown();
    file.policies.push_back(std::move(policy));
}

}  // namespace tocsin::oncall
