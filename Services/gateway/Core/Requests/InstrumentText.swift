import Domain

/// An instrument as clients write it: printable ASCII, so that it is the same in a path, a query and a body.
enum InstrumentText {
    static let pattern = "^[!-9;-~]+:[!-~]+$"
    static let rule = "must be an instrument as venue:symbol, such as sim:BTCUSD"

    static func accepts(_ text: String) -> Bool {
        InstrumentID(text) != nil && text.utf8.allSatisfy { (33...126).contains($0) }
    }
}
