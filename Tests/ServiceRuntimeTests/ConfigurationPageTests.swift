import FoundationEssentials
import ServiceRuntime
import Testing

@Suite struct `The configuration page` {
    /// `Tests/ServiceRuntimeTests` lies two folders below the package's root.
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/configuration.md")

    /// With `QTP_UPDATE_DOCS=1` the page is written instead of compared.
    @Test func `is what the declarations say`() throws {
        let expected = ConfigurationReference.markdown()
        if ProcessInfo.processInfo.environment["QTP_UPDATE_DOCS"] == "1" {
            try Data(expected.utf8).write(to: Self.path)
        }
        let actual = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(actual == expected, "docs/configuration.md is old; run the tests with QTP_UPDATE_DOCS=1")
    }
}
