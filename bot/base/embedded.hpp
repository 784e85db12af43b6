// Files that travel inside the binary (#embed): migrations, the API document. Read-only memory; any thread.
#pragma once

#include <string_view>
#include <vector>

namespace tocsin::embedded {

struct File {
    std::string_view name;  ///< without folders
    std::string_view bytes;
};

std::vector<File> migrations();     ///< schema/migrations/*.sql in order of their names
std::vector<File> api_documents();  ///< schema/openapi.yaml
std::vector<File> sandbox_assets(); ///< bot/sandbox/assets: the page `/sandbox`

}  // namespace tocsin::embedded
