#include "tests/unit/runbooks/payloads.hpp"

namespace tocsin::runbooks::test {

const std::vector<std::string>& payloads() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out{"; id", "| id", "& id", "&& id", "|| id", "`id`", "$(id)", "${IFS}id", "$'\\x69d'", "> /etc/passwd", "< /etc/shadow", "<(id)", "\nid", "\r\nid", "a\n--\nb", "#", "!!", "~root",
            "*", "?", "[a-z]*", "{a,b}", "\\", "\\\\", "\\n", "'", "\"", "''", "\"\"", "' '", "\" \"", "'; id; '", "\"; id; \"", "'\"'\"'", "\t", " ", "  ", "", "a b", " lead", "trail ", "-", "--", "-rf", "--help", "-oProxyCommand=id",
            "--config=/etc/passwd", "@/etc/passwd", "=", "a=b", "../../etc/passwd", "/../..", "..\\..\\", "file:///etc/passwd", "%00", "%0a", "%2e%2e", "{{secret.TOKEN}}", "{{b}}", "{{", "}}", "{{{{", "{{{{b}}}}", "{{#a}}{{/a}}",
            "{{steps.a.out}}", "{{b", "b}}", "{%raw%}", "${b}", "$b", "#{b}", "<%= b %>", "{{7*7}}", "{{constructor.constructor('x')()}}", "[a, b]", "{a: b}", "- a", "a: b", "&a", "*a", "!!python/object", "? a", "| ", "> ", "%YAML 1.2",
            "---", "...", "~", "null", "true", "yes", "<script>alert(1)</script>", "<!channel>", "<@U1>", "*bold*", "http://[::1]/", "http://0x7f000001/", "http://2130706433/", "a@b", "#frag", "?q=1&r=2", "\xc3\xa9", "\xe2\x80\xae", "\xf0\x9f\x92\xa3", "\x1b[2J",
            "\x7f", "\x01", "' OR 1=1 --", "\"; DROP TABLE x; --", "%s%n", std::string(4096, 'A'), "() { :; }; id"};
        return out;
    }();
    return all;
}

}  // namespace tocsin::runbooks::test
