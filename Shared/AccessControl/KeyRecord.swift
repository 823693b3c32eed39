public import Domain

/// What a key may use up; nil where nothing is limited.
public struct KeyLimits: Sendable, Equatable {
    /// Requests within one minute, on all gateways together.
    public var requestsPerMinute: Int?
    /// Value of one order, quote currency.
    public var orderNotional: Notional?
    /// Value of one day's orders, quote currency.
    public var dailyNotional: Notional?
    /// Quantity of one order, base asset, of each instrument that has such a limit.
    public var orderQuantities: [InstrumentID: Quantity]

    /// What a key may use up.
    public init(
        requestsPerMinute: Int? = nil, orderNotional: Notional? = nil, dailyNotional: Notional? = nil,
        orderQuantities: [InstrumentID: Quantity] = [:]
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.orderNotional = orderNotional
        self.dailyNotional = dailyNotional
        self.orderQuantities = orderQuantities
    }
}

/// A key as somebody asks for it.
public struct KeyRequest: Sendable, Equatable {
    /// What its owner calls it, 1 to 64 characters.
    public let label: String
    /// What it may do: a scope's word.
    public let scope: String
    /// When it ends by itself; nil for never.
    public let expiresAt: Timestamp?
    /// What it may use up.
    public let limits: KeyLimits

    /// A key as somebody asks for it.
    public init(label: String, scope: String, expiresAt: Timestamp?, limits: KeyLimits) {
        self.label = label
        self.scope = scope
        self.expiresAt = expiresAt
        self.limits = limits
    }
}

/// What is known of a key, without the key.
public struct KeyRecord: Sendable, Equatable {
    /// Whether a key opens anything.
    public enum State: String, Sendable, CaseIterable {
        case active, expired, revoked
    }
    /// Its public name.
    public let id: String
    /// What its owner calls it.
    public let label: String
    /// What it may do: a scope's word.
    public let scope: String
    /// The key's digest, ``APIKey/hash``.
    public let hash: String
    /// When it was made.
    public let createdAt: Timestamp
    /// Who made it: a key's id, or `qtp`.
    public let createdBy: String
    /// When it ends by itself; nil for never.
    public var expiresAt: Timestamp?
    /// When it was revoked; nil while it is not.
    public var revokedAt: Timestamp?
    /// The key that took its place; nil while none did.
    public var replacedBy: String?
    /// When it was last used, to the half minute; nil for never.
    public let lastUsedAt: Timestamp?
    /// What it may use up.
    public let limits: KeyLimits

    /// Whether it opens anything at that moment.
    public func state(at now: Timestamp) -> State {
        if revokedAt != nil { return .revoked }
        return expiresAt.map { $0 <= now } == true ? .expired : .active
    }
}

/// Why a key cannot be had or changed.
public enum AccessError: Error, Equatable, Sendable {
    /// There is no key of that id.
    case noSuchKey(String)
    /// The key opens nothing any more, so there is nothing to replace.
    case notActive(String, KeyRecord.State)
    /// Chance gave the id of another key, which it does once in many lives of the universe.
    case noFreeID
}
