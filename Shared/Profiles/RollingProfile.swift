/// The profile of the last so many bars, in bounded memory.
///
/// Bars that leave are subtracted exactly. The rows are as fine as the window's own price range allows within
/// ``maximumRows``: they are joined in pairs when a bar reaches far away, and told apart again (from the kept
/// contributions) when that bar has left. So the profile is a function of the bars in the window alone,
/// whatever came before.
public struct RollingProfile: Sendable, Equatable {
    /// What was traded in the window.
    public private(set) var profile: VolumeProfile
    private let length: Int
    private let maximumRows: Int
    /// Of the bars in the window, oldest first.
    private var contributions: [ProfileContribution] = []

    /// An empty window over `length` bars, at least 1, shown in at most `maximumRows` rows, at least 2.
    public init(grid: ProfileGrid, length: Int, maximumRows: Int) {
        precondition(length >= 1, "a window holds at least one bar")
        precondition(maximumRows >= 2, "neighbouring prices may lie in two rows")
        profile = VolumeProfile(grid: grid)
        self.length = length
        self.maximumRows = maximumRows
    }

    /// Bars in the window, with or without volume.
    public var barCount: Int { contributions.count }

    /// Adds the newest bar's contribution and takes the oldest away when the window is full.
    public mutating func add(_ contribution: ProfileContribution) {
        if contributions.count == length { profile.remove(contributions.removeFirst()) }
        contributions.append(contribution)
        let level = levelOfWindow()
        if level < profile.level {
            rebuild(at: level)
        } else {
            profile.coarsen(to: level)
            profile.add(contribution)
        }
    }

    private func levelOfWindow() -> Int {
        var lowest = Int64.max
        var highest = Int64.min
        var coarsest = 0
        for case let (extent?, level) in contributions.lazy.map({ ($0.extent, $0.level) }) {
            lowest = min(lowest, extent.lowerBound)
            highest = max(highest, extent.upperBound)
            coarsest = max(coarsest, level)
        }
        guard lowest <= highest else { return 0 }
        return ProfileGrid.level(fitting: lowest...highest, into: maximumRows, atLeast: coarsest)
    }

    private mutating func rebuild(at level: Int) {
        profile = VolumeProfile(grid: profile.baseGrid, level: level)
        for contribution in contributions { profile.add(contribution) }
    }
}

extension RollingProfile: Codable {
    private enum CodingKeys: String, CodingKey {
        case grid, length, maximumRows, contributions
    }

    /// Reads the window; the profile follows from it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            grid: try container.decode(ProfileGrid.self, forKey: .grid),
            length: try container.decode(Int.self, forKey: .length),
            maximumRows: try container.decode(Int.self, forKey: .maximumRows))
        contributions = try container.decode([ProfileContribution].self, forKey: .contributions)
        rebuild(at: levelOfWindow())
    }

    /// Writes the window.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(profile.baseGrid, forKey: .grid)
        try container.encode(length, forKey: .length)
        try container.encode(maximumRows, forKey: .maximumRows)
        try container.encode(contributions, forKey: .contributions)
    }
}
