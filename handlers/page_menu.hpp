// Whom one can page, as a menu offers it: by the name that `page` takes, and whom it would reach now. Free functions over one
// transaction or snapshot; the thread of whoever owns that.
#pragma once

#include <string>
#include <vector>

#include "bot/core/form.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Services, policies, schedules and people of the on-call file, then what PagerDuty alone has a routing key for; each name once.
std::vector<FormOption> page_menu(const store::Repositories& tables, const Settings& settings, Time now);
/// Whether anything can be paged at all.
bool has_pageables(const Settings& settings);
/// Whether `page NAME` would page somebody by this name.
bool is_pageable(const Settings& settings, std::string_view name);
/// `Ann is on call`, `PagerDuty says who`: whom the first step reaches now. Empty if nothing is known by the name.
std::string reaches_now(const store::Repositories& tables, const Settings& settings, std::string_view name, Time now);

}  // namespace tocsin::handlers
