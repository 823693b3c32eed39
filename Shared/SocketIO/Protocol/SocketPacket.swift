import NIOCore

/// A packet of Socket.IO without its bytes, which follow it.
struct SocketPacket: Equatable {
    enum Kind: UInt8 {
        case connect, disconnect, event, acknowledgement, connectError, binaryEvent, binaryAcknowledgement

        var isBinary: Bool { self == .binaryEvent || self == .binaryAcknowledgement }
    }
    /// More in one packet is no use of this protocol any more.
    static let maximumAttachments = 16
    /// Names that libraries use for events of their own.
    static let reservedNames: Set<String> = [
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    ]

    let kind: Kind
    let namespace: String
    /// Which event an acknowledgement is for, or is wished for.
    let acknowledgementID: UInt64?
    let payload: Argument?
    let attachmentCount: Int

    /// Reads `<kind>[<attachments>-][/<namespace>,][<id>][<JSON>]`.
    init(_ bytes: ArraySlice<UInt8>) throws(ProtocolFault) {
        guard let digit = bytes.first, let kind = Kind(rawValue: digit &- UInt8(ascii: "0")) else {
            throw .malformed
        }
        self.kind = kind
        var rest = bytes.dropFirst()
        attachmentCount = kind.isBinary ? try Self.attachmentCount(&rest) : 0
        namespace = try Self.namespace(&rest)
        acknowledgementID = try Self.number(&rest)
        payload = rest.isEmpty ? nil : try ArgumentReader.read(rest)
        guard isValid else { throw .malformed }
    }

    private static func attachmentCount(_ rest: inout ArraySlice<UInt8>) throws(ProtocolFault) -> Int {
        guard let count = try number(&rest), rest.popFirst() == UInt8(ascii: "-") else { throw .malformed }
        guard count <= UInt64(maximumAttachments) else { throw .tooLarge }
        return Int(count)
    }

    private static func namespace(_ rest: inout ArraySlice<UInt8>) throws(ProtocolFault) -> String {
        guard rest.first == UInt8(ascii: "/") else { return "/" }
        let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
        guard let name = String(validating: rest[..<end], as: UTF8.self) else { throw .malformed }
        rest = rest[end...].dropFirst()
        return name
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) throws(ProtocolFault) -> UInt64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty else { return nil }
        // Longer ones would not survive a client's own arithmetic.
        guard digits.count <= 15, let number = UInt64(String(decoding: digits, as: UTF8.self)) else {
            throw .malformed
        }
        rest = rest[digits.endIndex...]
        return number
    }

    private var isValid: Bool {
        switch kind {
        case .connect:
            if case .object? = payload { return acknowledgementID == nil }
            return payload == nil && acknowledgementID == nil
        case .disconnect: return payload == nil && acknowledgementID == nil
        case .event, .binaryEvent:
            guard case .array(let elements)? = payload, let name = elements.first?.text else { return false }
            return !Self.reservedNames.contains(name)
        case .acknowledgement, .binaryAcknowledgement:
            guard case .array? = payload else { return false }
            return acknowledgementID != nil
        // Only a server refuses.
        case .connectError: return false
        }
    }
}

extension SocketPacket {
    /// An event or an acknowledgement as it is sent: the packet and its attachments.
    static func encoded(
        _ kind: Kind, namespace: String, acknowledgementID: UInt64? = nil, arguments: [Argument]
    ) -> [WirePacket] {
        var writer = ArgumentWriter()
        writer.write(arguments)
        let isBinary = !writer.attachments.isEmpty
        let kind: Kind =
            switch kind {
            case .event where isBinary: .binaryEvent
            case .acknowledgement where isBinary: .binaryAcknowledgement
            default: kind
            }
        let count = isBinary ? "\(writer.attachments.count)-" : ""
        var bytes = ByteBuffer(string: head(kind, count, namespace, acknowledgementID))
        bytes.writeBytes(writer.bytes)
        return [WirePacket(text: bytes)] + writer.attachments.map { WirePacket(binary: $0) }
    }

    /// A packet that is no event, with a payload that is JSON already.
    static func control(_ kind: Kind, namespace: String, json: String = "") -> WirePacket {
        WirePacket(text: head(kind, "", namespace, nil) + json)
    }

    private static func head(_ kind: Kind, _ count: String, _ namespace: String, _ id: UInt64?) -> String {
        "4\(kind.rawValue)\(count)\(namespace == "/" ? "" : namespace + ",")\(id?.description ?? "")"
    }
}

extension Argument {
    /// The argument with its bytes in the place of their placeholders.
    func completed(with attachments: [[UInt8]]) throws(ProtocolFault) -> Argument {
        switch self {
        case .array(let elements):
            return .array(
                try elements.map { (element) throws(ProtocolFault) in try element.completed(with: attachments)
                })
        case .object(let members):
            guard self["_placeholder"] != .boolean(true) else {
                guard case .number(let text)? = self["num"], let number = Int(text),
                    attachments.indices.contains(number)
                else { throw .malformed }
                return .binary(attachments[number])
            }
            return .object(
                try members.map { (member) throws(ProtocolFault) in
                    Member(member.name, try member.value.completed(with: attachments))
                })
        case .null, .boolean, .number, .text, .binary, .raw: return self
        }
    }
}
