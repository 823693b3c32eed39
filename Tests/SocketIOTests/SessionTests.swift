import NIOCore
import TestSupport
import Testing

@testable import SocketIO

@Suite struct `A Socket session` {
    private static let start = ContinuousClock.now
    private let link = EngineSession.Link(number: 1)
    private let root = SocketSession.SocketKey(namespace: "/", id: "p1")

    private func at(_ seconds: Double) -> ContinuousClock.Instant { Self.start + .seconds(seconds) }

    private func begin(_ settings: SocketIOSettings = SocketIOSettings()) -> Session {
        var session = Session(
            engine: EngineSession(id: "s", settings: settings, link: link, now: at(0)),
            layer: .sockets(
                SocketSession(known: ["/", "/a"], idPrefix: "p", settings: settings, now: at(0))))
        _ = session.step(at: at(0)) { $0.start() }
        _ = written(&session)
        return session
    }

    /// With the client let into the main namespace.
    private func connected() -> Session {
        var session = begin()
        _ = receive("0", &session)
        _ = session.decided(root, .accept, at: at(0))
        _ = written(&session)
        return session
    }

    private func receive(_ text: String, _ session: inout Session, at seconds: Double = 0) -> [Session.Action]
    {
        session.step(at: at(seconds)) {
            $0.received(.text(Array(text.utf8)[...]), from: link, at: at(seconds))
        }
    }

    private func receive(_ bytes: [UInt8], _ session: inout Session) -> [Session.Action] {
        session.step(at: at(0)) { $0.received(.binary(bytes), from: link, at: at(0)) }
    }

    private func written(_ session: inout Session) -> [Session.Action] {
        session.step(at: at(0)) { $0.written(link) }
    }

    private func write(_ texts: String...) -> Session.Action {
        .write(link, texts.map { WirePacket(text: $0) })
    }

    @Test func `asks the handler, and tells the client its decision`() {
        var session = begin()
        #expect(receive(#"0{"token":"x"}"#, &session) == [.job(.connect(root, auth: ["token": "x"]))])
        #expect(session.decided(root, .accept, at: at(0)) == [write(#"40{"sid":"p1"}"#)])
        session = begin()
        _ = receive("0", &session)
        #expect(
            session.decided(root, .unauthorized, at: at(0)) == [write(#"44{"message":"unauthorized"}"#)])
        // The next is another socket.
        #expect(
            receive("0", &session) == [.job(.connect(.init(namespace: "/", id: "p2"), auth: nil))])
        #expect(
            session.decided(
                .init(namespace: "/", id: "p2"), .refuse("no", data: ["retry": false]), at: at(0)) == [])
        #expect(written(&session) == [write(#"44{"message":"no","data":{"retry":false}}"#)])
    }

    @Test func `lets nobody into a namespace that does not exist`() {
        var session = begin()
        #expect(receive("0/random", &session) == [write(#"44/random,{"message":"Invalid namespace"}"#)])
    }

    @Test func `sends what the handler emits while it decides after its decision`() {
        var session = begin()
        _ = receive("0", &session)
        let hello = WirePacket(text: #"42["hello"]"#)
        #expect(session.emit([hello], to: root, at: at(0)) == (.accepted, []))
        #expect(session.decided(root, .accept, at: at(0)) == [write(#"40{"sid":"p1"}"#)])
        #expect(written(&session) == [.write(link, [hello])])
    }

    @Test func `forgets what was emitted to one that is refused`() {
        var session = begin()
        _ = receive("0", &session)
        _ = session.emit([WirePacket(text: #"42["hello"]"#)], to: root, at: at(0))
        _ = session.decided(root, .unauthorized, at: at(0))
        #expect(written(&session).isEmpty)
        #expect(session.emit([.noop], to: root, at: at(0)) == (.closed, []))
    }

    @Test func `hands events on, with the id of the answer they ask for`() {
        var session = connected()
        #expect(
            receive(#"27["x",1,"2"]"#, &session) == [
                .job(.event(root, name: "x", arguments: [1, "2"], acknowledgementID: 7))
            ])
        #expect(session.acknowledge([WirePacket(text: "437[]")], to: root, at: at(0)) == [write("437[]")])
    }

    @Test func `puts bytes in their places once all have come`() {
        var session = connected()
        let head = #"52-["x",{"b":{"_placeholder":true,"num":1}},{"_placeholder":true,"num":0}]"#
        #expect(receive(head, &session).isEmpty)
        #expect(receive([1], &session).isEmpty)
        #expect(
            receive([2, 3], &session) == [
                .job(
                    .event(
                        root, name: "x", arguments: [["b": .binary([2, 3])], .binary([1])],
                        acknowledgementID: nil))
            ])
        // Of none, there is nothing to wait for.
        #expect(receive(#"50-["y"]"#, &session).count == 1)
    }

    @Test(arguments: [
        "abc", "2{}", #"2abc["x"]"#, "0", "4{}", #"2/a,["x"]"#, #"2/b,["x"]"#, "1/a", "11", #"2["connect"]"#,
    ])
    func `ends at what a client in the main namespace may not send`(text: String) {
        var session = connected()
        #expect(
            receive(text, &session) == [
                .close(link), .job(.disconnect(root, .protocolFault)), .ended,
            ])
    }

    @Test func `ends at bytes without a packet, a packet among bytes, and too many bytes`() {
        var session = connected()
        #expect(receive([1], &session).last == .ended)
        session = connected()
        _ = receive(#"51-["x",{"_placeholder":true,"num":0}]"#, &session)
        #expect(receive(#"2["x"]"#, &session).last == .ended)
        session = connected()
        _ = receive(#"52-["x",{"_placeholder":true,"num":0}]"#, &session)
        #expect(receive([UInt8](repeating: 0, count: 600_000), &session).isEmpty)
        #expect(receive([UInt8](repeating: 0, count: 600_000), &session).last == .ended)
    }

    @Test func `ends where events come before the handler let the client in`() {
        var session = begin()
        _ = receive("0", &session)
        #expect(receive(#"2["x"]"#, &session).last == .ended)
    }

    @Test func `leaves one namespace and keeps the others`() {
        var session = connected()
        let key = SocketSession.SocketKey(namespace: "/a", id: "p2")
        #expect(receive("0/a,", &session) == [.job(.connect(key, auth: nil))])
        _ = session.decided(key, .accept, at: at(0))
        #expect(receive("1/a,", &session) == [.job(.disconnect(key, .clientLeft))])
        #expect(!session.has(key) && session.has(root))
        // What was under way when it left is no fault.
        #expect(receive(#"2/a,["x"]"#, &session).isEmpty)
    }

    @Test func `is ended by the server for one namespace, and the client is told`() {
        var session = connected()
        #expect(
            session.disconnect(root, at: at(1)) == [write("41"), .job(.disconnect(root, .serverLeft))])
        #expect(session.disconnect(root, at: at(1)).isEmpty)
    }

    @Test func `is ended with a last word, for which there is always room`() {
        var settings = SocketIOSettings()
        settings.maximumWaitingPackets = 2
        var session = begin(settings)
        let event = OutgoingEvent("tick", []).packets
        let word = OutgoingEvent("closed", [.number("1")]).packets
        _ = receive("0", &session)
        _ = session.decided(root, .accept, at: at(0))
        #expect(session.emit(event, to: root, at: at(0)).0 == .accepted)
        #expect(session.emit(event, to: root, at: at(0)).0 == .full)
        #expect(
            session.disconnect(root, telling: word, at: at(0)) == [.job(.disconnect(root, .serverLeft))])
        #expect(written(&session) == [write(#"42["tick"]"#, #"42["closed",1]"#, "41")])
        // Nobody who was not let in is told anything but that.
        session = begin()
        _ = receive("0", &session)
        #expect(session.disconnect(root, telling: word, at: at(0)).first == write("41"))
    }

    @Test func `gives up a connection that is in no namespace for too long`() {
        var session = begin()
        #expect(session.due == at(25))
        _ = session.advance(to: at(25))
        _ = session.step(at: at(26)) { $0.received(.pong, from: link, at: at(26)) }
        #expect(session.due == at(45))
        #expect(session.advance(to: at(45)).suffix(2) == [.close(link), .ended])
        session = connected()
        _ = session.step(at: at(40)) { $0.received(.pong, from: link, at: at(24)) }
        #expect(session.advance(to: at(45)).last != .ended)
        _ = receive("1", &session, at: 46)
        #expect(session.due == at(49))
    }

    @Test func `tells every handler once when the connection is gone`() {
        var session = connected()
        _ = receive("0/a,", &session)
        let key = SocketSession.SocketKey(namespace: "/a", id: "p2")
        #expect(
            session.close(.shutdown, at: at(1)) == [
                .close(link), .job(.disconnect(root, .shutdown)), .job(.disconnect(key, .shutdown)), .ended,
            ])
        #expect(session.close(.shutdown, at: at(1)).isEmpty)
        #expect(session.decided(key, .accept, at: at(2)).isEmpty)
        #expect(session.emit([.noop], to: root, at: at(2)).0 == .closed)
    }

    @Test func `tells the handler of each socket when there is room again`() {
        var settings = SocketIOSettings()
        settings.maximumWaitingPackets = 1
        var session = begin(settings)
        _ = receive("0", &session)
        _ = session.decided(root, .accept, at: at(0))
        #expect(session.emit([.noop], to: root, at: at(0)).0 == .full)
        #expect(written(&session) == [.job(.drained(root))])
    }

    /// Whatever comes, the session says the same about it each time, and ends at most once.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
    func `survives any bytes`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "0", "1", "2", "3", "4", "5", "6", "2probe", "/a,", "-", "[", "]", "{", "}", "\"x\"", ",", "1-",
            #"["x"]"#, #"{"_placeholder":true,"num":0}"#, "\u{1E}", "b", "AQID", "\u{0}", "é", "_",
        ]
        for _ in 0..<300 {
            var session = generator.next() % 2 == 0 ? connected() : begin()
            var ends = 0
            for _ in 0..<20 {
                var bytes: [UInt8] = []
                for _ in 0..<generator.next() % 6 {
                    bytes += Array(pieces[Int(generator.next() % UInt64(pieces.count))].utf8)
                    if generator.next() % 8 == 0 { bytes.append(UInt8(truncatingIfNeeded: generator.next())) }
                }
                let packet = try? EnginePacket(text: bytes[...])
                _ = try? EnginePacket.packets(ofPayload: bytes[...])
                let twin = session
                let actions = session.step(at: at(1)) { $0.received(packet, from: link, at: at(1)) }
                var copy = twin
                #expect(
                    copy.step(at: at(1)) { $0.received(packet, from: link, at: at(1)) } == actions,
                    "seed \(seed): \(bytes)")
                #expect(copy == session, "seed \(seed): \(bytes)")
                ends += actions.count { $0 == .ended }
                _ = written(&session)
            }
            #expect(ends <= 1, "seed \(seed)")
        }
    }
}

private func == (
    one: (Delivery, [Session.Action]), other: (Delivery, [Session.Action])
) -> Bool { one.0 == other.0 && one.1 == other.1 }
