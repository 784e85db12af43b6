// libcurl, brought in when the first mail transport is made. With it come two dozen libraries that it needs for what we never ask of
// it (LDAP, Kerberos, another TLS): 4 MB that whoever sends no mail need not hold. Loaded once, never unloaded; any thread.
#pragma once

#include <curl/curl.h>

namespace tocsin::notify {

/// The functions that we use, by their names without the prefix `curl_`.
struct Curl {
    decltype(&::curl_global_init) global_init;
    decltype(&::curl_global_cleanup) global_cleanup;
    decltype(&::curl_easy_init) easy_init;
    decltype(&::curl_easy_cleanup) easy_cleanup;
    decltype(&::curl_easy_setopt) easy_setopt;
    decltype(&::curl_easy_getinfo) easy_getinfo;
    decltype(&::curl_easy_perform) easy_perform;
    decltype(&::curl_easy_strerror) easy_strerror;
    decltype(&::curl_slist_append) slist_append;
    decltype(&::curl_slist_free_all) slist_free_all;
};

/// Throws std::runtime_error, with what to install, if the library is not there.
const Curl& libcurl();

}  // namespace tocsin::notify
