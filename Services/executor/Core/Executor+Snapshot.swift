public import Domain
import FoundationEssentials

extension Executor {
    /// The second form: several orders of an instrument may be pending, and commands may wait.
    public static var snapshotVersion: Int { 2 }

    /// The state in a form that does not depend on a dictionary's order.
    private struct Stored: Codable {
        let sleeves: [Sleeve]
        let killSwitch: KillSwitch
    }

    /// The state again.
    public init(shard: Shard, settings: ExecutorSettings, snapshot: [UInt8]) throws {
        self.init(shard: shard, settings: settings)
        let stored = try JSONDecoder().decode(Stored.self, from: Data(snapshot))
        for sleeve in stored.sleeves { sleeves[sleeve.instrument] = sleeve }
        killSwitch = stored.killSwitch
    }

    /// The whole state, the same bytes for the same state.
    public func snapshot() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let ordered = sleeves.values.sorted { $0.instrument < $1.instrument }
        return Array(try encoder.encode(Stored(sleeves: ordered, killSwitch: killSwitch)))
    }
}
