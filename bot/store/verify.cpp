#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>
#include <span>

#include "bot/core/chain.hpp"
#include "bot/store/database.hpp"
#include "bot/store/event_codec.hpp"
#include "bot/store/migrate.hpp"
#include "bot/store/signed_head.hpp"
#include "bot/store/signing_key.hpp"

namespace tocsin::store {
namespace {

/// Whoever can edit a database can make any number of problems; the first ones tell where to look.
constexpr std::size_t kProblemsShown = 100;

class Check {
public:
    /// `known`: the public key that must have signed; empty if nobody knows.
    Check(Database& database, std::string known) : database_(database), known_(std::move(known)) {}

    VerifyReport run() {
        read_journal();
        walk_events();
        compare_heads();
        count_incidents();
        return std::move(report_);
    }

private:
    /// What is known of one incident while its rows go by.
    struct Chain {
        IncidentNumber incident;
        EventSeq last;
        std::string head = genesis_hash();
        std::set<std::int64_t> erased, redacted;
        bool broken = false;
    };

    void problem(std::string text) {
        if (report_.problems.size() < kProblemsShown) report_.problems.push_back(std::move(text));
    }
    void problem(const Chain& chain, EventSeq seq, std::string_view what) {
        problem(fmt::format("incident {}, event {}: {}", chain.incident.value, seq.value, what));
    }

    void read_journal() {
        std::string prev = genesis_hash(), key;
        std::int64_t expected = 1;
        for (SignedHead& head : JournalRepository(database_).all()) {
            const auto where = fmt::format("signed head {} (incident {}, event {})", head.seq, head.incident.value, head.head_seq.value);
            if (head.seq != expected) problem(fmt::format("the system journal lacks signed head {}", expected));
            if (head.prev_hash != prev) problem(where + " does not follow the one before it");
            if (hash_of(head) != head.hash) problem(where + " was changed");
            else if (!crypto::verify(head.public_key, head.hash, head.signature)) problem(where + " has a wrong signature");
            if (!key.empty() && head.public_key != key) problem(where + " is signed with another key than the one before it");
            expected = head.seq + 1;
            prev = head.hash;
            key = head.public_key;
            ++report_.signed_heads;
            heads_[head.incident].push_back(std::move(head));
        }
        if (!known_.empty() && !key.empty() && key != known_) problem("the heads are signed with another key than the one beside the database");
        report_.key_is_known = !known_.empty() && key == known_;
        report_.public_key = crypto::to_hex(std::span(reinterpret_cast<const unsigned char*>(key.data()), key.size()));
    }

    void walk_events() {
        Rows rows = database_.query(
            "SELECT incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload, salt, prev_hash, hash, payload_digest "
            "FROM timeline_event ORDER BY incident_number, seq");
        Chain chain;
        while (rows.next()) {
            const auto incident = rows.get<IncidentNumber>(0);
            if (incident != chain.incident) {
                finish(chain);
                chain = Chain{};
                chain.incident = incident;
            }
            check_event(chain, rows);
        }
        finish(chain);
    }

    void check_event(Chain& chain, const Rows& rows) {
        ++report_.events;
        const auto seq = rows.get<EventSeq>(1);
        const auto kind = rows.get<std::string>(2), actor = rows.get<std::string>(5), source = rows.get<std::string>(6);
        const auto payload = rows.get<std::optional<std::string>>(7), salt = rows.get<std::optional<std::string>>(8);
        const auto digest = rows.get<std::string>(11), hash = rows.get<std::string>(10);
        if (seq.value != chain.last.value + 1)
            problem(chain, seq, fmt::format("event {} before it is missing", chain.last.value + 1));
        if (rows.get<std::string>(9) != chain.head) problem(chain, seq, "does not follow the event before it");
        if (payload.has_value() != salt.has_value()) problem(chain, seq, "payload and salt were not erased together");
        if (!payload) chain.erased.insert(seq.value);
        else if (crypto::as_bytes(payload_digest(salt.value_or(""), *payload)) != digest) problem(chain, seq, "the payload was changed");
        const ChainedRow row{chain.incident, seq, kind, rows.get<Time>(3), rows.get<Time>(4), actor, source};
        if (!hash_holds(chain.head, row, digest, hash)) problem(chain, seq, "was changed");
        note_redaction(chain, kind, payload);
        check_heads_at(chain, seq, hash);
        chain.last = seq;
        chain.head = hash;
    }

    static bool hash_holds(const std::string& prev, const ChainedRow& row, const std::string& digest, const std::string& hash) {
        crypto::Sha256 bytes{};
        if (digest.size() != bytes.size()) return false;
        std::copy(digest.begin(), digest.end(), bytes.begin());
        return crypto::as_bytes(chain_hash(prev, row, bytes)) == hash;
    }

    static void note_redaction(Chain& chain, const std::string& kind, const std::optional<std::string>& payload) {
        Event event;
        decode_payload(kind, payload, event);
        if (const auto* redacted = std::get_if<event::Redacted>(&event.body)) chain.redacted.insert(redacted->seq.value);
    }

    void check_heads_at(const Chain& chain, EventSeq seq, const std::string& hash) {
        for (const SignedHead& head : heads_[chain.incident])
            if (head.head_seq == seq && head.head_hash != hash)
                problem(chain, seq, fmt::format("is not what signed head {} saw", head.seq));
    }

    void finish(const Chain& chain) {
        if (chain.incident.none()) return;
        for (const auto seq : chain.erased) {
            if (chain.redacted.contains(seq)) ++report_.redactions;
            else problem(chain, EventSeq(seq), "was erased, and no event says by whom and why");
        }
        last_[chain.incident] = chain.last;
    }

    /// Nothing that was signed may be gone, and what is newer than the last signature is counted.
    void compare_heads() {
        for (const auto& [incident, heads] : heads_)
            for (const SignedHead& head : heads)
                if (head.head_seq > last_[incident])
                    problem(fmt::format("incident {}: events {} to {} are missing; signed head {} saw them", incident.value,
                                        last_[incident].value + 1, head.head_seq.value, head.seq));
        for (const auto& [incident, last] : last_) {
            const auto& heads = heads_[incident];
            const std::int64_t signed_to = heads.empty() ? 0 : heads.back().head_seq.value;
            report_.unsigned_events += std::max<std::int64_t>(0, last.value - signed_to);
        }
    }

    void count_incidents() {
        Rows rows = database_.query("SELECT number FROM incident ORDER BY number");
        while (rows.next()) {
            ++report_.incidents;
            const auto number = rows.get<IncidentNumber>(0);
            if (last_[number].none()) problem(fmt::format("incident {} has no events", number.value));
        }
        if (report_.incidents < std::ssize(last_)) problem("there are events of incidents that do not exist");
    }

    Database& database_;
    std::string known_;
    VerifyReport report_;
    std::map<IncidentNumber, std::vector<SignedHead>> heads_;
    std::map<IncidentNumber, EventSeq> last_;
};

}  // namespace

Result<void> read_only(const std::string& path, const std::function<void(const Snapshot&)>& work) {
    if (!std::filesystem::exists(path)) return fail(Errc::not_found, path + " does not exist");
    try {
        if (auto ours = check_is_ours(path); !ours) return std::unexpected(ours.error());
        Database database(path, Database::Access::read_only);
        Repositories tables(database);
        const Transaction view(database, Transaction::Kind::read);
        work(Snapshot(tables));
        return {};
    } catch (const std::exception& failure) {
        return fail(Errc::unavailable, "cannot read " + path + ": " + failure.what());
    }
}

Result<VerifyReport> verify(const std::string& path) {
    if (!std::filesystem::exists(path)) return fail(Errc::not_found, path + " does not exist");
    try {
        if (auto ours = check_is_ours(path); !ours) return std::unexpected(ours.error());
        Database database(path, Database::Access::read_only);
        const Transaction view(database, Transaction::Kind::read);
        const auto key = read_signing_key(path + ".key");
        if (!key && key.error().code != Errc::not_found) return std::unexpected(key.error());
        return Check(database, key ? key->public_key : std::string()).run();
    } catch (const std::exception& failure) {
        return fail(Errc::unavailable, "cannot read " + path + ": " + failure.what());
    }
}

}  // namespace tocsin::store
