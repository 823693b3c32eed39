import FoundationEssentials

/// Files of the machine's time zone database.
public enum TimeZoneFile {
    private static let folder = "/usr/share/zoneinfo/"

    /// The file of a place such as `America/New_York`; nil where there is none of that name.
    public static func read(_ name: String) -> [UInt8]? {
        // A name is a path inside the folder, and nothing that leads out of it.
        let isName = name.utf8.allSatisfy { byte in
            byte.isLetterOrDigit
                || [UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
        }
        guard isName, !name.hasPrefix("/"), !name.isEmpty else { return nil }
        guard let data = try? Data(contentsOf: URL(filePath: folder + name)) else { return nil }
        return [UInt8](data)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        let lower = self | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
