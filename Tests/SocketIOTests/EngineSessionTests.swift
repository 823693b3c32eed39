import Testing

@testable import SocketIO

@Suite struct `An Engine session` {
    private static let start = ContinuousClock.now
    private let link = EngineSession.Link(number: 1)
    private let other = EngineSession.Link(number: 2)
    private let poll = EngineSession.Poll(number: 1)
    private let later = EngineSession.Poll(number: 2)

    private static var settings: SocketIOSettings {
        var settings = SocketIOSettings()
        settings.pingInterval = .seconds(10)
        settings.pingTimeout = .seconds(4)
        settings.maximumWaitingBytes = 100
        settings.maximumWaitingPackets = 4
        return settings
    }

    /// To the millisecond, and no finer, so that sums are exact.
    private func at(_ seconds: Double) -> ContinuousClock.Instant {
        Self.start + .milliseconds(Int64((seconds * 1_000).rounded()))
    }

    private func opening(_ settings: SocketIOSettings = settings) -> WirePacket {
        .open(sessionID: "s", upgrades: ["websocket"], settings: settings)
    }

    /// Whose first poll has been answered.
    private func polling() -> EngineSession {
        var session = EngineSession(id: "s", settings: Self.settings, now: at(0))
        _ = session.poll(EngineSession.Poll(number: 0), at: at(0))
        return session
    }

    private func webSocket() -> EngineSession {
        var session = EngineSession(id: "s", settings: Self.settings, link: link, now: at(0))
        _ = session.start()
        _ = session.written(link)
        return session
    }

    private func text(_ text: String) -> EngineSession.Effect { .received(.text(Array(text.utf8)[...])) }

    @Test func `opens with what it allows, at the first poll or in a WebSocket`() {
        var session = EngineSession(id: "s", settings: Self.settings, now: at(0))
        #expect(session.poll(poll, at: at(0)) == [.answer(poll, [opening()])])
        session = EngineSession(id: "s", settings: Self.settings, link: link, now: at(0))
        #expect(
            session.start() == [
                .write(link, [.open(sessionID: "s", upgrades: [], settings: Self.settings)])
            ])
    }

    @Test func `answers a poll at once with all that waits, and else when something comes`() {
        var session = polling()
        #expect(session.send([WirePacket(text: "4a")]) == (.accepted, []))
        #expect(session.send([WirePacket(text: "4b")]) == (.accepted, []))
        #expect(
            session.poll(poll, at: at(1))
                == [.answer(poll, [WirePacket(text: "4a"), WirePacket(text: "4b")])])
        #expect(session.poll(later, at: at(2)).isEmpty)
        #expect(
            session.send([WirePacket(text: "4c")]) == (.accepted, [.answer(later, [WirePacket(text: "4c")])]))
    }

    /// python-engineio takes an answer with more for an attack.
    @Test func `gives a poll sixteen packets at most, and the rest to the next`() {
        var settings = Self.settings
        settings.maximumWaitingPackets = 100
        settings.maximumWaitingBytes = 1_000
        var session = EngineSession(id: "s", settings: settings, now: at(0))
        let packets = (1...40).map { WirePacket(text: "4\($0)") }
        for packet in packets { _ = session.send([packet]) }
        #expect(
            session.poll(poll, at: at(1)) == [.answer(poll, [opening(settings)] + packets[..<15])])
        #expect(session.poll(poll, at: at(1)) == [.answer(poll, Array(packets[15..<31]))])
        #expect(session.poll(poll, at: at(1)) == [.answer(poll, Array(packets[31...]))])
        #expect(session.poll(poll, at: at(1)).isEmpty)
    }

    @Test func `ends where two polls wait at once`() {
        var session = polling()
        #expect(session.poll(poll, at: at(1)).isEmpty)
        #expect(
            session.poll(later, at: at(1)) == [
                .answer(poll, [.close]), .closed(.protocolFault), .refuse(later, .badRequest),
            ])
        #expect(session.poll(later, at: at(2)) == [.refuse(later, .unknownSession)])
    }

    @Test func `hands messages on in order, and ends with the packet that says so`() {
        var session = polling()
        let packets: [EnginePacket] = [
            .text(Array("a".utf8)[...]), .binary([1]), .noop, .close, .text(Array("b".utf8)[...]),
        ]
        #expect(
            session.received(packets, at: at(1)) == [
                text("a"), .received(.binary([1])), .closed(.clientLeft),
            ])
    }

    @Test func `answers a waiting poll with nothing when its client leaves`() {
        var session = polling()
        _ = session.poll(poll, at: at(1))
        #expect(session.received([.close], at: at(1)) == [.answer(poll, [.noop]), .closed(.clientLeft)])
    }

    @Test func `pings, and ends where no answer comes in time`() {
        var session = webSocket()
        #expect(session.due == at(10))
        #expect(session.advance(to: at(9.9)).isEmpty)
        #expect(session.advance(to: at(10)) == [.write(link, [.ping])])
        #expect(session.due == at(14))
        _ = session.written(link)
        #expect(session.received(.pong, from: link, at: at(13)).isEmpty)
        #expect(session.due == at(23))
        #expect(session.advance(to: at(23)) == [.write(link, [.ping])])
        #expect(session.advance(to: at(26.9)).isEmpty)
        #expect(session.advance(to: at(27)) == [.close(link), .closed(.pingTimeout)])
        #expect(session.due == nil)
    }

    @Test func `gives a client most of its time where the ping itself was late`() {
        var session = webSocket()
        #expect(session.advance(to: at(13)) == [.write(link, [.ping])])
        #expect(session.due == at(16))
        #expect(session.advance(to: at(15.9)).isEmpty)
        #expect(!session.isClosed)
    }

    @Test func `finds a time-out at the next poll even where nobody let time pass`() {
        var session = polling()
        _ = session.advance(to: at(10))
        #expect(
            session.poll(poll, at: at(14)) == [.closed(.pingTimeout), .refuse(poll, .unknownSession)])
    }

    @Test func `moves to a WebSocket that has proven itself, with what waits`() {
        var session = polling()
        #expect(session.attach(link, at: at(1)).isEmpty)
        #expect(
            session.received(.probe, from: link, at: at(1)) == [.write(link, [.probeAnswer])])
        #expect(session.written(link).isEmpty)
        _ = session.send([WirePacket(text: "4a")])
        #expect(session.isPolling)
        #expect(
            session.received(.upgrade, from: link, at: at(1)) == [.write(link, [WirePacket(text: "4a")])])
        #expect(!session.isPolling)
        #expect(session.received(.text([65]), from: link, at: at(2)) == [text("A")])
        #expect(session.poll(poll, at: at(2)) == [.refuse(poll, .badRequest)])
    }

    @Test func `ends a poll soon after the probe, so that the client can upgrade`() {
        var session = polling()
        _ = session.poll(poll, at: at(1))
        _ = session.attach(link, at: at(1))
        _ = session.received(.probe, from: link, at: at(2))
        #expect(session.due == at(2.1))
        #expect(session.advance(to: at(2.1)) == [.answer(poll, [.noop])])
        #expect(session.poll(later, at: at(3)).isEmpty)
        #expect(session.due == at(3.1))
        // Something to say does as well.
        #expect(
            session.send([WirePacket(text: "4a")])
                == (.accepted, [.answer(later, [WirePacket(text: "4a")])]))
        #expect(session.due == at(10))
    }

    @Test func `refuses polls during an upgrade, though only after the answer to the probe`() {
        var session = polling()
        _ = session.poll(poll, at: at(1))
        _ = session.attach(link, at: at(1))
        _ = session.received(.probe, from: link, at: at(1))
        #expect(session.received(.upgrade, from: link, at: at(1)).isEmpty)
        #expect(session.poll(later, at: at(1)).isEmpty)
        #expect(
            session.written(link) == [.refuse(poll, .badRequest), .refuse(later, .badRequest)])
        #expect(!session.isPolling)
    }

    @Test(arguments: [nil, EnginePacket.upgrade, .pong, .text([65]), .close])
    func `stays with long polling where a WebSocket does not begin with the probe`(first: EnginePacket?) {
        var session = polling()
        _ = session.attach(link, at: at(1))
        #expect(session.received(first, from: link, at: at(1)) == [.close(link)])
        #expect(session.poll(poll, at: at(1)).isEmpty)
        #expect(session.isPolling)
        // Another may try.
        #expect(session.attach(other, at: at(2)).isEmpty)
    }

    @Test func `gives a WebSocket ten seconds to prove itself, and lets one at a time try`() {
        var session = polling()
        _ = session.attach(link, at: at(1))
        #expect(session.attach(other, at: at(2)) == [.close(other)])
        _ = session.advance(to: at(10))
        _ = session.received([.pong], at: at(10))
        #expect(session.due == at(11))
        #expect(session.advance(to: at(11)) == [.close(link)])
        _ = session.attach(link, at: at(12))
        #expect(session.lost(link).isEmpty)
        #expect(!session.isClosed)
        var upgraded = webSocket()
        #expect(upgraded.attach(other, at: at(1)) == [.close(other)])
        #expect(!upgraded.isClosed)
    }

    @Test func `ends with its WebSocket, with a poll that is given up, and at garbage`() {
        var session = webSocket()
        #expect(session.lost(other).isEmpty)
        #expect(session.lost(link) == [.close(link), .closed(.transportClosed)])
        session = webSocket()
        #expect(
            session.received(nil, from: link, at: at(1)) == [.close(link), .closed(.protocolFault)])
        session = polling()
        _ = session.poll(poll, at: at(1))
        #expect(session.lost(later).isEmpty)
        #expect(session.lost(poll) == [.answer(poll, [.close]), .closed(.transportClosed)])
    }

    @Test func `writes one batch at a time to a WebSocket, and then all that has gathered`() {
        var session = webSocket()
        let packets = ["4a", "4b", "4c"].map { WirePacket(text: $0) }
        #expect(session.send([packets[0]]) == (.accepted, [.write(link, [packets[0]])]))
        #expect(session.send([packets[1]]) == (.accepted, []))
        #expect(session.send([packets[2]]) == (.accepted, []))
        #expect(session.written(link) == [.write(link, [packets[1], packets[2]])])
        #expect(session.written(link).isEmpty)
    }

    @Test func `refuses events once enough waits, and says when there is room again`() {
        var session = webSocket()
        let packet = WirePacket(text: "4" + String(repeating: "x", count: 29))
        for _ in 0..<3 { #expect(session.send([packet]).0 == .accepted) }
        #expect(session.send([packet]) == (.full, []))
        // Under way: 1, waiting: 2.
        #expect(session.written(link) == [.write(link, [packet, packet])])
        #expect(session.written(link) == [.drained])
        #expect(session.written(link).isEmpty)
    }

    @Test func `counts packets as well as bytes, and takes a large one where nothing waits`() {
        var session = polling()
        for _ in 0..<4 { #expect(session.send([WirePacket(text: "4")]).0 == .accepted) }
        #expect(session.send([WirePacket(text: "4")]).0 == .full)
        #expect(session.poll(poll, at: at(1)).last == .drained)
        let large = WirePacket(text: String(repeating: "4", count: 1000))
        #expect(session.send([large]).0 == .accepted)
        #expect(session.send([WirePacket(text: "4")]).0 == .full)
    }

    @Test func `cuts off a client that makes answers pile up`() {
        var session = polling()
        let answer = WirePacket(text: String(repeating: "4", count: 60))
        for _ in 0..<3 { #expect(session.sendControl([answer]).isEmpty) }
        #expect(session.sendControl([answer]) == [.closed(.tooSlow)])
        #expect(session.send([answer]) == (.closed, []))
    }
}

private func == (
    one: (Delivery, [EngineSession.Effect]), other: (Delivery, [EngineSession.Effect])
) -> Bool { one.0 == other.0 && one.1 == other.1 }
