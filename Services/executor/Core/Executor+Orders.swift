import Domain
import FoundationEssentials
import Messages
import Pipeline

/// People's orders: previewed at once, placed and cancelled when their instrument's turn comes.
extension Executor {
    /// Says how an order would be placed now; changes nothing.
    func preview(_ request: OrderRequest, for issued: CommandIssued, into outbox: inout Outbox) {
        let sleeve = sleeves[request.instrument] ?? newSleeve(of: request.instrument)
        let reply: CommandReplied
        switch sleeve.preview(request, circumstances) {
        case .success(let preview):
            let failure = preview.failedRule.map { "\($0): \(preview.failure ?? "")" }
            reply = CommandReplied(
                issued, by: Self.service, on: shard, accepted: failure == nil,
                detail: failure ?? "would be placed", body: Self.json(preview))
        case .failure(let failure):
            reply = CommandReplied(
                issued, by: Self.service, on: shard, accepted: false, detail: failure.description)
        }
        outbox.emit(.commandReplied(reply), to: .replies)
    }

    /// Lets an instrument take a command now, or after the decision it waits for.
    mutating func enqueue(
        _ action: OrderCommand.Action, of instrument: InstrumentID, for issued: CommandIssued,
        _ trace: String?, into outbox: inout Outbox
    ) {
        let command = OrderCommand(issued, action, trace: trace)
        guard sleeves[instrument] != nil else {
            // Nothing is known of it, so all that comes of the command is a refusal: nothing is kept either.
            var sleeve = newSleeve(of: instrument)
            _ = sleeve.join.offer(command)
            sleeve.advance(circumstances, into: &outbox)
            return
        }
        var isTaken = true
        update(instrument, into: &outbox) { isTaken = $0.join.offer(command) }
        if !isTaken {
            outbox.emit(
                command.reply(
                    on: shard, accepted: false, "too many commands wait for \(instrument)'s decision"),
                to: .replies)
        }
    }

    private static func json(_ preview: OrderPreview) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Texts and whole numbers: encoding them cannot fail.
        return (try? encoder.encode(preview)).map { String(decoding: $0, as: UTF8.self) }
    }
}
