#include "tests/lint/source_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace tocsin::lint {
namespace {

namespace fs = std::filesystem;

constexpr std::array kFolders{"bot", "handlers", "runbooks", "schema", "tests", "bench", "cmake", "scripts", "deploy", "docs", ".ci"};
constexpr std::array kSuffixes{".cpp", ".hpp", ".cmake", ".sh", ".sql", ".yaml", ".md", ".txt"};

bool is_ours(const fs::path& file) {
    // Fixtures and fuzz corpora are data that others wrote.
    const auto name = file.generic_string();
    if (name.contains("/fixtures/") || name.contains("/corpus/")) return false;
    return std::ranges::find(kSuffixes, file.extension().string()) != kSuffixes.end();
}

SourceFile load(const fs::path& root, const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return source_file(fs::relative(file, root).generic_string(), std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace

SourceFile source_file(std::string path, const std::string& text) {
    SourceFile out{std::move(path), {}};
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.lines.push_back(line);
    return out;
}

std::vector<SourceFile> read_tree(const std::string& root) {
    std::vector<SourceFile> out;
    for (const auto& entry : fs::directory_iterator(root))
        if (entry.is_regular_file() && is_ours(entry.path())) out.push_back(load(root, entry.path()));
    for (const char* folder : kFolders) {
        const auto start = fs::path(root) / folder;
        if (!fs::exists(start)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(start))
            if (entry.is_regular_file() && is_ours(entry.path())) out.push_back(load(root, entry.path()));
    }
    std::ranges::sort(out, {}, &SourceFile::path);
    return out;
}

std::string to_text(const Findings& findings) {
    std::string out;
    for (const auto& finding : findings) out += fmt::format("{}:{}: {}\n", finding.path, finding.line, finding.what);
    return out;
}

}  // namespace tocsin::lint
