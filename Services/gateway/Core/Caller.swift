public import Domain

/// Who asks, and what they may.
public struct Caller: Sendable, Equatable {
    /// What a key may use up; nil where nothing is limited.
    public struct Limits: Sendable, Equatable {
        /// Requests within one minute, on all gateways together.
        public let requestsPerMinute: Int?
        /// Value of one order, quote currency.
        public let orderNotional: Notional?
        /// Value of one day's orders, quote currency.
        public let dailyNotional: Notional?
        /// Quantity of one order, base asset, of each instrument that has such a limit.
        public let orderQuantities: [InstrumentID: Quantity]

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

        /// Nothing is limited.
        public static let none = Limits()
    }
    /// The key's public name, which is no secret; empty for somebody without one.
    public let keyID: String
    /// What its owner calls it.
    public let label: String
    /// What it may do.
    public let scope: Scope
    /// What it may use up.
    public let limits: Limits
    /// What they showed.
    public let credential: Credential
    /// When that ends by itself, also for a connection that was opened with it; nil for never.
    public let validUntil: Timestamp?

    /// What somebody shows to be let in.
    public enum Credential: Sendable, Equatable {
        /// The key itself.
        case key
        /// A short-lived token that was made with the key.
        case token
    }

    /// Who asks, and what they may.
    public init(
        keyID: String, label: String, scope: Scope, limits: Limits = .none, credential: Credential = .key,
        validUntil: Timestamp? = nil
    ) {
        self.credential = credential
        self.validUntil = validUntil
        self.keyID = keyID
        self.label = label
        self.scope = scope
        self.limits = limits
    }

    /// Somebody without a key.
    public static let anonymous = Caller(keyID: "", label: "anonymous", scope: .read)

    /// Whether an operation is open to them.
    ///
    /// - Throws: ``Problem``: 401 for somebody without a key, 403 for a key of too narrow a scope.
    public func require(_ access: Route.Access) throws(Problem) {
        guard case .key(let needed) = access else { return }
        guard !keyID.isEmpty else { throw .unauthorized }
        guard scope >= needed else { throw .forbidden(needed: needed, given: scope) }
    }
}
