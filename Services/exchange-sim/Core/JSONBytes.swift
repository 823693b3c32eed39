import Domain

/// JSON written straight into bytes: an encoder's detour through containers costs fifty times as much per event.
struct JSONBytes {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 384) { bytes.reserveCapacity(capacity) }

    /// Adds text that is JSON already.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Adds bytes that are JSON already.
    mutating func raw(_ other: [UInt8]) { bytes.append(contentsOf: other) }

    mutating func number(_ value: Int64) { raw(String(value)) }

    mutating func boolean(_ value: Bool) { raw(value ? "true" : "false") }

    /// A decimal, as the quoted text that keeps it exact.
    mutating func decimal(_ value: some FixedPoint) {
        bytes.append(UInt8(ascii: "\""))
        raw(value.description)
        bytes.append(UInt8(ascii: "\""))
    }

    /// An amount of quote currency, cut to the 8 decimals the venue prints.
    mutating func amount(_ value: Notional) {
        decimal(Quantity(units: value.units / Quantity.unitsPerWhole))
    }

    /// Any text, quoted and escaped.
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<32: raw("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Values between brackets.
    mutating func array<Element>(_ elements: [Element], _ write: (inout JSONBytes, Element) -> Void) {
        raw("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { raw(",") }
            write(&self, element)
        }
        raw("]")
    }
}
