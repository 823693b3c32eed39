public import Domain
import FoundationEssentials
import Messages

/// Why a line of `alerts.jsonl` is no outside signal.
public struct AlertLineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// A line that is none.
    public init(line: Int) { self.line = line }
    /// What is wrong, for a person.
    public var description: String {
        "alerts.jsonl:\(line): it is no outside signal as qtp export writes it"
    }
}

/// Reads what ``ResultFile/alerts`` writes.
public enum AlertLines {
    private struct Line: Decodable {
        let id: String
        let source: String
        let instrument: InstrumentID
        let interval: Interval
        let openedAt: Timestamp
        let direction: Direction
        let strength: Rate
        let sequence: Int64?
        let timeToLive: Int64?
        let sentAt: Timestamp?
        let receivedAt: Timestamp
        let note: String
        let disposition: Alert.Disposition
    }

    /// The signals and the bars they were heard on, checked as if they came from a stream.
    public static func parse(_ bytes: [UInt8]) throws(AlertLineError) -> [AlertPlacement] {
        var placements: [AlertPlacement] = []
        for (index, bytes) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(bytes)) else {
                throw AlertLineError(line: index + 1)
            }
            let alert = Alert(
                id: line.id, source: line.source, instrument: line.instrument, interval: line.interval,
                direction: line.direction, strength: line.strength, sequence: line.sequence,
                timeToLive: line.timeToLive, sentAt: line.sentAt, receivedAt: line.receivedAt, note: line.note
            )
            let placement = AlertPlacement(alert, openedAt: line.openedAt, disposition: line.disposition)
            let fields = Message(.alertPlaced(AlertPlaced(placement))).encoded()
            guard (try? Message(decoding: fields.strings)) != nil else {
                throw AlertLineError(line: index + 1)
            }
            placements.append(placement)
        }
        return placements
    }
}
