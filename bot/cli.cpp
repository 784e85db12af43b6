#include "bot/cli.hpp"

#include <CLI/CLI.hpp>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/cli_check.hpp"
#include "bot/cli_common.hpp"
#include "bot/cli_offline.hpp"
#include "bot/cli_oncall.hpp"
#include "bot/cli_remote.hpp"
#include "bot/cli_runbook.hpp"
#include "bot/cli_slack.hpp"
#include "bot/config.hpp"
#include "bot/demo.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/world.hpp"
#include "bot/sandbox_bot.hpp"
#include "bot/sandbox_server.hpp"
#include "bot/serve.hpp"
#include "handlers/help.hpp"
#include "handlers/version.hpp"

namespace tocsin {
namespace {

using namespace cli;

/// What a subcommand does once its words are read.
using Action = std::function<int()>;

class CommandLine {
public:
    CommandLine() : app_("tocsin: incident response in Slack, one binary with its own database", "tocsin") {
        app_.require_subcommand(1);
        add_serve();
        add_sandbox();
        add_incident();
        add_offline();
        add_oncall();
        add_runbook();
        add_slack();
        add_small();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return app_.exit(error) == 0 ? kOk : kUsage;
        }
        return action_();
    }

private:
    CLI::App* add(CLI::App& to, const char* name, const char* help, Action action) {
        CLI::App* sub = to.add_subcommand(name, help);
        sub->final_callback([this, action = std::move(action)] { action_ = action; });
        return sub;
    }

    void add_serve() {
        auto* serve_command = add(app_, "serve", "Run the server", [this] {
            auto config = load_config(config_, process_environment);
            return config ? serve(std::move(*config)) : bad_config(config.error());
        });
        serve_command->add_option("--config", config_, "Configuration file")->required();
        auto* check = add(app_, "check-config", "Check a configuration file", [this] { return check_config(config_, online_); });
        check->add_option("FILE", config_, "Configuration file")->required();
        check->add_flag("--online", online_, "Also ask Slack and PagerDuty whether the tokens are good");
    }

    void add_sandbox() {
        folder_ = default_sandbox_folder();
        auto* sandbox = app_.add_subcommand("sandbox", "Try everything: real server and database, simulated Slack and PagerDuty");
        sandbox->add_option("--port", port_, "Port to listen on")->capture_default_str();
        sandbox->add_option("--data", folder_, "Folder for database and certificate")->capture_default_str();
        sandbox->final_callback([this, sandbox] {
            if (sandbox->get_subcommands().empty()) action_ = [this] { return run_sandbox({port_, folder_}); };
        });
        auto* send = add(*sandbox, "send", "Type a slash command in the running sandbox", [this] {
            return ask_sandbox(sandbox_remote(), "POST", "/sandbox/send?user=" + net::percent_encode(user_) + "&channel=" + net::percent_encode(channel_), text_);
        });
        send->add_option("TEXT", text_, "For instance '/incident declare sev2 Checkout is failing'")->required();
        send->add_option("--user", user_, "Who types: U0ALICE (admin), U0BOB (operator), U0CAROL (member), U0GUEST")->capture_default_str();
        send->add_option("--channel", channel_, "Channel id or name")->capture_default_str();
        auto* press = add(*sandbox, "press", "Press a button in the running sandbox", [this] {
            return ask_sandbox(sandbox_remote(), "POST", "/sandbox/press?user=" + net::percent_encode(user_) + "&channel=" + net::percent_encode(place_), text_);
        });
        press->add_option("BUTTON", text_, "Its label (Approve), a word of it (acknowledge, monitoring, confirm_page) or what it says ('approve ok')")->required();
        press->add_option("--user", user_, "Who presses")->capture_default_str();
        press->add_option("--channel", place_, "Channel id or name; @bob or U0BOB: where Bob gets direct messages, and he presses; else wherever it is shown newest");
        auto* trigger = add(*sandbox, "trigger", "Trigger a PagerDuty incident in the running sandbox", [this] {
            return ask_sandbox(sandbox_remote(), "POST", "/sandbox/trigger?service=" + net::percent_encode(service_), text_);
        });
        trigger->add_option("TITLE", text_, "What is wrong")->required();
        trigger->add_option("--service", service_, "checkout or payments")->capture_default_str();
        add(*sandbox, "look", "Print what the simulated Slack and PagerDuty show", [this] { return ask_sandbox(sandbox_remote(), "GET", "/?as=text", {}); });
        add(*sandbox, "demo", "Play a whole incident in seconds", [this] { return run_demo(folder_ + "-demo"); });
        // The demo calls it, nobody else: it is in no help.
        auto* bot = add(*sandbox, "bot", "", [this] { return run_sandbox_bot(folder_, outside_); })->group("");
        bot->add_option("--outside", outside_, "Port at which the world listens")->required();
        // --port and --data may stand behind the subcommand too.
        for (CLI::App* subcommand : sandbox->get_subcommands({}))
            subcommand->fallthrough()->footer("--port and --data say which sandbox, where it was not started with the usual ones.");
    }

    Remote sandbox_remote() const { return {"https://localhost:" + std::to_string(port_), {}, sandbox_certificate(folder_)}; }

    void add_incident() {
        auto* command = add(app_, "incident", "Run a command of the slash grammar over the API", [this] {
            incident_.text = text::join(words_, " ");
            if (remote_.url.empty() || remote_.token.empty()) return usage("`--url` and `--token` (or TOCSIN_URL and TOCSIN_TOKEN) say which server and who you are.");
            return incident(remote_, incident_);
        });
        command->add_option("--url", remote_.url, "Server")->envname("TOCSIN_URL");
        command->add_option("--token", remote_.token, "API token")->envname("TOCSIN_TOKEN");
        command->add_option("--ca", remote_.ca_file, "PEM file to trust beside the system's")->envname("TOCSIN_CA");
        command->add_option("--incident", incident_.incident, "INC-42");
        command->add_option("-o,--output", incident_.output, "table or json; json when piped")->check(CLI::IsMember({"table", "json"}));
        command->add_option("--idempotency-key", incident_.idempotency_key, "Say the same again safely");
        command->footer("Then the words as after /incident: tocsin incident declare sev2 Checkout is failing");
        // What follows the first word belongs to the slash grammar, whose options (--at, --next …) are not ours.
        command->prefix_command();
        command->parse_complete_callback([this, command] { take_words(command->remaining()); });
    }

    /// Our own options are understood behind the words as well, since that is where people put them.
    void take_words(const std::vector<std::string>& words) {
        const std::pair<const char*, std::string*> options[] = {
            {"--url", &remote_.url}, {"--token", &remote_.token}, {"--ca", &remote_.ca_file}, {"--incident", &incident_.incident},
            {"-o", &incident_.output}, {"--output", &incident_.output}, {"--idempotency-key", &incident_.idempotency_key}};
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto own = std::ranges::find_if(options, [&](const auto& option) { return words[i] == option.first; });
            if (own != std::end(options) && i + 1 < words.size()) *own->second = words[++i];
            else words_.push_back(words[i]);
        }
    }

    void choose_database(CLI::App* command) {
        command->add_option("--config", database_.config, "Configuration file");
        command->add_option("--db", database_.db, "Database file");
    }

    void add_offline() {
        choose_database(add(app_, "verify", "Check that the record is whole", [this] { return verify(database_); }));
        choose_database(add(app_, "migrate", "Bring the schema up to date", [this] { return migrate(database_); }));
        auto* copy = add(app_, "backup", "Copy the database while it is in use", [this] { return backup(database_, output_); });
        copy->add_option("FILE", output_, "Where to")->required();
        choose_database(copy);
        auto* draft = add(app_, "postmortem", "Render the post-mortem draft", [this] { return postmortem(database_, text_, format_, output_); });
        draft->add_option("INCIDENT", text_, "INC-42")->required();
        draft->add_option("--format", format_, "md, html or json")->capture_default_str()->check(CLI::IsMember({"md", "html", "json"}));
        draft->add_option("-o,--output", output_, "File; an existing Markdown draft keeps what people wrote in it");
        choose_database(draft);
        auto* figures = add(app_, "report", "Counts, medians and p90 of the four times", [this] {
            if (!remote_.url.empty()) return report(remote_, from_, to_, by_, table_);
            return report(database_, from_, to_, by_, table_);
        });
        figures->add_option("--from", from_, "First day, 2026-01-01")->required();
        figures->add_option("--to", to_, "Last day, 2026-03-31")->required();
        figures->add_option("--by", by_, "service, severity or team")->capture_default_str();
        figures->add_option("-o,--output", table_, "table, csv or json")->capture_default_str()->check(CLI::IsMember({"table", "csv", "json"}));
        choose_database(figures);
        ask_a_server(figures);
    }

    void ask_a_server(CLI::App* command) {
        command->add_option("--url", remote_.url, "Ask this server instead of a file");
        command->add_option("--token", remote_.token, "API token")->envname("TOCSIN_TOKEN");
        command->add_option("--ca", remote_.ca_file, "PEM file to trust beside the system's")->envname("TOCSIN_CA");
    }

    void add_oncall() {
        auto* oncall = app_.add_subcommand("oncall", "Who is on call, by an on-call file or by a server");
        oncall->require_subcommand(1);
        auto* show = add(*oncall, "show", "Who is on call now, or at another time", [this] { return remote_.url.empty() ? oncall_show(oncall_) : oncall_show(remote_, oncall_); });
        show->add_option("--at", oncall_.at, "2026-01-05T09:00 in the schedule's zone, or with an offset; now by default");
        auto* render = add(*oncall, "render", "The shifts of a range", [this] { return remote_.url.empty() ? oncall_render(oncall_) : oncall_render(remote_, oncall_); });
        render->add_option("--from", oncall_.from, "First instant; today by default");
        render->add_option("--to", oncall_.to, "The instant at which it ends; two weeks later by default");
        render->add_option("--person", oncall_.person, "This person's shifts alone");
        auto* lint = add(*oncall, "lint", "Print every mistake of the file, and warnings", [this] { return oncall_lint(oncall_); });
        auto* cost = add(*oncall, "load", "Hours on call, pages and answers of each person, from the database", [this] { return oncall_load(database_, from_, to_, table_); });
        cost->add_option("--from", from_, "First day, 2026-11-01")->required();
        cost->add_option("--to", to_, "The day before which it ends, 2026-12-01")->required();
        cost->add_option("-o,--output", table_, "table, csv or json")->capture_default_str()->check(CLI::IsMember({"table", "csv", "json"}));
        choose_database(cost);
        lint->add_option("--oncall-file,FILE", oncall_.file, "The on-call file")->required();
        for (auto* command : {show, render}) {
            command->add_option("--oncall-file", oncall_.file, "The on-call file");
            command->add_option("--schedule", oncall_.schedule, "This schedule alone");
            ask_a_server(command);
        }
        for (auto* command : {show, lint}) command->add_option("-o,--output", oncall_.output, "table or json; json when piped")->check(CLI::IsMember({"table", "json"}));
        render->add_option("-o,--output", oncall_.output, "table, json or ics; json when piped")->check(CLI::IsMember({"table", "json", "ics"}));
    }

    void add_runbook() {
        auto* runbook = app_.add_subcommand("runbook", "Runbooks read, listed and planned without a server; run by one");
        runbook->require_subcommand(1);
        auto* lint = add(*runbook, "lint", "Print every mistake, and warnings", [this] { return runbook_lint(runbook_); });
        lint->add_option("PATH", runbook_.paths, "Files, and directories of them; those of the configuration if there is none");
        auto* list = add(*runbook, "list", "The runbooks of directories", [this] { return runbook_list(runbook_); });
        list->add_option("--dir", runbook_.paths, "A directory; may be repeated");
        auto* plan = add(*runbook, "plan", "Say what a run would do; run nothing", [this] { return runbook_plan(runbook_); });
        plan->add_option("FILE", runbook_.file, "The runbook's file")->required();
        plan->add_option("PARAMETERS", runbook_.parameters, "name=value …");
        plan->add_option("--severity", runbook_.severity, "1 to 5, of the incident");
        plan->add_option("--status", runbook_.status, "Of the incident, such as investigating");
        plan->add_option("--service", runbook_.service, "Of the incident");
        auto* start = add(*runbook, "run", "Start a runbook of a server on an incident", [this] {
            if (remote_.url.empty() || remote_.token.empty()) return usage("`--url` and `--token` (or TOCSIN_URL and TOCSIN_TOKEN) say which server and who you are.");
            return runbook_run(remote_, runbook_, incident_);
        });
        start->add_option("NAME", runbook_.file, "The runbook's name")->required();
        start->add_option("PARAMETERS", runbook_.parameters, "name=value …");
        start->add_option("--incident", incident_.incident, "INC-42")->required();
        start->add_flag("--dry-run", runbook_.dry_run, "Only say what would happen");
        start->add_option("--idempotency-key", incident_.idempotency_key, "Say the same again safely");
        start->add_option("--url", remote_.url, "Server")->envname("TOCSIN_URL");
        start->add_option("--token", remote_.token, "API token")->envname("TOCSIN_TOKEN");
        start->add_option("--ca", remote_.ca_file, "PEM file to trust beside the system's")->envname("TOCSIN_CA");
        for (auto* command : {lint, list, plan})
            command->add_option("--config", runbook_.config, "Also hold them against what this configuration of a server allows: commands, hosts, secrets");
        for (auto* command : {lint, list, plan, start})
            command->add_option("-o,--output", runbook_.output, "table or json; json when piped")->check(CLI::IsMember({"table", "json"}));
    }

    void add_slack() {
        auto* slack = app_.add_subcommand("slack", "What Slack needs to know of this program");
        slack->require_subcommand(1);
        auto* manifest = add(*slack, "manifest", "Print the manifest from which Slack makes the app", [this] { return slack_manifest(manifest_); });
        manifest->add_option("--config", manifest_.config, "Take command, address and Socket Mode from this file; its secrets may be missing");
        manifest->add_option("--url", manifest_.url, "How Slack reaches this program: https://tocsin.example.com");
        manifest->add_flag("--socket-mode", manifest_.socket_mode, "Over a websocket that tocsin opens: no address is needed");
        manifest->add_option("-o,--output", manifest_.output, "yaml or json")->capture_default_str()->check(CLI::IsMember({"yaml", "json"}));
    }

    void add_small() {
        add(app_, "version", "Print the version", [] {
            fmt::print("tocsin {}\n", handlers::version());
            return kOk;
        });
        auto* health = add(app_, "healthcheck", "Ask the server of this machine whether it lives", [this] { return healthcheck(config_); });
        health->add_option("--config", config_, "Configuration file of the server")->required();
        auto* completion = add(app_, "completion", "Print a completion script", [this] {
            static constexpr std::string_view subcommands[] = {"serve", "check-config", "sandbox", "incident", "verify", "migrate", "backup", "postmortem", "report", "oncall", "runbook", "slack", "version", "healthcheck", "completion"};
            const auto shell = shell_ == "zsh" ? handlers::Shell::zsh : shell_ == "fish" ? handlers::Shell::fish : handlers::Shell::bash;
            fmt::print("{}", handlers::completion_script(shell, "tocsin", subcommands));
            return kOk;
        });
        completion->add_option("SHELL", shell_, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    }

    CLI::App app_;
    Action action_;
    std::string config_, folder_, text_, output_, shell_, from_, to_;
    std::string user_ = sandbox::World::kAlice, channel_ = "general", place_, service_ = "checkout";
    std::string format_ = "md", by_ = "service", table_ = "table";
    std::uint16_t port_ = 8443, outside_ = 0;
    bool online_ = false;
    std::vector<std::string> words_;
    DatabaseChoice database_;
    OncallOptions oncall_;
    RunbookOptions runbook_;
    SlackManifestChoice manifest_;
    Remote remote_;
    IncidentCommand incident_;
};

}  // namespace

int run_command_line(int argc, char** argv) { return CommandLine().run(argc, argv); }

}  // namespace tocsin
