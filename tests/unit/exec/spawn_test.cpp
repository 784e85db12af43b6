// What a command gets and what it does not: arguments byte for byte, an exact environment, nothing of ours.
#include <fcntl.h>
#include <pwd.h>

#include "bot/base/crypto.hpp"
#include "tests/unit/exec/support.hpp"

namespace tocsin::exec::test {
namespace {

std::string in_hex(const std::string& bytes) { return crypto::to_hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()}); }

/// A hundred ways in which text has become a command elsewhere, each before, inside and after harmless text.
std::vector<std::string> payloads() {
    const std::vector<std::string> seeds = {"$(id)", "`id`", ";id", "|id", "||id", "&id", "&&id", ">/tmp/x", "</etc/passwd", "\nid\n", "\r\nid",
        "'", "\"", "\\", "\\'", "$HOME", "${IFS}id", "*", "?", "~", "!id", "#", "%00", "{a,b}", "--flag=-x", "../../etc/passwd", "\x1b[2J",
        "\xff\xfe", "{{secret.A}}", "\t \v\f", "\x01\x7f", "𝕏\u202e", "$'\\x41'", "<(id)"};
    std::vector<std::string> out = {"", "-", "--", "-rf", "--help", "@file", " ", "=", "-- -c id"};
    for (const auto& seed : seeds)
        for (const auto& payload : {seed, "a " + seed + " b", "-" + seed}) out.push_back(payload);
    return out;
}

CommandResult surroundings(CommandOptions options, CommandRequest request = ask({"surroundings"})) {
    return Bench(std::move(options)).run(std::move(request));
}

}  // namespace

TEST_CASE("a hundred injection payloads arrive byte for byte, each as one argument of the program itself") {
    const auto all = payloads();
    REQUIRE(all.size() > 100);
    std::vector<std::string> arguments = {"echo"};
    std::string expected = fmt::format("parent={}\n", ::getpid());  // no shell lies between
    for (const auto& payload : all) {
        arguments.push_back(payload);
        expected += "arg=" + in_hex(payload) + "\n";
    }
    const auto together = Bench().run(ask(arguments));
    CHECK(together.succeeded());
    CHECK(together.out.head == expected);
    Bench bench;
    for (const auto& payload : all) {
        const auto alone = bench.run(ask({"echo", payload}));
        CHECK(alone.out.head == fmt::format("parent={}\narg={}\n", ::getpid(), in_hex(payload)));
    }
}

TEST_CASE("what cannot be one argument is refused before anything runs") {
    Bench bench({helper_options()}, {{"TOKEN", "hunter2-hunter2"}});
    const auto nul = bench.run(ask({"echo", std::string("a\0b", 3)}));
    CHECK(nul.end == CommandEnd::not_started);
    CHECK(nul.why == "argument 2 holds a NUL byte");
    CHECK(bench.run(ask({"echo", "--token=hunter2-hunter2"})).why == "argument 2 holds a secret; pass it in `environment`");
    CHECK(bench.run(ask({"echo", std::string(200'000, 'x')})).why.contains("are too long"));
}

TEST_CASE("a command that is not in the allow-list, or not there, is said so") {
    Bench bench;
    auto request = ask({});
    for (const char* name : {"/bin/sh", "../helper", "", "helpre"}) {
        request.name = name;
        const auto result = bench.run(request);
        CHECK(result.end == CommandEnd::not_started);
        CHECK(result.why.starts_with(fmt::format("no command `{}` is allowed by `runbooks.commands`", name)));
    }
    CHECK(bench.run(request).why.ends_with("did you mean `helper`?"));
    request.name = "missing";
    CHECK(bench.run(request).why == "cannot run /no/such/program: No such file or directory");
    auto elsewhere = helper_options();
    elsewhere.directory = "/no/such/folder";
    CHECK(surroundings(elsewhere).why == "cannot enter /no/such/folder: No such file or directory");
}

TEST_CASE("the environment is exactly what was let through and given") {
    auto options = helper_options();
    options.environment = {{"KUBECONFIG", "/etc/kube"}, {"REGION", "eu"}};
    auto request = ask({"surroundings"});
    request.environment = {{"REGION", "us"}, {"TOKEN", "a b\nc"}};
    request.idempotency_key = "7/undo/1";
    const auto result = surroundings(options, request);
    std::string seen;
    for (auto line : text::split(result.out.head, '\n'))
        if (line.starts_with("env=")) seen += std::string(line) + ";";
    CHECK(seen == "env=PATH=/usr/local/bin:/usr/bin:/bin;env=KUBECONFIG=/etc/kube;env=REGION=us;env=TOCSIN_IDEMPOTENCY_KEY=7/undo/1;env=TOKEN=a b;");
    for (const char* name : {"LD_PRELOAD", "PATH", "BASH_ENV", "TOCSIN_IDEMPOTENCY_KEY", "A=B", "", "1A", "GIT_SSH_COMMAND"}) {
        auto wrong = ask({"surroundings"});
        wrong.environment = {{name, "x"}};
        CHECK(Bench().run(wrong).why.starts_with(fmt::format("the variable `{}` ", name)));
    }
}

TEST_CASE("a command has nothing of ours but three descriptors, and cannot gain privileges") {
    Descriptor marker(::open("/dev/null", O_RDONLY));  // without CLOEXEC
    Descriptor high(::fcntl(marker.get(), F_DUPFD, 700));
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t blocked;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    const auto seen = lines_of(surroundings(helper_options()).out.head);
    ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const auto descriptors = std::ranges::count_if(seen, [](const auto& line) { return line.starts_with("fd="); });
    CHECK(descriptors == 3);
    for (const char* line : {"fd=0", "fd=1", "fd=2", "stdin=/dev/null", "NoNewPrivs:\t1", "SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000",
         "cwd=/", "death=9", "session=1", "group=1", "umask=77", "oom=1000", "core=0/0"}) {
        INFO(line);
        CHECK(seen.contains(line));
    }
}

TEST_CASE("limits are set, and what they end is said so") {
    auto options = helper_options();
    options.directory = "/tmp";
    options.limits = {7, std::uint64_t{1} << 30, 4096, 64, 5000};
    const auto seen = lines_of(surroundings(options).out.head);
    for (const char* line : {"cwd=/tmp", "cpu=7/7", "memory=1073741824/1073741824", "file=4096/4096", "files=64/64", "processes=5000/5000"}) {
        INFO(line);
        CHECK(seen.contains(line));
    }
    options.limits = {1, {}, {}, {}, {}};
    const auto burnt = Bench(options).run(ask({"burn"}));
    CHECK(burnt.end == CommandEnd::signaled);
    CHECK((burnt.code == SIGKILL || burnt.code == SIGXCPU));
}

TEST_CASE("a command can be another user's, without our groups") {
    if (::geteuid() != 0) return;
    auto options = helper_options();
    options.commands["helper"] = "/usr/bin/id";
    options.identity = Identity{65534, 65534};
    const auto result = Bench(options).run(ask({}));
    CHECK(result.out.head.starts_with("uid=65534("));
    CHECK(result.out.head.contains("groups=65534("));
    CHECK_FALSE(result.out.head.contains("(root)"));
}

}  // namespace tocsin::exec::test
