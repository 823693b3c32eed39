import AccessControl
import Domain
import GatewayCore
import ServiceRuntime

/// Who may use the API, and what they did with it.
struct AccountHandlers: Sendable {
    let history: History
    let keys: KeyStore
    let authenticator: Authenticator

    /// For how long a key lives whose maker says nothing.
    private static let usualDays: Int64 = 90
    /// For how long a replaced key still works whose owner says nothing.
    private static let usualGraceMinutes: Int64 = 1_440

    /// How long a token lives whose maker says nothing.
    private static let usualTokenMinutes: Int64 = 15

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }

    func identity(_ call: Call) -> Answer {
        let (caller, limits) = (call.caller, call.caller.limits)
        return .json([
            "keyID": .text(caller.keyID), "label": .text(caller.label), "scope": .text(caller.scope.rawValue),
            "requestsPerMinute": limits.requestsPerMinute.map { .integer(Int64($0)) } ?? .null,
            "orderNotional": .text(limits.orderNotional?.description),
            "dailyNotional": .text(limits.dailyNotional?.description),
            "orderQuantities": OrderQuantities.json(limits.orderQuantities),
        ])
    }

    func create(_ call: Call) async throws -> Answer {
        let now = Timestamp.now
        let days =
            call.body["expiresInDays"] == .null ? nil : call.body.integer("expiresInDays") ?? Self.usualDays
        let request = KeyRequest(
            label: call.body.text("label") ?? "", scope: call.body.text("scope") ?? Scope.read.rawValue,
            expiresAt: days.map { Timestamp(milliseconds: now.milliseconds + $0 * 86_400_000) },
            limits: KeyLimits(
                requestsPerMinute: call.body.integer("requestsPerMinute").map { Int($0) },
                orderNotional: call.body.text("orderNotional").flatMap { Notional($0) },
                dailyNotional: call.body.text("dailyNotional").flatMap { Notional($0) },
                orderQuantities: try OrderQuantities.limits(in: call)))
        let made = try await keys.create(
            request, by: call.caller.keyID, at: now, under: Self.name(of: call))
        return try Self.answer(made, before: nil, at: now)
    }

    func revoke(_ call: Call) async throws -> Answer {
        let now = Timestamp.now
        let change = try await Self.explaining { try await keys.revoke(Self.id(of: call), at: now) }
        let after = JSONValue.raw(try change.after.document(at: now))
        var answer = Answer.json(after)
        answer.change = Answer.Change(before: .raw(try change.before.document(at: now)), after: after)
        return answer
    }

    func rotate(_ call: Call) async throws -> Answer {
        let now = Timestamp.now
        let minutes = call.body.integer("graceMinutes") ?? Self.usualGraceMinutes
        let result = try await Self.explaining {
            try await keys.rotate(
                Self.id(of: call), grace: .seconds(minutes * 60), by: call.caller.keyID, at: now,
                under: Self.name(of: call))
        }
        return try Self.answer(result.made, before: result.change.before, at: now)
    }

    func createToken(_ call: Call) async throws -> Answer {
        let scope = call.body.text("scope").flatMap(Scope.init) ?? .read
        let minutes = call.body.integer("minutes") ?? Self.usualTokenMinutes
        let (token, claims) = try await authenticator.token(
            for: call.caller, scope: scope, lifetime: .seconds(minutes * 60))
        let facts: JSONValue = [
            "scope": .text(claims.scope), "expiresAt": .integer(claims.expiresAt.milliseconds),
        ]
        var answer = Answer.json(facts.adding("token", .text(token)), status: 201)
        answer.repeated = facts.adding("token", .null)
        answer.change = Answer.Change(after: facts.adding("id", .text(claims.id)))
        return answer
    }

    private static func id(of call: Call) -> String { call.values.text("id") ?? "" }

    private static func name(of call: Call) -> KeyName? {
        call.idempotencyKey.map {
            KeyName($0, of: call.caller.keyID, repeatedSince: call.repeatedSince)
        }
    }

    /// Shows the key to whoever made it; what is kept of the answer is without it.
    private static func answer(_ made: KeyStore.Made, before: KeyRecord?, at now: Timestamp) throws -> Answer
    {
        let record = try JSONParser.parse(Array(try made.record.document(at: now).utf8))
        var answer = Answer.json(record.adding("key", .text(made.key.revealed)), status: 201)
        answer.repeated = record.adding("key", .null)
        answer.change = Answer.Change(
            before: try before.map { .raw(try $0.document(at: now)) }, after: record)
        return answer
    }

    private static func explaining<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch AccessError.noSuchKey(let id) {
            throw Problem.notFound("There is no key \(id); GET /v1/keys lists all.")
        } catch AccessError.notActive(let id, let state) {
            throw Problem(
                status: 409, kind: "key-ended", title: "Key ended",
                detail: "The key \(id) is \(state.rawValue); make a new one with POST /v1/keys.")
        }
    }
}
