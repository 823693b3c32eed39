import FoundationEssentials
public import Messages

/// How far a client has followed the event streams: what every event carries, and what a client resumes with.
///
/// Order is kept within a stream of a shard and nowhere else, so the whole is one position per stream and shard. Most of
/// them say the same, "nothing new up to a moment ago": that moment is written once, and beside it the places that differ.
/// A cursor holds nothing of the gateway that made it, so any other can go on from it.
public struct EventCursor: Sendable, Equatable {
    /// One stream of one shard.
    public struct Place: Sendable, Hashable {
        /// Which stream.
        public let stream: StreamKind
        /// Which shard.
        public let shard: Int
        /// One stream of one shard.
        public init(_ stream: StreamKind, _ shard: Int) {
            self.stream = stream
            self.shard = shard
        }
    }
    /// A place between two events of a stream.
    public struct Position: Sendable, Hashable, Comparable {
        /// Milliseconds of the server's clock, the first part of an entry's id.
        public let milliseconds: UInt64
        /// The second part of an entry's id.
        public let sequence: UInt64
        /// How many of the entry's events have been seen; one entry can make several.
        public let parts: UInt8
        /// After a whole entry, or after some of its events.
        public init(_ milliseconds: UInt64, _ sequence: UInt64, parts: UInt8 = .max) {
            self.milliseconds = milliseconds
            self.sequence = sequence
            self.parts = parts
        }
        /// Before every entry.
        public static let zero = Position(0, 0)
        /// Orders as the stream does.
        public static func < (left: Self, right: Self) -> Bool {
            (left.milliseconds, left.sequence, left.parts)
                < (right.milliseconds, right.sequence, right.parts)
        }
    }

    /// Everything up to this moment has been seen, milliseconds of the server's clock; but for what ``positions`` says.
    public private(set) var watermark: UInt64
    /// Places that differ.
    public private(set) var positions: [Place: Position]

    /// Everything up to a moment, but for some places.
    public init(watermark: UInt64, positions: [Place: Position] = [:]) {
        self.watermark = watermark
        self.positions = positions
    }

    /// After which event a stream of a shard goes on.
    public func position(of place: Place) -> Position { positions[place] ?? Position(watermark, .max) }

    /// The newest moment it tells of.
    public var newest: UInt64 { positions.values.reduce(watermark) { max($0, $1.milliseconds) } }

    /// Moves on to an event.
    public mutating func advance(_ place: Place, to position: Position) { positions[place] = position }

    /// Moves the common moment on, and drops the places that no longer differ.
    ///
    /// Only for who knows that every other place has been read up to there.
    mutating func settle(at watermark: UInt64) {
        guard watermark > self.watermark else { return }
        self.watermark = watermark
        positions = positions.filter { $0.value.milliseconds > watermark }
    }

    // MARK: Text

    /// As a JSON Schema says it; of ``longestInURL`` characters at most.
    static let pattern = "^([0-9]{1,20}|e[A-Za-z0-9_-]+)$"
    /// Some hundred places, and a fraction of what an HTTP server takes as one line.
    static let longestInURL = 8_192

    /// Whether text of a request looks like a cursor, whatever it leads to.
    static func hasForm(_ text: String) -> Bool {
        let bytes = text.utf8
        if bytes.count <= 20, bytes.allSatisfy({ (48...57).contains($0) }) { return !bytes.isEmpty }
        return bytes.first == mark && (2...longestInURL).contains(bytes.count)
            && NameText(2...longestInURL).accepts(text) && !bytes.contains(UInt8(ascii: "."))
    }

    /// Reads ``text``, or whole milliseconds for everything from that moment on; nil for anything else.
    public init?(_ text: String) {
        if let moment = UInt64(text), text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") }) {
            self.init(watermark: moment == 0 ? 0 : moment - 1)
            return
        }
        guard text.utf8.first == Self.mark, text.utf8.count <= Self.longestText,
            let data = Data(base64URL: String(text.dropFirst()))
        else { return nil }
        var reader = NumberReader(Array(data))
        guard let watermark = reader.next() else { return nil }
        var positions: [Place: Position] = [:]
        var index: UInt64 = 0
        while !reader.isAtEnd {
            guard let step = reader.next(), let distance = reader.next(), let sequence = reader.next(),
                let place = Self.place(&index, plus: step),
                let milliseconds = Self.moved(watermark, by: distance)
            else { return nil }
            guard sequence & 1 == 1 else {
                positions[place] = Position(milliseconds, sequence >> 1)
                continue
            }
            guard let parts = reader.next(), parts < UInt64(UInt8.max) else { return nil }
            positions[place] = Position(milliseconds, sequence >> 1, parts: UInt8(parts))
        }
        self.init(watermark: watermark, positions: positions)
    }

    /// The watermark and the places that differ, as numbers of a variable length in URL-safe base64.
    ///
    /// A letter in front tells it from a plain number of milliseconds.
    public var text: String {
        var writer = NumberWriter()
        writer.append(watermark)
        var last: UInt64 = 0
        for (index, position) in positions.map({ (Self.index(of: $0.key), $0.value) })
            .sorted(by: { $0.0 < $1.0 })
        {
            writer.append(index - last)
            last = index
            writer.append(Self.distance(from: watermark, to: position.milliseconds))
            // An entry's number fits in 63 bits for as long as a millisecond brings fewer.
            let isPart = position.parts != .max
            writer.append(position.sequence << 1 | (isPart ? 1 : 0))
            if isPart { writer.append(UInt64(position.parts)) }
        }
        return "e" + Data(writer.bytes).base64URL
    }

    private static let mark = UInt8(ascii: "e")
    /// Eight streams of a thousand shards, each with news: no cursor of ours is longer.
    private static let longestText = 131_072
    /// Numbers of a shard's streams; twice what there are, so that new ones find room.
    private static let stride: UInt64 = 16

    private static func index(of place: Place) -> UInt64 {
        let stream = EventTopic.allStreams.firstIndex(of: place.stream) ?? 0
        return UInt64(place.shard) * stride + UInt64(stream)
    }

    private static func place(_ index: inout UInt64, plus step: UInt64) -> Place? {
        let (sum, overflow) = index.addingReportingOverflow(step)
        guard !overflow, sum < stride * 4096 else { return nil }
        index = sum
        let stream = Int(sum % stride)
        guard EventTopic.allStreams.indices.contains(stream) else { return nil }
        return Place(EventTopic.allStreams[stream], Int(sum / stride))
    }

    /// Signed distances with the sign in the lowest bit, so that small ones stay short.
    private static func distance(from start: UInt64, to end: UInt64) -> UInt64 {
        end >= start ? (end - start) << 1 : (start - end) << 1 | 1
    }

    private static func moved(_ start: UInt64, by distance: UInt64) -> UInt64? {
        let (result, overflow) =
            distance & 1 == 0
            ? start.addingReportingOverflow(distance >> 1)
            : start.subtractingReportingOverflow(distance >> 1)
        return overflow ? nil : result
    }
}

/// Numbers of seven bits a byte, the highest bit saying that more follow.
private struct NumberWriter {
    var bytes: [UInt8] = []
    mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

private struct NumberReader {
    private let bytes: [UInt8]
    private var index = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    var isAtEnd: Bool { index == bytes.count }
    mutating func next() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            index += 1
            let bits = UInt64(byte & 0x7F)
            guard shift < 63 || bits <= 1 else { return nil }
            value |= bits << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}

extension Data {
    fileprivate init?(base64URL text: String) {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        self.init(base64Encoded: base64)
    }
    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
