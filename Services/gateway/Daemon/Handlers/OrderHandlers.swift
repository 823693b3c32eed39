import Domain
import FoundationEssentials
import GatewayCore
import Messages

/// People's orders: previewed, placed with the preview's token or without, taken back.
struct OrderHandlers: Sendable {
    let commands: CommandDispatcher
    let tickets: OrderTickets
    let pricing: OrderPricing

    func preview(_ call: Call) async throws -> Answer {
        let request = try OrderRequest(call)
        let reply = try await commands.ask(.previewOrder(request), for: call)
        guard let body = reply.body else { throw Problem.orderRefused(reply.detail, status: 409) }
        var preview = try JSONDecoder().decode(OrderPreview.self, from: Data(body.utf8))
        let ticket = OrderTicket(
            commandID: "order/\(UUID().uuidString.lowercased())", order: preview.order,
            notional: preview.notional)
        if preview.failedRule == nil {
            let spent =
                call.caller.limits.dailyNotional == nil
                ? Notional.zero : try await tickets.spentToday(by: call.caller.keyID)
            do throws(Problem) {
                try ticket.checkLimits(call.caller.limits, spentToday: spent)
            } catch {
                preview = preview.refused(by: error.kind, error.detail)
            }
        }
        guard preview.failedRule == nil else { return .json(preview.json(ticket: nil)) }
        // From the system's own generator: a token is a secret.
        let token = StableHash.hexadecimal(UInt128.random(in: 0 ... .max))
        let expiresAt = try await tickets.issue(ticket, token: token, to: call.caller.keyID)
        return .json(preview.json(ticket: (ticket, token, expiresAt)))
    }

    func place(_ call: Call) async throws -> Answer {
        try await call.body.text("confirmationToken") == nil ? hand(over: call) : placePreviewed(call)
    }

    /// Places an order that nobody previewed: it is on its way when this answers, and the executor judges it then.
    private func hand(over call: Call) async throws -> Answer {
        let estimate = try await pricing.estimate(OrderRequest(call))
        let request = CommandRequest(
            .placeOrder(estimate.order), for: call, fallbackID: UUID().uuidString.lowercased())
        let ticket = OrderTicket(commandID: request.id, order: estimate.order, notional: estimate.notional)
        if call.caller.limits.dailyNotional == nil {
            try ticket.checkLimits(call.caller.limits, spentToday: .zero)
        } else {
            try await tickets.spend(ticket, call)
        }
        try await commands.send(request, for: call)
        let document = ticket.json(
            status: "pending",
            detail: "Handed to the executor; GET /v1/orders/\(ticket.clientOrderID) tells what becomes of it."
        )
        var answer = Answer.json(document, status: 202)
        answer.change = Answer.Change(after: document)
        return answer
    }

    private func placePreviewed(_ call: Call) async throws -> Answer {
        try OrderTicket.checkTerms(call)
        let ticket = try await tickets.use(call)
        let outcome = try await commands.outcome(
            of: CommandRequest(.placeOrder(ticket.order), id: ticket.commandID), for: call)
        guard let reply = outcome.reply else {
            return .json(
                ticket.json(status: "pending", detail: "The executor has not answered yet."), status: 202)
        }
        guard reply.accepted else {
            try await tickets.refund(ticket)
            throw Problem.orderRefused(reply.detail)
        }
        return .json(ticket.json(status: "journalled", detail: reply.detail))
    }

    func cancel(_ call: Call) async throws -> Answer {
        let clientOrderID = call.values.text("clientOrderID") ?? ""
        guard let instrument = try await tickets.instrument(of: clientOrderID) else {
            throw Problem.notFound("There is no order \(clientOrderID); see GET /v1/orders.")
        }
        let command = Command.cancelOrder(instrument, clientOrderID: clientOrderID)
        let outcome = try await commands.outcome(
            of: CommandRequest(command, for: call, fallbackID: UUID().uuidString.lowercased()), for: call)
        if let reply = outcome.reply, !reply.accepted {
            throw Problem(
                status: 409, kind: "order-final", title: "Nothing to take back",
                detail: "The order waits no more: \(reply.detail).")
        }
        let detail = outcome.reply?.detail ?? "The executor has not answered yet."
        return .json(
            [
                "clientOrderID": .text(clientOrderID),
                "status": outcome.reply == nil ? "pending" : "cancelled", "detail": .text(detail),
            ], status: outcome.reply == nil ? 202 : 200)
    }
}
