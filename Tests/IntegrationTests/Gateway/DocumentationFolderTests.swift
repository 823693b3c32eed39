import Foundation
import GatewayCore
import Testing

@testable import GatewayDaemon

@Suite struct `The folder of the documentation's assets` {
    @Test func `is read as it is`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let content = Data((0..<2_000).map { UInt8(truncatingIfNeeded: $0) })
        for name in DocumentationPage.files {
            try content.write(to: folder.appendingPathComponent(name))
        }
        let assets = DocumentationFolder(path: folder.path)
        #expect(assets.isComplete)
        for name in DocumentationPage.files { #expect(assets[name]?.elementsEqual(content) == true) }
    }
}
