#include "bot/notify/curl.hpp"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace tocsin::notify {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";  ///< the ABI of libcurl since 2006

class Loader {
public:
    Loader() : library_(::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL)) { require(library_ != nullptr); }

    template <class Function>
    void find(Function& out, const char* name) {
        out = reinterpret_cast<Function>(::dlsym(library_, name));
        require(out != nullptr);
    }

private:
    static void require(bool there) {
        if (!there) throw std::runtime_error(std::string("mail needs libcurl (Debian: libcurl4): ") + ::dlerror());
    }
    void* library_;
};

Curl load() {
    Loader loader;
    Curl out{};
    loader.find(out.global_init, "curl_global_init");
    loader.find(out.global_cleanup, "curl_global_cleanup");
    loader.find(out.easy_init, "curl_easy_init");
    loader.find(out.easy_cleanup, "curl_easy_cleanup");
    loader.find(out.easy_setopt, "curl_easy_setopt");
    loader.find(out.easy_getinfo, "curl_easy_getinfo");
    loader.find(out.easy_perform, "curl_easy_perform");
    loader.find(out.easy_strerror, "curl_easy_strerror");
    loader.find(out.slist_append, "curl_slist_append");
    loader.find(out.slist_free_all, "curl_slist_free_all");
    return out;
}

}  // namespace

const Curl& libcurl() {
    static const Curl loaded = load();
    return loaded;
}

}  // namespace tocsin::notify
