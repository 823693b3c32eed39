package import Indicators

/// Indicators beside the bars they follow from, as comma-separated text.
///
/// Numbers are the shortest decimals that read back as the same `Double`; a value that is not known is an empty
/// field; what is true is 1, what is not 0.
package struct IndicatorTableText: Sendable {
    private let rows: [String]
    private let columns: [IndicatorColumn]
    /// Lines, the header among them.
    package var count: Int { rows.count + 1 }

    /// The bars of a table that were taken, and the columns of a set over them.
    package init(_ table: CandleTable, _ set: some IndicatorSet) {
        rows = table.rows.filter { $0.verdict == .accepted }.map(\.text)
        columns = set.columns(over: table.bars)
    }

    /// Appends some of the lines, each with its newline.
    package func append(_ lines: Range<Int>, to text: inout String) {
        for line in lines {
            if line == 0 {
                text += (CandleTable.columns + columns.map(\.name)).joined(separator: ",")
            } else {
                text += rows[line - 1]
                for column in columns {
                    text += ","
                    Self.append(column.values[line - 1], to: &text)
                }
            }
            text += "\n"
        }
    }

    /// Every line.
    package var text: String {
        var text = ""
        append(0..<count, to: &text)
        return text
    }

    private static func append(_ value: Double, to text: inout String) {
        // Both zeros are written alike.
        if value == 0 { return text += "0" }
        if value.isNaN { return }
        let digits = value.description
        text += digits.hasSuffix(".0") ? digits.dropLast(2) : digits[...]
    }
}
