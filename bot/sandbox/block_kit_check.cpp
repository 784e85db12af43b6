#include "bot/sandbox/block_kit_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/block_kit_rules.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::size_t kMessageBlocks = 50, kViewBlocks = 100, kIdBytes = 255;
constexpr std::size_t kHeader = 150, kSectionText = 3000, kFields = 10, kFieldText = 2000;
constexpr std::size_t kContextElements = 10, kActionElements = 25, kContextActions = 5;
constexpr std::size_t kUrl = 3000, kAltText = 2000, kLabel = 2000, kMarkdown = 12000, kVideoTitle = 200;
constexpr std::size_t kTableRows = 100, kTableCells = 20;

struct BlockKeys {
    std::string_view type;
    std::string_view keys;  ///< besides type and block_id
};
constexpr auto kBlockKeys = std::to_array<BlockKeys>({
    {"header", "text"},
    {"section", "text fields accessory expand"},
    {"divider", ""},
    {"context", "elements"},
    {"actions", "elements"},
    {"context_actions", "elements"},
    {"image", "image_url slack_file alt_text title"},
    {"input", "label element hint optional dispatch_action"},
    {"markdown", "text"},
    {"rich_text", "elements"},
    {"table", "rows column_settings"},
    {"video",
     "title title_url video_url thumbnail_url alt_text description author_name provider_name provider_icon_url"},
});

constexpr std::string_view kAccessories =
    "button image overflow static_select external_select users_select conversations_select channels_select "
    "multi_static_select multi_users_select datepicker timepicker checkboxes radio_buttons";
constexpr std::string_view kActions =
    "button overflow static_select external_select users_select conversations_select channels_select datepicker "
    "timepicker datetimepicker checkboxes radio_buttons";
constexpr std::string_view kInputs =
    "plain_text_input static_select external_select users_select conversations_select channels_select multi_static_select "
    "multi_users_select datepicker timepicker datetimepicker checkboxes radio_buttons number_input email_text_input "
    "url_text_input file_input rich_text_input";

}  // namespace

void BlockKitChecker::blocks(const json& blocks, const std::string& path) {
    if (!blocks.is_array()) return problem(path, "must be an array");
    const std::size_t limit = surface_ == BlockSurface::message ? kMessageBlocks : kViewBlocks;
    if (blocks.size() > limit) problem(path, fmt::format("no more than {} items allowed", limit));
    for (std::size_t i = 0; i < blocks.size(); ++i) block(blocks[i], fmt::format("{}/{}", path, i));
}

void BlockKitChecker::block(const json& block, const std::string& path) {
    const std::string type = block.is_object() && block.contains("type") && block["type"].is_string()
                                 ? block["type"].get<std::string>()
                                 : "";
    const auto known = std::ranges::find(kBlockKeys, type, &BlockKeys::type);
    if (known == kBlockKeys.end()) return problem(path + "/type", fmt::format("unsupported type: {}", type));
    only_keys(block, fmt::format("type block_id {}", known->keys), path);
    string_member(block, "block_id", path, kIdBytes);
    unique(block, "block_id", block_ids_, path);
    if (type == "header") text_object(block, "text", path, kHeader, TextKind::plain, true);
    if (type == "section") section(block, path);
    if (type == "context") elements(block, path, kContextElements, "image mrkdwn plain_text");
    if (type == "actions") elements(block, path, kActionElements, kActions);
    if (type == "context_actions") elements(block, path, kContextActions, "feedback_buttons icon_button");
    if (type == "image") image(block, path);
    if (type == "input") input(block, path);
    if (type == "markdown") markdown(block, path);
    if (type == "table") table(block, path);
    if (type == "rich_text" && (!block.contains("elements") || !block["elements"].is_array()))
        problem(path + "/elements", "must be an array");
    if (type == "video") text_object(block, "title", path, kVideoTitle, TextKind::plain, true);
}

void BlockKitChecker::section(const json& block, const std::string& path) {
    const bool has_fields = block.contains("fields");
    if (!has_fields && !block.contains("text"))
        return problem(path, "missing required field: text or fields");
    text_object(block, "text", path, kSectionText, TextKind::either, false);
    if (block.contains("accessory")) element(block["accessory"], path + "/accessory", kAccessories);
    if (!has_fields) return;
    const json& fields = block["fields"];
    if (!fields.is_array() || fields.empty())
        return problem(path + "/fields", "must be an array with at least 1 item");
    if (fields.size() > kFields)
        problem(path + "/fields", fmt::format("no more than {} items allowed", kFields));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const json wrapped{{std::to_string(i), fields[i]}};
        text_object(wrapped, std::to_string(i), path + "/fields", kFieldText, TextKind::either, true);
    }
}

void BlockKitChecker::elements(const json& block, const std::string& path, std::size_t limit,
                               std::string_view allowed) {
    const std::string at = path + "/elements";
    if (!block.contains("elements") || !block["elements"].is_array()) return problem(at, "must be an array");
    const json& all = block["elements"];
    if (all.empty()) problem(at, "no fewer than 1 items allowed");
    if (all.size() > limit) problem(at, fmt::format("no more than {} items allowed", limit));
    for (std::size_t i = 0; i < all.size(); ++i) element(all[i], fmt::format("{}/{}", at, i), allowed);
}

void BlockKitChecker::input(const json& block, const std::string& path) {
    has_input_ = true;
    text_object(block, "label", path, kLabel, TextKind::plain, true);
    text_object(block, "hint", path, kLabel, TextKind::plain, false);
    if (!block.contains("element")) return problem(path, "missing required field: element");
    element(block["element"], path + "/element", kInputs);
}

void BlockKitChecker::table(const json& block, const std::string& path) {
    if (++tables_ > 1) problem(path, "only one table block is allowed in a message");
    if (!block.contains("rows") || !block["rows"].is_array())
        return problem(path + "/rows", "must be an array");
    if (block["rows"].size() > kTableRows)
        problem(path + "/rows", fmt::format("no more than {} items allowed", kTableRows));
    for (const json& row : block["rows"])
        if (!row.is_array() || row.size() > kTableCells)
            problem(path + "/rows", fmt::format("no more than {} cells allowed in a row", kTableCells));
}

void BlockKitChecker::image(const json& image, const std::string& path) {
    if (!image.contains("slack_file")) string_member(image, "image_url", path, kUrl, true);
    string_member(image, "alt_text", path, kAltText, true);
    if (image.contains("title")) text_object(image, "title", path, kAltText, TextKind::plain, false);
}

void BlockKitChecker::markdown(const json& block, const std::string& path) {
    string_member(block, "text", path, kMarkdown, true);
    const std::size_t size =
        block.contains("text") && block["text"].is_string() ? block["text"].get<std::string>().size() : 0;
    markdown_bytes_ += size;
    if (size <= kMarkdown && markdown_bytes_ > kMarkdown)
        problem(path, fmt::format("markdown blocks together hold more than {} characters", kMarkdown));
}

std::vector<std::string> check_blocks(std::string_view blocks, BlockSurface surface) {
    const json parsed = json::parse(blocks, nullptr, false);
    if (parsed.is_discarded() || !parsed.is_array()) return {"[FORMAT] blocks must be a JSON array"};
    BlockKitChecker checker(surface);
    checker.blocks(parsed, "/blocks");
    return checker.take();
}

std::vector<std::string> check_view(std::string_view view) {
    constexpr std::size_t kTitle = 24, kPrivateMetadata = 3000;
    const json parsed = json::parse(view, nullptr, false);
    if (parsed.is_discarded() || !parsed.is_object()) return {"[FORMAT] view must be a JSON object"};
    const std::string type =
        parsed.contains("type") && parsed["type"].is_string() ? parsed["type"].get<std::string>() : "";
    BlockKitChecker checker(type == "home" ? BlockSurface::home : BlockSurface::modal);
    if (type != "home" && type != "modal") checker.problem("/view/type", "must be modal or home");
    checker.only_keys(
        parsed,
        "type title blocks close submit private_metadata callback_id clear_on_close notify_on_close "
        "external_id submit_disabled",
        "/view");
    if (type == "modal") {
        checker.text_object(parsed, "title", "/view", kTitle, TextKind::plain, true);
        checker.text_object(parsed, "submit", "/view", kTitle, TextKind::plain, false);
        checker.text_object(parsed, "close", "/view", kTitle, TextKind::plain, false);
    }
    checker.string_member(parsed, "private_metadata", "/view", kPrivateMetadata);
    checker.string_member(parsed, "callback_id", "/view", kIdBytes);
    checker.string_member(parsed, "external_id", "/view", kIdBytes);
    checker.blocks(parsed.value("blocks", json()), "/view/blocks");
    if (type == "modal" && checker.has_input() && !parsed.contains("submit"))
        checker.problem("/view/submit", "is required when an input block is present");
    return checker.take();
}

}  // namespace tocsin::sandbox
