// The checker behind block_kit_check: collects problems while it walks. Internal; lives for one check.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bot/sandbox/block_kit_check.hpp"

namespace tocsin::sandbox {

enum class TextKind { plain, either };

class BlockKitChecker {
public:
    explicit BlockKitChecker(BlockSurface surface) : surface_(surface) {}

    void blocks(const nlohmann::json& blocks, const std::string& path);
    std::vector<std::string> take() { return std::move(problems_); }

    // Pieces that views share with blocks.
    void problem(const std::string& path, std::string what);
    void only_keys(const nlohmann::json& object, std::string_view allowed, const std::string& path);
    /// A text object under `key`.
    void text_object(const nlohmann::json& parent, std::string_view key, const std::string& path,
                     std::size_t limit, TextKind kind, bool required);
    /// A plain string under `key`.
    void string_member(const nlohmann::json& parent, std::string_view key, const std::string& path,
                       std::size_t limit, bool required = false);
    bool has_input() const { return has_input_; }

private:
    void block(const nlohmann::json& block, const std::string& path);
    void section(const nlohmann::json& block, const std::string& path);
    void elements(const nlohmann::json& block, const std::string& path, std::size_t limit,
                  std::string_view allowed);
    void input(const nlohmann::json& block, const std::string& path);
    void table(const nlohmann::json& block, const std::string& path);
    void image(const nlohmann::json& image, const std::string& path);
    void markdown(const nlohmann::json& block, const std::string& path);

    // block_kit_elements.cpp
    void element(const nlohmann::json& element, const std::string& path, std::string_view allowed);
    void button(const nlohmann::json& element, const std::string& path);
    void menu(const nlohmann::json& element, const std::string& path, const std::string& type);
    void options(const nlohmann::json& parent, std::string_view key, const std::string& path, std::size_t min,
                 std::size_t max, bool overflow);
    void option(const nlohmann::json& option, const std::string& path, bool overflow);
    void confirm(const nlohmann::json& parent, const std::string& path);
    void unique(const nlohmann::json& object, std::string_view key, std::set<std::string>& seen,
                const std::string& path);

    BlockSurface surface_;
    std::vector<std::string> problems_;
    std::set<std::string> block_ids_;
    std::set<std::string> action_ids_;
    std::size_t markdown_bytes_ = 0;
    std::size_t tables_ = 0;
    bool has_input_ = false;
};

}  // namespace tocsin::sandbox
