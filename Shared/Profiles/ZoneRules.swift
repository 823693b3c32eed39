/// The offsets of a place's clocks from UTC.
///
/// Read from a file of the time zone database (RFC 9636), so that what a session is depends on nothing but the
/// settings.
public struct ZoneRules: Sendable, Hashable, Codable {
    /// When the clocks were or will be changed, in milliseconds UTC, ascending.
    let changes: [Int64]
    /// What they show from then on: milliseconds ahead of UTC; one more than ``changes``, the first for before all of them.
    let offsets: [Int64]

    init(changes: [Int64], offsets: [Int64]) {
        self.changes = changes
        self.offsets = offsets
    }

    /// Clocks that are never changed, so many milliseconds ahead of UTC.
    public init(fixedOffset: Int64) { self.init(changes: [], offsets: [fixedOffset]) }

    /// How far clocks are ahead of UTC at a moment, in milliseconds.
    public func offset(at moment: Int64) -> Int64 {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        return offsets[low]
    }

    /// The first moment at which the clocks show this time, in milliseconds since 1970 on those clocks.
    ///
    /// A time that is left out where clocks are put forward is the moment at which they are.
    func moment(ofLocal local: Int64) -> Int64 {
        let day: Int64 = 86_400_000
        let before = offset(at: local - day)
        let after = offset(at: local + day)
        for offset in [before, after] where self.offset(at: local - offset) == offset {
            return local - offset
        }
        let earliest = local - max(before, after)
        return changes.first { $0 > earliest } ?? earliest
    }
}

// MARK: - Reading

extension ZoneRules {
    /// Rules until this year; afterwards the clocks stay as they are.
    private static let lastYear = 2100

    /// The rules in a file of the time zone database.
    ///
    /// - Returns: nil for bytes that are no such file.
    public init?(file bytes: [UInt8]) {
        guard var block = Block(bytes, at: 0, timeSize: 4) else { return nil }
        var footer: Substring = ""
        if block.version >= 2 {
            guard let second = Block(bytes, at: block.end, timeSize: 8) else { return nil }
            block = second
            let rest = bytes[min(block.end + 1, bytes.count)...].prefix { $0 != UInt8(ascii: "\n") }
            footer = Substring(decoding: rest, as: UTF8.self)
        }
        guard let first = block.offsets.first else { return nil }
        var changes = block.changes.map(\.at)
        var offsets = [first] + block.changes.map(\.offset)
        if let rule = PosixZone(footer) {
            let year = changes.last.map { PosixZone.year(of: $0) } ?? 1970
            for year in year...max(year, Self.lastYear) {
                for (at, offset) in rule.changes(in: year) where at > changes.last ?? .min {
                    changes.append(at)
                    offsets.append(offset)
                }
            }
        }
        self.init(changes: changes.map { $0 * 1000 }, offsets: offsets.map { $0 * 1000 })
    }

    /// One block of data: times of four bytes first, then, since version 2, the same in eight.
    private struct Block {
        let version: Int
        let end: Int
        /// In seconds.
        var changes: [(at: Int64, offset: Int64)] = []
        /// Of each kind of time, in seconds.
        var offsets: [Int64] = []

        init?(_ bytes: [UInt8], at start: Int, timeSize: Int) {
            guard bytes.count >= start + 44, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
                return nil
            }
            func integer(_ place: Int, _ size: Int) -> Int64 {
                var value: Int64 = bytes[place] >= 0x80 ? -1 : 0
                for byte in bytes[place..<place + size] { value = value << 8 | Int64(byte) }
                return value
            }
            version = bytes[start + 4] >= UInt8(ascii: "2") ? 2 : 1
            let counts = (0..<6).map { Int(integer(start + 20 + 4 * $0, 4)) }
            let (leaps, times, kinds) = (counts[2], counts[3], counts[4])
            guard counts.allSatisfy({ 0..<100_000 ~= $0 }), kinds > 0 else { return nil }
            let kindsStart = start + 44 + times * (timeSize + 1)
            end = kindsStart + kinds * 6 + counts[5] + leaps * (timeSize + 4) + counts[0] + counts[1]
            guard end <= bytes.count else { return nil }
            offsets = (0..<kinds).map { integer(kindsStart + 6 * $0, 4) }
            for index in 0..<times {
                let kind = Int(bytes[start + 44 + times * timeSize + index])
                guard kind < kinds else { return nil }
                changes.append((integer(start + 44 + index * timeSize, timeSize), offsets[kind]))
            }
        }
    }
}
