/// Rows below a header, in columns as wide as their content; numbers to the right.
public enum TextTable {
    /// The table, one line a row.
    public static func text(_ header: [String], _ rows: [[String]]) -> String {
        lines(header, rows).joined(separator: "\n")
    }

    /// The table's lines.
    public static func lines(_ header: [String], _ rows: [[String]]) -> [String] {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([header] + rows).map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                let isNumber = row[column].first.map { $0.isNumber || $0 == "-" } ?? false
                return isNumber ? padding + row[column] : row[column] + padding
            }.joined(separator: "  ")
        }
    }
}
