#include "tests/unit/runbooks/shipped.hpp"

#include <stdexcept>

#include "bot/base/text.hpp"
#include "runbooks/engine/file.hpp"

namespace tocsin::runbooks::test {

std::string shipped_runbooks() { return std::string(TOCSIN_SOURCE_DIR) + "/runbooks/library"; }

const std::map<std::string, RunValues>& good_parameters() {
    static const std::map<std::string, RunValues> parameters{
        {"disable-flag", {{"flag", "new-cart"}}},
        {"evacuate-region",
         {{"region", "eu-west-1"}, {"refuge", "eu-central-1"}, {"deployments", "cart,checkout"}, {"replicas", "20"}, {"control_host", "host-aaaaaa.us-east-1.example.amazonaws.com"}, {"control_region", "us-east-1"},
          {"routing_control", "arn:aws:route53-recovery-control::123456789012:controlpanel/0123456789abcdef0123456789abcdef/routingcontrol/0123456789abcdef"},
          {"endpoint_group", "arn:aws:globalaccelerator::123456789012:accelerator/1234abcd/listener/wxyz/endpoint-group/ab88888example"}}},
        {"failover-mysql", {{"cluster", "orders"}, {"primary", "db1:3306"}, {"replica", "db2:3306"}}},
        {"free-disk", {{"host", "web1"}}},
        {"renew-certificate", {{"certificate", "www"}, {"host", "www.example.com"}}},
        {"restart-worker", {{"host", "web1"}, {"unit", "orders-worker.service"}}},
        {"rollback-deployment", {{"deployment", "checkout"}}},
        {"scale-out", {{"service_name", "checkout"}, {"replicas", "12"}}},
        {"triage", {}}};
    return parameters;
}

const RunValues& facts_of_an_incident() {
    static const RunValues facts{{"incident", "INC-1"}, {"severity", "2"}, {"status", "triage"}, {"service", "checkout"}, {"title", "x"}};
    return facts;
}

Runbook read_one(const std::string& text) {
    auto reading = read_text(text, "r");
    if (!reading.file) throw std::runtime_error(text::join(reading.mistakes, "\n"));
    return std::move(*reading.file);
}

}  // namespace tocsin::runbooks::test
