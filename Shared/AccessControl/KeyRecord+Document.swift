public import Domain
internal import FoundationEssentials

extension KeyRecord {
    /// The record as JSON for answers and for the audit log: everything but the digest, absent values as null.
    public func document(at now: Timestamp) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Document(record: self, now: now)), as: UTF8.self)
    }

    private struct Document: Encodable {
        let record: KeyRecord
        let now: Timestamp

        private enum Name: String, CodingKey {
            case id, label, scope, state, createdAt, createdBy, expiresAt, revokedAt, replacedBy, lastUsedAt
            case requestsPerMinute, orderNotional, dailyNotional, orderQuantities
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            try container.encode(record.id, forKey: .id)
            try container.encode(record.label, forKey: .label)
            try container.encode(record.scope, forKey: .scope)
            try container.encode(record.state(at: now).rawValue, forKey: .state)
            try container.encode(record.createdAt, forKey: .createdAt)
            try container.encode(record.createdBy, forKey: .createdBy)
            try container.encode(record.expiresAt, forKey: .expiresAt)
            try container.encode(record.revokedAt, forKey: .revokedAt)
            try container.encode(record.replacedBy, forKey: .replacedBy)
            try container.encode(record.lastUsedAt, forKey: .lastUsedAt)
            try container.encode(record.limits.requestsPerMinute, forKey: .requestsPerMinute)
            try container.encode(record.limits.orderNotional?.description, forKey: .orderNotional)
            try container.encode(record.limits.dailyNotional?.description, forKey: .dailyNotional)
            try container.encode(QuantityLimit.list(record.limits.orderQuantities), forKey: .orderQuantities)
        }
    }
}
