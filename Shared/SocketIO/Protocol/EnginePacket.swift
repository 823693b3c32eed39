import FoundationEssentials
import NIOCore

/// A packet of Engine.IO from a client.
enum EnginePacket: Equatable {
    case close
    case pong
    /// The first message of a WebSocket that shall replace long polling.
    case probe
    /// Its last before it does.
    case upgrade
    case noop
    case text(ArraySlice<UInt8>)
    case binary([UInt8])

    /// Stands between the packets of a request of long polling.
    static let separator: UInt8 = 0x1E

    /// The packet that a text message of a WebSocket is.
    init(text: ArraySlice<UInt8>) throws(ProtocolFault) {
        guard let kind = text.first else { throw .malformed }
        let rest = text.dropFirst()
        switch kind {
        case UInt8(ascii: "4"): self = .text(rest)
        case UInt8(ascii: "3") where rest.isEmpty: self = .pong
        case UInt8(ascii: "2") where rest.elementsEqual("probe".utf8): self = .probe
        case UInt8(ascii: "1") where rest.isEmpty: self = .close
        case UInt8(ascii: "5") where rest.isEmpty: self = .upgrade
        case UInt8(ascii: "6") where rest.isEmpty: self = .noop
        // A client neither opens a session nor pings: since version 4 the server does.
        case UInt8(ascii: "0"), UInt8(ascii: "2"): throw .unexpected
        default: throw .malformed
        }
    }

    /// The packets of one request of long polling.
    static func packets(ofPayload payload: ArraySlice<UInt8>) throws(ProtocolFault) -> [EnginePacket] {
        var packets: [EnginePacket] = []
        for part in payload.split(separator: separator, omittingEmptySubsequences: false) {
            if part.first == UInt8(ascii: "b") {
                guard let bytes = Data(base64Encoded: Data(part.dropFirst())) else { throw .malformed }
                packets.append(.binary(Array(bytes)))
            } else {
                packets.append(try EnginePacket(text: part))
            }
        }
        return packets
    }
}

/// A packet to a client, encoded: one event to many clients is encoded once, and its bytes are shared.
struct WirePacket: Sendable, Equatable {
    let bytes: ByteBuffer
    /// Whether the bytes are text that starts with the packet's kind; else they are a binary message's.
    let isText: Bool
    var size: Int { bytes.readableBytes }

    static let close = WirePacket(text: "1")
    static let ping = WirePacket(text: "2")
    static let probeAnswer = WirePacket(text: "3probe")
    static let noop = WirePacket(text: "6")

    init(text: String) {
        self.init(text: ByteBuffer(string: text))
    }

    init(text: ByteBuffer) {
        bytes = text
        isText = true
    }

    init(binary: ByteBuffer) {
        bytes = binary
        isText = false
    }

    /// The first packet of a session.
    static func open(
        sessionID: String, upgrades: [String], settings: SocketIOSettings
    ) -> WirePacket {
        let names = upgrades.map { "\"\($0)\"" }.joined(separator: ",")
        let interval = settings.pingInterval.milliseconds
        return WirePacket(
            text: """
                0{"sid":"\(sessionID)","upgrades":[\(names)],"pingInterval":\(interval),\
                "pingTimeout":\(settings.pingTimeout.milliseconds),"maxPayload":\(settings.maximumPayload)}
                """)
    }

    /// The packets as one answer of long polling.
    static func payload(of packets: [WirePacket]) -> ByteBuffer {
        var payload = ByteBuffer()
        for (index, packet) in packets.enumerated() {
            if index > 0 { payload.writeInteger(EnginePacket.separator) }
            if packet.isText {
                payload.writeImmutableBuffer(packet.bytes)
            } else {
                payload.writeString("b")
                payload.writeString(Data(packet.bytes.readableBytesView).base64EncodedString())
            }
        }
        return payload
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}

extension EngineMessage {
    /// The message as a packet to the client.
    var echo: [WirePacket] {
        switch self {
        case .text(let text): [WirePacket(text: ByteBuffer(bytes: [UInt8(ascii: "4")] + text))]
        case .binary(let bytes): [WirePacket(binary: ByteBuffer(bytes: bytes))]
        }
    }
}
