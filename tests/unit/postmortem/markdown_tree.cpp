#include "markdown_tree.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <cstdlib>
#include <stdexcept>

namespace tocsin::postmortem::tests {
namespace {

void append_text_of(cmark_node* node, std::string& out) {
    for (cmark_node* child = cmark_node_first_child(node); child != nullptr; child = cmark_node_next(child)) {
        const auto type = cmark_node_get_type(child);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) out += cmark_node_get_literal(child);
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) out += "\n";
        append_text_of(child, out);
    }
}
std::string text_of(cmark_node* node) {
    std::string out;
    append_text_of(node, out);
    return out;
}

MarkdownTable table_of(cmark_node* node) {
    MarkdownTable out;
    for (cmark_node* row = cmark_node_first_child(node); row != nullptr; row = cmark_node_next(row)) {
        auto& cells = out.rows.emplace_back();
        for (cmark_node* cell = cmark_node_first_child(row); cell != nullptr; cell = cmark_node_next(cell)) cells.push_back(text_of(cell));
    }
    return out;
}

void visit(cmark_node* node, MarkdownTree& tree) {
    const auto type = cmark_node_get_type(node);
    const std::string_view name = cmark_node_get_type_string(node);
    if (name == "table") tree.tables.push_back(table_of(node));
    else if (name == "strikethrough") ++tree.struck;
    else if (type == CMARK_NODE_LINK) tree.links.push_back({cmark_node_get_url(node), text_of(node)});
    else if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) tree.html.emplace_back(cmark_node_get_literal(node));
    else if (type == CMARK_NODE_HEADING)
        tree.headings.push_back(std::string(static_cast<std::size_t>(cmark_node_get_heading_level(node)), '#') + " " + text_of(node));
    else if (type == CMARK_NODE_IMAGE) ++tree.images;
    else if (type == CMARK_NODE_CODE_BLOCK) ++tree.code_blocks;
    else if (type == CMARK_NODE_BLOCK_QUOTE) ++tree.quotes;
    else if (type == CMARK_NODE_THEMATIC_BREAK) ++tree.rules;
    else if (type == CMARK_NODE_EMPH) ++tree.emphasised;
    else if (type == CMARK_NODE_LIST && cmark_node_get_list_type(node) == CMARK_ORDERED_LIST) ++tree.ordered_lists;
}

}  // namespace

const MarkdownTable& MarkdownTree::table(std::string_view first) const {
    for (const auto& table : tables)
        if (table.rows.at(0).at(0) == first) return table;
    throw std::runtime_error("no table begins with " + std::string(first));
}

MarkdownTree parse_markdown(std::string_view markdown) {
    cmark_gfm_core_extensions_ensure_registered();
    if (markdown.starts_with("---\n")) markdown.remove_prefix(markdown.find("\n---\n") + 5);
    cmark_parser* parser = cmark_parser_new(CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES);
    for (const char* extension : {"table", "strikethrough", "autolink", "tasklist"})
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extension));
    cmark_parser_feed(parser, markdown.data(), markdown.size());
    cmark_node* root = cmark_parser_finish(parser);
    MarkdownTree tree;
    cmark_iter* iterator = cmark_iter_new(root);
    for (auto event = cmark_iter_next(iterator); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator))
        if (event == CMARK_EVENT_ENTER) visit(cmark_iter_get_node(iterator), tree);
    cmark_iter_free(iterator);
    char* html = cmark_render_html(root, CMARK_OPT_UNSAFE, cmark_parser_get_syntax_extensions(parser));
    tree.html_page = html;
    std::free(html);
    cmark_node_free(root);
    cmark_parser_free(parser);
    return tree;
}

}  // namespace tocsin::postmortem::tests
