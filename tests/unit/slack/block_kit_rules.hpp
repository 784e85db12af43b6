// Slack's Block Kit limits as a check, written from its documentation and not from our builders. Tests only.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace tocsin::test {

/// Every rule that the message breaks, in words; empty if Slack would take it.
class BlockKitRules {
public:
    std::vector<std::string> broken(const std::string& blocks_json) {
        const auto blocks = nlohmann::json::parse(blocks_json);
        expect(blocks.is_array() && blocks.size() <= 50 && !blocks.empty(), "1 to 50 blocks");
        for (const auto& block : blocks) check(block);
        return std::move(broken_);
    }

private:
    using json = nlohmann::json;

    void expect(bool holds, const std::string& rule) {
        if (!holds) broken_.push_back(rule);
    }
    void text(const json& object, const std::string& type, std::size_t limit, const std::string& where) {
        const std::string value = object.at("text");
        expect(object.at("type") == type, where + " must be " + type);
        expect(!value.empty() && value.size() <= limit, where + " text 1 to " + std::to_string(limit));
        if (type == "mrkdwn") expect(object.value("verbatim", false), where + " must be verbatim");
    }
    void button(const json& element) {
        text(element.at("text"), "plain_text", 75, "button");
        expect(element.at("value").get<std::string>().size() <= 2000, "button value");
        const std::string id = element.at("action_id");
        expect(!id.empty() && id.size() <= 255 && action_ids_.insert(id).second, "action_id unique, 1 to 255");
        if (!element.contains("confirm")) return;
        text(element["confirm"].at("title"), "plain_text", 100, "confirm title");
        text(element["confirm"].at("text"), "plain_text", 300, "confirm text");
        text(element["confirm"].at("confirm"), "plain_text", 30, "confirm yes");
        text(element["confirm"].at("deny"), "plain_text", 30, "confirm no");
    }
    void check(const json& block) {
        const std::string type = block.at("type");
        if (type == "header") return text(block.at("text"), "plain_text", 150, "header");
        if (type == "section") {
            if (block.contains("text")) text(block["text"], "mrkdwn", 3000, "section");
            const json fields = block.value("fields", json::array());
            expect(fields.size() <= 10 && (block.contains("text") || !fields.empty()), "section has text or 1 to 10 fields");
            for (const auto& field : fields) text(field, "mrkdwn", 2000, "field");
        } else if (type == "context") {
            expect(!block.at("elements").empty() && block["elements"].size() <= 10, "context 1 to 10 elements");
            for (const auto& element : block["elements"]) text(element, "mrkdwn", 3000, "context");
        } else if (type == "actions") {
            expect(!block.at("elements").empty() && block["elements"].size() <= 25, "actions 1 to 25 elements");
            for (const auto& element : block["elements"]) button(element);
        } else {
            expect(type == "divider", "known block type " + type);
        }
    }

    std::vector<std::string> broken_;
    std::set<std::string> action_ids_;
};

}  // namespace tocsin::test
