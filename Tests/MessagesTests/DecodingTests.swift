import Domain
import Messages
import Testing

@Suite struct `A foreign entry` {
    @Test func `of an unknown type is named as such`() {
        #expect(throws: DecodingFailure.unknownType("moon.landed")) {
            try Message(decoding: ["type", "moon.landed", "v", "1"])
        }
    }

    @Test(arguments: [[], ["type"], ["type", "bar.closed", "v"]])
    func `that is no list of pairs is malformed`(strings: [String]) {
        #expect(throws: DecodingFailure.malformed) { try Message(decoding: strings) }
    }

    /// Such a moment would overflow as soon as an interval is added to it, and take the daemon down.
    @Test(arguments: ["9223372036854775807", "-9223372036854775808", "253402300800000", "1.5", "", "1e3"])
    func `with a moment no calendar knows is refused`(text: String) {
        var strings = Message(Examples.bodies[2]).encoded().strings
        for index in stride(from: 0, to: strings.count, by: 2) where strings[index] == "openedAt" {
            strings[index + 1] = text
        }
        #expect(throws: DecodingFailure.invalid(field: "openedAt", text: text)) {
            try Message(decoding: strings)
        }
    }

    @Test(arguments: ["nan", "inf", "-inf", "1e999", "x", ""])
    func `with evidence that is no finite number is refused`(text: String) {
        var strings = Message(Examples.bodies[4]).encoded().strings
        for index in stride(from: 0, to: strings.count, by: 2) where strings[index] == "e.wt1" {
            strings[index + 1] = text
        }
        #expect(throws: DecodingFailure.invalid(field: "e.wt1", text: text)) {
            try Message(decoding: strings)
        }
    }

    @Test(arguments: ["-0.1", "1.00000001"])
    func `with a strength outside 0 to 1 is refused`(text: String) {
        var strings = Message(Examples.bodies[4]).encoded().strings
        for index in stride(from: 0, to: strings.count, by: 2) where strings[index] == "strength" {
            strings[index + 1] = text
        }
        #expect(throws: DecodingFailure.invalid(field: "strength", text: text)) {
            try Message(decoding: strings)
        }
    }

    /// The database has no row for such a value, so a reader that let it through would stop the recorder for good.
    @Test(arguments: [
        ("trade.printed", "quantity", "0"), ("bar.closed", "volume", "-1"), ("gap.confirmed", "until", "0"),
        ("order.changed", "quantity", "-1"), ("order.changed", "filledQuantity", "1000000"),
        ("fill.recorded", "price", "0"), ("fill.recorded", "quantity", "-1"),
    ])
    func `with a number no history can hold is refused`(type: String, field: String, text: String) throws {
        let body = try #require(Examples.bodies.first { Message($0).encoded().strings.contains(type) })
        var strings = Message(body).encoded().strings
        for index in stride(from: 0, to: strings.count, by: 2) where strings[index] == field {
            strings[index + 1] = text
        }
        #expect(throws: DecodingFailure.invalid(field: field, text: text)) {
            try Message(decoding: strings)
        }
    }

    @Test(arguments: ["long 0.5", "long 0.5 0.5 0.5", "up 0.5 0.5", "long x 0.5", ""])
    func `with a contribution nobody can read is refused`(text: String) {
        var strings = Message(Examples.bodies[5]).encoded().strings
        for index in stride(from: 0, to: strings.count, by: 2) where strings[index] == "c.cipher-engine" {
            strings[index + 1] = text
        }
        #expect(throws: DecodingFailure.invalid(field: "c.cipher-engine", text: text)) {
            try Message(decoding: strings)
        }
    }

    @Test func `keeps every byte of its fields in the dead letter`() throws {
        let original = [
            "type", "", "é", "\u{301}", "\u{301}combining", "a\r\nb\0c", "o.o.", "o.", "", "empty name",
        ]
        let letter = EntryRejected(
            service: .confirmer, stream: .signals, shard: Shard(12), entryID: "7-0", reason: "none",
            original: original, occurredAt: Examples.openedAt)
        let message = Message(.entryRejected(letter))
        let back = try Message(decoding: message.encoded().strings)
        guard case .entryRejected(let read) = back.body else { throw DecodingFailure.malformed }
        #expect(read.original.map { Array($0.utf8) } == original.map { Array($0.utf8) })
        #expect(read == letter)
    }
}

@Suite struct `Commands` {
    static let all: [Command] = [
        .subscribe(Examples.instrument), .unsubscribe(Examples.instrument),
        .backfill(
            Examples.instrument, interval: .oneHour, from: Examples.openedAt, until: Examples.closedAt),
        .engageKillSwitch(reason: "a drill, on purpose"), .releaseKillSwitch(reason: ""),
        .deployStrategy(json: #"{"name":"dip"}"#), .withdrawStrategy(name: "dip"),
        .previewOrder(
            OrderRequest(
                instrument: Examples.instrument, side: .buy, amount: .notional(Notional(whole: 100)),
                tolerance: Rate(basisPoints: 50))),
        .placeOrder(
            PlannedOrder(
                instrument: Examples.instrument, side: .sell, quantity: Quantity(whole: 2),
                worstPrice: Price(whole: 99))),
        .cancelOrder(Examples.instrument, clientOrderID: "q0"),
    ]

    @Test(arguments: all)
    func `are read back as they were written, and go to a service that takes commands`(command: Command)
        throws
    {
        let issued = CommandIssued(command, id: "c", issuer: "ops", replyTo: "r", at: Examples.openedAt)
        let message = Message(.commandIssued(issued))
        #expect(try Message(decoding: message.encoded().strings) == message)
        #expect(command.recipient.commandStream != nil)
    }

    @Test func `have the listed names`() {
        #expect(Self.all.map(\.name) == Command.names)
    }

    @Test(arguments: [
        ["quantity": "0", "worstPrice": "1"], ["quantity": "-1", "worstPrice": "1"],
        ["quantity": "1", "worstPrice": "0"], ["quantity": "1"],
    ])
    func `that place an order of nothing or at no price are refused`(fields: [String: String]) {
        let strings =
            ["type", "command.issued", "id", "c", "key", "sim:BTCUSDT", "ts", "0", "command", "place-order"]
            + ["issuer", "i", "replyTo", "r", "side", "buy"] + fields.flatMap { [$0.key, $0.value] }
        #expect(throws: DecodingFailure.self) { try Message(decoding: strings) }
    }

    @Test func `of an unknown name are refused`() {
        let strings = Message(Examples.bodies[9]).encoded().strings.map { $0 == "backfill" ? "reboot" : $0 }
        #expect(throws: DecodingFailure.invalid(field: "command", text: "reboot")) {
            try Message(decoding: strings)
        }
    }
}

@Suite struct `Streams` {
    @Test func `of a shard share one cluster slot, and the command queue has none`() {
        for stream in StreamKind.allCases where stream != .commands {
            #expect(stream.key(in: Shard(7)) == "qtp:{s07}:\(stream.rawValue)")
        }
        #expect(StreamKind.commands.key(in: Shard(7)) == "qtp:commands")
    }

    @Test func `carry at least one message each`() {
        let carried = Set(Message.catalogue.flatMap { $0.schema.streams })
        #expect(carried == Set(StreamKind.allCases))
    }

    @Test func `of commands belong to the service that reads them`() {
        for service in ServiceName.allCases {
            guard let stream = service.commandStream else { continue }
            #expect(stream.isFromOutside)
            #expect(stream.readers == [service, .recorder])
        }
    }
}
