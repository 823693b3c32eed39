internal import Glibc

/// The reference results that lie beside the repository, in `../shared`.
public enum GoldenVectors {
    /// A file under `../shared`, as an absolute path.
    ///
    /// - Parameters:
    ///   - relativePath: such as `vectors/cipher/short_75.csv.gz`.
    ///   - testFile: the caller; its place tells where the package lies.
    /// - Returns: the path, whether or not the file is there.
    public static func path(_ relativePath: String, testFile: String = #filePath) -> String {
        // <package>/Tests/<target>/<file>
        let package = testFile.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/../shared/\(relativePath)"
    }

    /// Whether the reference results are beside the repository.
    ///
    /// They are other people's data and no part of the product; a suite that needs them is skipped, visibly, without them.
    public static let areThere = access(path("vectors/manifest.json", testFile: #filePath), F_OK) == 0

    /// A gzipped CSV file's columns by name, its cells as text.
    public static func columns(_ relativePath: String, testFile: String = #filePath) throws -> [String:
        [Substring]]
    {
        let text = try GzipText.read(path(relativePath, testFile: testFile))
        let lines = text.split(separator: "\n")
        let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        guard let header = rows.first else { return [:] }
        var columns: [String: [Substring]] = [:]
        for (index, name) in header.enumerated() {
            columns[String(name)] = rows.dropFirst().map { $0[index] }
        }
        return columns
    }
}
