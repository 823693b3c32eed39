import Domain

/// A part of an instrument's time, `from ..< until`; never empty.
struct Stretch: Sendable, Equatable, Codable {
    let from: Timestamp
    let until: Timestamp
}
