internal import Domain
internal import FoundationEssentials

/// The greatest order of one instrument, as the database and documents have it.
struct QuantityLimit: Codable {
    let instrument: InstrumentID
    let quantity: Quantity

    /// In the instruments' order.
    static func list(_ limits: [InstrumentID: Quantity]) -> [QuantityLimit] {
        limits.sorted { $0.key < $1.key }.map { QuantityLimit(instrument: $0.key, quantity: $0.value) }
    }

    static func text(of limits: [InstrumentID: Quantity]) throws -> String {
        String(decoding: try JSONEncoder().encode(list(limits)), as: UTF8.self)
    }

    /// - Throws: `DecodingError` for anything that ``text(of:)`` does not write.
    static func limits(in text: String) throws -> [InstrumentID: Quantity] {
        let list = try JSONDecoder().decode([QuantityLimit].self, from: Data(text.utf8))
        return Dictionary(list.map { ($0.instrument, $0.quantity) }, uniquingKeysWith: min)
    }
}
