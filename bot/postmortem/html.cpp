#include "bot/postmortem/html.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "bot/base/crypto.hpp"
#include "bot/postmortem/document.hpp"

namespace tocsin::postmortem {
namespace {

constexpr std::string_view kStyle = R"css(
body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:62rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f3f3f3}
pre{background:#f6f6f6;padding:.7rem;overflow-x:auto;font-size:.8rem}
blockquote{border-left:.25rem solid #ccc;margin-left:0;padding-left:1rem}
@media print{
body{max-width:none;margin:0;font-size:10pt}
h2{break-after:avoid}
tr{break-inside:avoid}
thead{display:table-header-group}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
a[href^="http"]::after{content:" (" attr(href) ")";overflow-wrap:anywhere}
}
)css";

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeText {
    void operator()(char* text) const { std::free(text); }
};
struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

cmark_syntax_extension* table_extension() {
    static std::once_flag registered;
    std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
    auto* table = cmark_find_syntax_extension("table");
    if (table == nullptr) throw std::runtime_error("the Markdown library has no table extension");
    return table;
}

/// Comments would show as "raw HTML omitted" in the source, and other raw HTML must not pass.
void drop_raw_html(cmark_node* root) {
    std::vector<std::unique_ptr<cmark_node, FreeNode>> dropped;
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(root));
    while (cmark_iter_next(iterator.get()) != CMARK_EVENT_DONE) {
        cmark_node* node = cmark_iter_get_node(iterator.get());
        const auto type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) dropped.emplace_back(node);
    }
    for (auto& node : dropped) cmark_node_unlink(node.get());
}

std::string_view without_front_matter(std::string_view markdown) {
    std::string_view rest = markdown;
    if (chomp(take_line(rest)) != "---") return markdown;
    while (!rest.empty())
        if (chomp(take_line(rest)) == "---") return rest;
    return markdown;
}

std::string body_html(std::string_view markdown) {
    constexpr int kOptions = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;  // safe is the default: unsafe links lose their target
    auto* table = table_extension();
    const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(kOptions));
    cmark_parser_attach_syntax_extension(parser.get(), table);
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const std::unique_ptr<cmark_node, FreeNode> root(cmark_parser_finish(parser.get()));
    drop_raw_html(root.get());
    const std::unique_ptr<char, FreeText> html(
        cmark_render_html(root.get(), kOptions, cmark_parser_get_syntax_extensions(parser.get())));
    return html.get();
}

std::string escape_html(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

}  // namespace

std::string render_html(std::string_view markdown, std::string_view title) {
    const std::string style_hash = crypto::to_base64(crypto::as_bytes(crypto::sha256(kStyle)));
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src https:; style-src 'sha256-{}'; "
        "base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        style_hash, escape_html(title), kStyle, body_html(without_front_matter(markdown)));
}

}  // namespace tocsin::postmortem
