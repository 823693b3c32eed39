import HTTPTypes
import NIOCore
import Testing

@testable import SocketIO

@Suite struct `Arguments` {
    @Test(arguments: [
        "[]", "{}", "null", "true", "false", "0", "-0", "12", "-1.50", "1e9", "1.25E-7", #""""#,
        #""a\"b\\c""#, #"[1,"2",{"3":[true]},null]"#, #"{"b":1,"a":{"z":[],"y":{}}}"#, #""\u0001\n""#,
        "123456789012345678901234567890.000000001", #""Grüße 👋""#,
    ])
    func `come out as they went in, to the last digit and in order`(json: String) throws {
        #expect(try ArgumentReader.read(Array(json.utf8)[...]).json == json)
    }

    @Test(arguments: [
        (#""\u0041\u00e9\t\/""#, "Aé\t/"), (#""\ud83d\udc4b""#, "👋"), (#""\ud83d""#, "\u{FFFD}"),
        (#""\ud83dA""#, "\u{FFFD}A"), (#""\ude00\ud83d\u0041""#, "\u{FFFD}\u{FFFD}A"),
    ])
    func `understand escapes, and take half a character for none`(json: String, text: String) throws {
        #expect(try ArgumentReader.read(Array(json.utf8)[...]) == .text(text))
    }

    @Test(arguments: [
        "", " ", "[", "[1", "[1,]", "{", #"{"a"}"#, #"{"a":}"#, #"{a:1}"#, "01", "1.", "-", ".5", "1e", "+1",
        "tru", "nul", "True", "NaN", #""a"#, #""\x""#, #""\u12"#, #""\u12G4""#, "\"\u{1}\"", "[1] 2",
        "[1]]", "undefined", "'a'",
    ])
    func `are refused where they are no JSON`(text: String) {
        #expect(throws: ProtocolFault.malformed) { try ArgumentReader.read(Array(text.utf8)[...]) }
    }

    @Test func `are refused where they are no UTF-8`() {
        #expect(throws: ProtocolFault.malformed) { try ArgumentReader.read([0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test func `have a bound in depth and in number`() throws {
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        #expect(throws: Never.self) { try ArgumentReader.read(Array(deep(64).utf8)[...]) }
        #expect(throws: ProtocolFault.malformed) { try ArgumentReader.read(Array(deep(65).utf8)[...]) }
        let many = { "[" + repeatElement("0", count: $0).joined(separator: ",") + "]" }
        #expect(throws: Never.self) { try ArgumentReader.read(Array(many(19_999).utf8)[...]) }
        #expect(throws: ProtocolFault.malformed) { try ArgumentReader.read(Array(many(20_000).utf8)[...]) }
    }

    @Test func `give the first value of a name, and JSON that is written already as it is`() {
        let object: Argument = ["a": 1, "b": "x"]
        #expect(object["b"]?.text == "x")
        #expect(object["c"] == nil)
        #expect(Argument.array([.raw(#"{"p":"1.10"}"#), false]).json == #"[{"p":"1.10"},false]"#)
    }
}

@Suite struct `Engine packets` {
    @Test(arguments: [
        ("1", EnginePacket.close), ("3", .pong), ("2probe", .probe), ("5", .upgrade), ("6", .noop),
        ("4", .text([])), ("4hello", .text(Array("hello".utf8)[...])),
    ])
    func `are known by their first character`(text: String, packet: EnginePacket) throws {
        #expect(try EnginePacket(text: Array(text.utf8)[...]) == packet)
    }

    @Test(arguments: ["", "7", "abc", "0", "0{}", "2", "2prob", "3x", "1x", "5x", "6x", "-1", "bAQID", "é"])
    func `of other kinds, or of a server, are refused`(text: String) {
        #expect(throws: ProtocolFault.self) { try EnginePacket(text: Array(text.utf8)[...]) }
    }

    @Test func `share a request, binary ones in base64`() throws {
        let payload = Array("4hello\u{1E}bAQIDBA==\u{1E}3".utf8)
        #expect(
            try EnginePacket.packets(ofPayload: payload[...]) == [
                .text(Array("hello".utf8)[...]), .binary([1, 2, 3, 4]), .pong,
            ])
    }

    @Test(arguments: ["", "\u{1E}", "4a\u{1E}", "\u{1E}4a", "b!", "bAQID BA==", "bAQI", "4a\u{1E}x"])
    func `in a request are refused all together where one is bad`(text: String) {
        #expect(throws: ProtocolFault.self) { try EnginePacket.packets(ofPayload: Array(text.utf8)[...]) }
    }

    @Test func `share an answer, and it reads as what they were`() throws {
        let packets = [
            WirePacket(text: "4a"), WirePacket(binary: ByteBuffer(bytes: [1, 2, 3, 4])), .noop,
            WirePacket(binary: ByteBuffer()),
        ]
        #expect(String(buffer: WirePacket.payload(of: packets)) == "4a\u{1E}bAQIDBA==\u{1E}6\u{1E}b")
    }

    @Test func `begin with one that says what the server allows`() {
        var settings = SocketIOSettings()
        settings.pingTimeout = .milliseconds(200)
        let packet = WirePacket.open(sessionID: "abc", upgrades: ["websocket"], settings: settings)
        #expect(
            String(buffer: packet.bytes)
                == #"0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":200,"maxPayload":1000000}"#
        )
    }
}

@Suite struct `Socket packets` {
    private func read(_ text: String) throws -> SocketPacket { try SocketPacket(Array(text.utf8)[...]) }

    @Test func `have a namespace, an id and a payload, each of which may be missing`() throws {
        let connect = try read(#"0/admin,{"token":"x"}"#)
        #expect(connect.kind == .connect && connect.namespace == "/admin")
        #expect(connect.payload == ["token": "x"])
        #expect(try read("0/admin").namespace == "/admin")
        #expect(try read("0").payload == nil)
        let event = try read(#"2/a,17["x",1]"#)
        #expect(event.acknowledgementID == 17 && event.payload == ["x", 1])
        let binary = try read(#"52-/a,3["x",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#)
        #expect(binary.kind == .binaryEvent && binary.attachmentCount == 2 && binary.acknowledgementID == 3)
        #expect(
            try binary.payload?.completed(with: [[1], [2]]) == .array(["x", .binary([2]), .binary([1])]))
    }

    @Test(arguments: [
        "", "7", "x", "abc", "0[]", "0null", "01", "1{}", "2", "2{}", "2[]", "2[1]", #"2["connect"]"#,
        #"2["disconnect",1]"#, #"2abc["x"]"#, #"21234567890123456["x"]"#, "3[]", "3", "31{}", "4{}",
        #"5["x"]"#, #"5-["x"]"#, #"51["x"]"#, #"517-["x"]"#, "61-[]", "2/a", "2/a,", #"2["x"]y"#,
    ])
    func `that a client may not send are refused`(text: String) {
        #expect(throws: ProtocolFault.self) { try read(text) }
    }

    @Test(arguments: [
        #"{"_placeholder":true}"#, #"{"_placeholder":true,"num":2}"#, #"{"_placeholder":true,"num":-1}"#,
        #"{"_placeholder":true,"num":"0"}"#, #"{"_placeholder":true,"num":0.5}"#,
    ])
    func `must not speak of bytes that are not there`(json: String) throws {
        let payload = try ArgumentReader.read(Array(json.utf8)[...])
        #expect(throws: ProtocolFault.malformed) { try payload.completed(with: [[1], [2]]) }
    }

    @Test func `are written as clients expect them`() {
        let text = { (packets: [WirePacket]) in packets.map { $0.isText ? String(buffer: $0.bytes) : "bytes" }
        }
        #expect(
            text(SocketPacket.encoded(.event, namespace: "/", arguments: ["x", 1])) == [#"42["x",1]"#])
        #expect(
            text(
                SocketPacket.encoded(
                    .acknowledgement, namespace: "/a", acknowledgementID: 7, arguments: [.binary([1]), "y"]))
                == [#"461-/a,7[{"_placeholder":true,"num":0},"y"]"#, "bytes"])
        #expect(
            text([SocketPacket.control(.connect, namespace: "/", json: #"{"sid":"s"}"#)]) == [
                #"40{"sid":"s"}"#
            ])
        #expect(text([SocketPacket.control(.disconnect, namespace: "/a")]) == ["41/a,"])
    }
}

@Suite struct `An Engine request` {
    @Test(arguments: [
        ("EIO=4&transport=polling", EngineRequest.Purpose.openPolling),
        ("EIO=4&transport=polling&sid=&t=1", .openPolling), ("transport=polling&EIO=4&sid=a", .session("a")),
    ])
    func `of long polling opens a session or belongs to one`(
        query: String, purpose: EngineRequest.Purpose
    ) throws {
        #expect(try EngineRequest(query: query).purpose(method: .get, isWebSocket: false) == purpose)
    }

    @Test func `for a WebSocket opens a session or upgrades one`() throws {
        let purpose = { try EngineRequest(query: $0).purpose(method: .get, isWebSocket: true) }
        #expect(try purpose("EIO=4&transport=websocket") == .openWebSocket)
        #expect(try purpose("EIO=4&transport=websocket&sid=a") == .upgrade("a"))
        #expect(throws: EngineRefusal.badRequest) { try purpose("EIO=4&transport=polling&sid=a") }
        #expect(throws: EngineRefusal.badRequest) { try purpose("EIO=4&transport=polling") }
        #expect(throws: EngineRefusal.unsupportedVersion) { try purpose("EIO=3&transport=websocket") }
    }

    @Test(arguments: [
        ("", EngineRefusal.unknownTransport), ("EIO=4", .unknownTransport),
        ("EIO=4&transport=abc", .unknownTransport), ("transport=polling", .unsupportedVersion),
        ("EIO=abc&transport=polling", .unsupportedVersion), ("EIO=3&transport=polling", .unsupportedVersion),
        ("EIO=4&transport=websocket", .badRequest), ("EIO=4&transport=websocket&sid=a", .badRequest),
    ])
    func `that is wrong is refused with the reference's code`(query: String, refusal: EngineRefusal) {
        #expect(throws: refusal) {
            try EngineRequest(query: query).purpose(method: .get, isWebSocket: false)
        }
    }

    @Test func `opens nothing but by GET`() {
        for method in [.post, .put, .delete, .head] as [HTTPRequest.Method] {
            #expect(throws: EngineRefusal.badHandshakeMethod) {
                try EngineRequest(query: "EIO=4&transport=polling").purpose(
                    method: method, isWebSocket: false)
            }
        }
    }

    @Test func `is told what was wrong in the reference's words`() {
        #expect(EngineRefusal.unknownSession.json == #"{"code":1,"message":"Session ID unknown"}"#)
        #expect(EngineRefusal.allCases.filter { $0.status == 400 }.count == 5)
        #expect(EngineRefusal.forbidden.status == 403 && EngineRefusal.tooManyConnections.status == 503)
    }
}
