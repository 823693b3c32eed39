import Domain
import FoundationEssentials
import GatewayCore
import HTTP
import Messages
import ServiceRuntime
import Webhooks

/// Who is told what over HTTP.
struct WebhookHandlers: Sendable {
    private let history: History
    private let past: WebhookHistory
    private let store: WebhookStore
    /// Nil where no secret is configured: then webhooks can be seen, and neither made nor served.
    private let vault: WebhookVault?
    private let sender: WebhookSender
    private let allowsPrivateAddresses: Bool

    init(history: History, settings: ResolvedSettings) {
        self.history = history
        past = WebhookHistory(pool: history.pool)
        store = WebhookStore(pool: history.pool)
        vault = WebhookVault(settings[WebhookKeys.secret])
        sender = WebhookSender(settings)
        allowsPrivateAddresses = settings[WebhookKeys.allowPrivate]
    }

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }

    func create(_ call: Call) async throws -> Answer {
        let vault = try openVault()
        let definition = try WebhookDefinition(call.body)
        let target = try WebhookTarget(
            url: call.body.text("url") ?? "", authorization: call.body.text("authorization") ?? "",
            format: definition.format)
        try check(target)
        let id = Self.id(for: call)
        try await store.add(
            id, definition, target: target, sealed: try vault.seal(target, of: id), by: call.caller.keyID)
        return try await changed(id, status: 201)
    }

    func get(_ call: Call) async throws -> Answer { try await one(try id(of: call)) }

    func update(_ call: Call) async throws -> Answer {
        let id = try id(of: call)
        let stored = try await store.find(id)
        let before = try await history.find(.getWebhook, id: id)
        let definition = try stored.definition.changed(by: call.body)
        let changesTarget = call.body.text("url") != nil || call.body.text("authorization") != nil
        var target: (plain: WebhookTarget, sealed: String)?
        if changesTarget || definition.format != stored.definition.format {
            let vault = try openVault()
            let former = vault.open(stored.sealedTarget, of: id)
            let next = try WebhookTarget(
                url: call.body.text("url") ?? former?.url ?? "",
                authorization: call.body.text("authorization") ?? former?.authorization ?? "",
                format: definition.format)
            try check(next)
            target = (next, try vault.seal(next, of: id))
        }
        try await store.change(id, to: definition, target: target)
        return try await changed(id, from: before)
    }

    /// What a webhook is now, also for the audit log: the document tells neither its address nor its secrets.
    private func changed(_ id: String, from before: JSONValue? = nil, status: Int = 200) async throws
        -> Answer
    {
        var answer = try await one(id, status: status)
        if case .json(let after) = answer.body { answer.change = Answer.Change(before: before, after: after) }
        return answer
    }

    func delete(_ call: Call) async throws -> Answer {
        let id = try id(of: call)
        let before = try await history.find(.getWebhook, id: id)
        try await store.delete(id)
        var answer = Answer.json(["id": .text(id), "isDeleted": true])
        answer.change = Answer.Change(before: before)
        return answer
    }

    func secret(_ call: Call) async throws -> Answer {
        let vault = try openVault()
        let stored = try await store.find(try id(of: call))
        return .json([
            "id": .text(stored.id),
            "secret": .text(vault.signingKey(of: stored.id, version: stored.secretVersion)),
            "version": .integer(Int64(stored.secretVersion)),
        ])
    }

    func rotateSecret(_ call: Call) async throws -> Answer {
        _ = try openVault()
        let stored = try await store.find(try id(of: call))
        try await store.rotateSecret(of: stored.id, from: stored.secretVersion)
        return try await one(stored.id)
    }

    /// Sends a sample at once, beside whatever waits, and once.
    func test(_ call: Call) async throws -> Answer {
        let vault = try openVault()
        let stored = try await store.find(try id(of: call))
        guard let target = vault.open(stored.sealedTarget, of: stored.id) else {
            throw Problem(
                status: 409, kind: "webhook-sealed", title: "Webhook cannot be read",
                detail:
                    "The address was sealed under another gateway.webhooks.secret; set url and authorization again."
            )
        }
        let event =
            call.body.text("event").flatMap(WebhookEvent.init) ?? stored.definition.filter.events.first
            ?? .decisionMade
        let message = WebhookSample.message(event)
        let deliveryID = "test_" + call.requestID
        guard
            let body = WebhookBody(
                message, as: stored.definition.format, deliveryID: deliveryID, chat: target.chat, isTest: true
            )
        else { preconditionFailure("a sample is an event of a webhook") }
        let receipt = await sender.send(
            WebhookSender.Parcel(
                deliveryID: deliveryID, eventID: message.id, body: body,
                url: call.body.boolean("initialize") == true ? target.initializeURL : target.url,
                authorization: target.authorization,
                signingKey: vault.signingKey(of: stored.id, version: stored.secretVersion), attempt: 1))
        // One attempt is all there is, so that whatever did not arrive is an error.
        let verdict = WebhookPolicy(attempts: 1).verdict(on: receipt.outcome, attempt: 1, fraction: 0)
        let (status, error): (Int?, String) =
            switch verdict {
            case .sent(let status): (status, "")
            case .retry(let status, let error, _), .dead(let status, let error): (status, error)
            }
        return .json([
            "isDelivered": .boolean(error.isEmpty),
            "status": status.map { .integer(Int64($0)) } ?? .null, "error": .text(error),
            "answer": .text(receipt.answer), "sentBody": .text(body.text),
        ])
    }

    func deliveries(_ call: Call) async throws -> Answer {
        _ = try await store.find(try id(of: call))
        return try await history.page(for: call)
    }

    func redeliver(_ call: Call) async throws -> Answer {
        let id = try id(of: call)
        let delivery = call.values.text("delivery") ?? ""
        guard try await store.hasDelivery(delivery, of: id) else {
            throw Problem.notFound("The webhook \(id) has no delivery \(delivery).")
        }
        return Self.requeued(id, try await store.requeue(.one(delivery), of: id))
    }

    func redeliverDead(_ call: Call) async throws -> Answer {
        let id = try await store.find(try id(of: call)).id
        return Self.requeued(id, try await store.requeue(.dead, of: id))
    }

    func replay(_ call: Call) async throws -> Answer {
        let stored = try await store.find(try id(of: call))
        let from = call.body.integer("from") ?? 0
        let to = call.body.integer("to") ?? 0
        guard from < to else {
            throw Problem.invalid([.init(["body", "to"], "must be after from", kind: "value_error")])
        }
        // Added first: a replay that is refused for its size has then changed nothing.
        let added = try await past.enqueue(
            for: WebhookSubscription(id: stored.id, filter: stored.definition.filter),
            from: Timestamp(milliseconds: from), to: Timestamp(milliseconds: to))
        let requeued = try await store.requeue(.occurred(from: from, to: to), of: stored.id)
        return Self.requeued(stored.id, requeued, added: added)
    }

    private static func requeued(_ id: String, _ count: Int, added: Int = 0) -> Answer {
        .json([
            "id": .text(id), "requeued": .integer(Int64(count)), "added": .integer(Int64(added)),
        ])
    }

    private func one(_ id: String, status: Int = 200) async throws -> Answer {
        .json(try await history.record(of: .webhook, id: id), status: status)
    }

    private func id(of call: Call) throws -> String {
        guard let id = call.values.text("id") else { throw Problem.notFound(Problem.noSuchPath) }
        return id
    }

    /// Derived from the client's name for the request, so that a repeat after a crash finds what the first one made.
    private static func id(for call: Call) -> String {
        let cause = call.idempotencyKey.map { "\(call.caller.keyID)/\($0)" } ?? UUID().uuidString
        return "wh_" + StableHash.hexadecimal(StableHash.fnv128(cause))
    }

    private func openVault() throws -> WebhookVault {
        guard let vault else {
            throw Problem(
                status: 409, kind: "webhooks-not-configured", title: "Webhooks are not configured",
                detail:
                    "Set gateway.webhooks.secret (32 characters or more, the same on all gateways) and start again."
            )
        }
        return vault
    }

    /// Says at once what would otherwise only show when something is sent: the address itself is private.
    private func check(_ target: WebhookTarget) throws {
        guard !allowsPrivateAddresses, let address = NetworkAddress(literal: target.host), !address.isPublic
        else { return }
        throw Problem.invalid([
            .init(
                ["body", "url"],
                "must not lead to a private address; gateway.webhooks.allow-private would allow it",
                kind: "value_error")
        ])
    }
}
