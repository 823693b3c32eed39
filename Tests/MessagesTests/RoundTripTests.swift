import Domain
import Messages
import Testing

extension Message.Body {
    var type: String { Swift.type(of: content).schema.type }
}

extension FieldSchema {
    var isGroup: Bool {
        if case .group = kind { true } else { false }
    }
}

@Suite struct `Every message` {
    @Test func `has an example here`() {
        #expect(Examples.bodies.map(\.type) == Message.catalogue.map { $0.schema.type })
        #expect(Set(Examples.golden.keys) == Set(Message.catalogue.map { $0.schema.type }))
    }

    @Test(arguments: Examples.bodies)
    func `is read back as it was written`(body: Message.Body) throws {
        for trace in [nil, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"] {
            let message = Message(body, trace: trace)
            let back = try Message(decoding: message.encoded().strings)
            #expect(back == message)
            #expect(back.id == message.id)
            #expect(back.instrument == message.instrument)
            #expect(back.occurredAt == message.occurredAt)
        }
    }

    @Test(arguments: Examples.bodies)
    func `is written with the pinned fields`(body: Message.Body) {
        let strings = Message(body).encoded().strings
        let fields = stride(from: 0, to: strings.count, by: 2).map { "\(strings[$0])=\(strings[$0 + 1])" }
        #expect(fields == Examples.golden[body.type])
    }

    @Test(arguments: Examples.bodies)
    func `goes to the wire as bulk strings`(body: Message.Body) {
        let fields = Message(body).encoded()
        let expected = fields.strings.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        #expect(String(decoding: fields.bytes, as: UTF8.self) == expected)
        #expect(fields.count == fields.strings.count)
    }

    @Test(arguments: Examples.bodies)
    func `is written in the order of its schema`(body: Message.Body) {
        let strings = Message(body, trace: "t").encoded().strings
        let names = stride(from: 0, to: strings.count, by: 2).map { strings[$0] }
        let schema = Message.envelope + type(of: body.content).schema.fields
        // Each written name matches a field of the schema, and the fields come in the schema's order.
        let places = names.map { name in
            schema.firstIndex { $0.isGroup ? name.hasPrefix($0.name) : name == $0.name }
        }
        #expect(!places.contains(nil), "\(names)")
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        for (index, field) in schema.enumerated() where !field.isOptional && !field.isGroup {
            #expect(places.contains(index), "\(field.name)")
        }
    }

    @Test(arguments: Examples.bodies)
    func `tolerates fields it does not know, a newer version and another order`(body: Message.Body) throws {
        let message = Message(body)
        var strings = message.encoded().strings
        strings = ["x-first", "1"] + strings + ["later", "field", "empty", ""]
        let version = try #require(strings.firstIndex(of: "v"))
        strings[version + 1] = "99"
        #expect(try Message(decoding: strings) == message)

        // Groups keep their own order, so whole fields are rotated rather than shuffled.
        let plain = message.encoded().strings
        for shift in stride(from: 2, to: plain.count, by: 2) where plain[shift].firstIndex(of: ".") == nil {
            let rotated = Array(plain[shift...] + plain[..<shift])
            #expect(try Message(decoding: rotated) == message)
        }
    }

    @Test(arguments: Examples.bodies)
    func `names the field that is missing`(body: Message.Body) {
        let strings = Message(body).encoded().strings
        let schema = type(of: body.content).schema.fields.filter { !$0.isOptional && !$0.isGroup }.map(\.name)
        for name in schema + ["type"] {
            let without = stride(from: 0, to: strings.count, by: 2).filter { strings[$0] != name }
                .flatMap { [strings[$0], strings[$0 + 1]] }
            #expect(throws: DecodingFailure.missing(field: name)) { try Message(decoding: without) }
        }
    }

    @Test(arguments: Examples.bodies)
    func `names the field whose text is not what the schema says`(body: Message.Body) {
        let strings = Message(body).encoded().strings
        for field in type(of: body.content).schema.fields where !field.isOptional {
            switch field.kind {
            case .text, .words, .json, .group: continue
            case .decimal, .integer, .timestamp, .boolean, .instrument, .word: break
            }
            var broken = strings
            for index in stride(from: 0, to: strings.count, by: 2) where strings[index] == field.name {
                broken[index + 1] = "½"
            }
            #expect(throws: DecodingFailure.invalid(field: field.name, text: "½")) {
                try Message(decoding: broken)
            }
        }
    }

    @Test(arguments: Examples.bodies)
    func `has an id and a stream that is written by somebody`(body: Message.Body) {
        let schema = type(of: body.content).schema
        #expect(!body.content.id.isEmpty)
        #expect(!schema.streams.isEmpty)
        #expect(schema.streams.allSatisfy { !$0.writers.isEmpty })
        #expect(schema.summary.hasSuffix("."))
        let names = schema.fields.map(\.name)
        #expect(Set(names + Message.envelope.map(\.name)).count == names.count + Message.envelope.count)
    }
}
