// A small furnished outside: one Slack workspace, one PagerDuty account, one Twilio account, a mail server, some people and services, and the network that
// leads to them. What `tocsin sandbox`, the demo and the behaviour tests all talk to. I/O thread.
#pragma once

#include <string>
#include <vector>

#include "bot/sandbox/mail_sink.hpp"
#include "bot/sandbox/pagerduty_account.hpp"
#include "bot/sandbox/simulated_network.hpp"
#include "bot/sandbox/simulated_sockets.hpp"
#include "bot/sandbox/slack_workspace.hpp"
#include "bot/sandbox/twilio_account.hpp"

namespace tocsin::sandbox {

struct World {
    /// `strict_rates` off only for throughput measurements.
    explicit World(Scheduler& scheduler, bool strict_rates = true);

    SlackWorkspace slack;
    PagerDutyAccount pagerduty;
    TwilioAccount twilio;
    MailSink mail;
    SimulatedNetwork network;
    SimulatedSockets sockets;

    static constexpr const char* kTeam = "T0SANDBOX";
    static constexpr const char* kAlice = "U0ALICE";    ///< admin
    static constexpr const char* kBob = "U0BOB";        ///< operator
    static constexpr const char* kCarol = "U0CAROL";    ///< member, Europe/Warsaw
    static constexpr const char* kGuest = "U0GUEST";
    static constexpr const char* kGeneral = "C0GENERAL";
    static constexpr const char* kAnnounce = "C0INCIDENTS";
    static constexpr const char* kUpdates = "C0UPDATES";
    static constexpr const char* kCheckout = "PSCHECKOUT";  ///< PagerDuty services
    static constexpr const char* kPayments = "PSPAYMENTS";
    static constexpr const char* kCheckoutKey = "checkoutcheckoutcheckoutcheckout";
    static constexpr const char* kPaymentsKey = "paymentspaymentspaymentspayments";
    /// PagerDuty's users; Alice and Bob have the same e-mail addresses in Slack, Dora is not in Slack.
    static constexpr const char* kPagerAlice = "PUALICE";
    static constexpr const char* kPagerBob = "PUBOB";
    static constexpr const char* kPagerDora = "PUDORA";

private:
    void furnish_slack();
    void furnish_pagerduty();
};

}  // namespace tocsin::sandbox
