#include "bot/store/journal_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {
namespace {

SignedHead head_of(const Rows& rows) {
    return {rows.get<std::int64_t>(0), rows.get<Time>(1), rows.get<IncidentNumber>(2), rows.get<EventSeq>(3),
            rows.get<std::string>(4), rows.get<std::string>(5), rows.get<std::string>(6), rows.get<std::string>(7),
            rows.get<std::string>(8)};
}

std::optional<SignedHead> first_of(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return head_of(rows);
}

}  // namespace

std::vector<SignedHead> JournalRepository::all() const {
    Rows rows = database_.query("SELECT seq, signed_at, incident_number, head_seq, head_hash, prev_hash, hash, signature, public_key "
                                "FROM system_journal ORDER BY seq");
    std::vector<SignedHead> out;
    while (rows.next()) out.push_back(head_of(rows));
    return out;
}

std::optional<SignedHead> JournalRepository::newest_of(IncidentNumber incident) const {
    return first_of(database_.query(
        "SELECT seq, signed_at, incident_number, head_seq, head_hash, prev_hash, hash, signature, public_key FROM system_journal "
        "WHERE incident_number = ? ORDER BY seq DESC LIMIT 1", incident));
}

std::optional<SignedHead> JournalRepository::newest() const {
    return first_of(database_.query(
        "SELECT seq, signed_at, incident_number, head_seq, head_hash, prev_hash, hash, signature, public_key FROM system_journal "
        "ORDER BY seq DESC LIMIT 1"));
}

std::vector<IncidentNumber> JournalRepository::unsigned_heads() const {
    Rows rows = database_.query(
        "SELECT number FROM incident "
        "WHERE (SELECT max(seq) FROM timeline_event WHERE incident_number = incident.number) > "
        "coalesce((SELECT head_seq FROM system_journal WHERE incident_number = incident.number ORDER BY seq DESC LIMIT 1), 0) "
        "ORDER BY number");
    std::vector<IncidentNumber> out;
    while (rows.next()) out.push_back(rows.get<IncidentNumber>(0));
    return out;
}

void JournalRepository::append(const SignedHead& head) {
    database_.run("INSERT INTO system_journal (seq, signed_at, incident_number, head_seq, head_hash, prev_hash, hash, signature, "
                  "public_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  head.seq, head.signed_at, head.incident, head.head_seq, Blob{head.head_hash}, Blob{head.prev_hash},
                  Blob{head.hash}, Blob{head.signature}, Blob{head.public_key});
}

}  // namespace tocsin::store
