#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/wall_clock.hpp"
#include "bot/oncall/render.hpp"

namespace tocsin::oncall {
namespace {

using Json = nlohmann::ordered_json;

Json shift_json(const Shift& shift, const ZoneTable& zone) {
    Json out;
    out["person"] = shift.person.value;
    out["layer"] = shift.layer.empty() ? "override" : shift.layer.value;
    out["from"] = format_rfc3339(shift.from, zone);
    out["until"] = format_rfc3339(shift.until, zone);
    if (!shift.by_override.none()) out["override"] = shift.by_override.value;
    return out;
}

Json shifts_json(const std::vector<Shift>& shifts, const ZoneTable& zone) {
    Json out = Json::array();
    for (const auto& shift : shifts) out.push_back(shift_json(shift, zone));
    return out;
}

Json on_call_json(const View& view, Time at) {
    const auto& zone = view.calendar.zone();
    Json out;
    out["schedule"] = view.calendar.schedule().id.value;
    out["at"] = format_rfc3339(at, zone);
    out["on_call"] = shifts_json(view.on_call(at), zone);
    return out;
}

/// One schedule is an object, several are a list.
std::string written(const std::vector<View>& views, auto one) {
    Json all = Json::array();
    for (const auto& view : views) all.push_back(one(view));
    return (all.size() == 1 ? all.front() : all).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::vector<Shift> View::whole_shifts(Time from, Time to) const {
    if (!known) return calendar.whole_shifts(from, to, overrides);
    auto out = *known;
    std::erase_if(out, [&](const Shift& s) { return s.until <= from || s.from >= to; });
    return out;
}

std::vector<Shift> View::shifts(Time from, Time to) const {
    if (!known) return calendar.shifts(from, to, overrides);
    auto out = whole_shifts(from, to);
    for (auto& shift : out) {
        shift.from = std::max(shift.from, from);
        shift.until = std::min(shift.until, to);
    }
    return out;
}

std::vector<Shift> View::on_call(Time at) const { return known ? whole_shifts(at, at + Duration{1}) : calendar.who(at, overrides); }

std::string show_json(const std::vector<View>& views, Time at) {
    return written(views, [&](const View& view) { return on_call_json(view, at); });
}

std::string show_json_list(const std::vector<View>& views, Time at) {
    Json all = Json::array();
    for (const auto& view : views) all.push_back(on_call_json(view, at));
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string render_json(const std::vector<View>& views, Time from, Time to, const PersonId& person) {
    return written(views, [&](const View& view) {
        Json out;
        out["schedule"] = view.calendar.schedule().id.value;
        auto shifts = view.shifts(from, to);
        if (!person.empty()) std::erase_if(shifts, [&](const Shift& s) { return s.person != person; });
        out["shifts"] = shifts_json(shifts, view.calendar.zone());
        return out;
    });
}

}  // namespace tocsin::oncall
