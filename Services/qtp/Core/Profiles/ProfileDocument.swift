import Domain
import Profiles

/// What `qtp profile` writes: the form of the reference results.
struct ProfileDocument: Encodable {
    let input: String
    let firstMs: Int64?
    let lastMs: Int64?
    var trades: Int?
    var bars: Int?
    let tick: String
    let ticksPerRow: Int64
    let sessionMs: Int64
    let mode: String
    var deltaMode: String?
    var whole: Whole?
    var sessions: [Summary]?
    var nakedPoc: [NakedPoint]?
    var rolling: Rolling?
    var fixed: [Summary]?

    /// A profile with its rows: number, total, bought and sold.
    struct Whole: Encodable {
        let summary: Summary
        let rows: [Row]
    }

    struct Row: Encodable {
        let row: Int64
        let volumes: [Double]
        func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            try container.encode(row)
            for volume in volumes { try container.encode(volume) }
        }
    }

    struct Area: Encodable {
        let valRow: Int64
        let vahRow: Int64
        let val: Double
        let vah: Double
        let volume: Double
        let share: Double
        let decisionMargin: Double?
    }

    struct Summary: Encodable {
        var startMs: Int64?
        var endMsExclusive: Int64?
        var trades: Int?
        var bars: Int?
        let rows: Int
        let firstRow: Int64
        let total: Double
        let buy: Double
        let sell: Double
        let delta: Double
        let pocRow: Int64
        let poc: Double
        let pocVolume: Double
        let pocTies: Int
        let va2: Area
        let va1: Area
        let hvnRows: [Int64]
        let lvnRows: [Int64]
        let maxDeltaRow: Int64
        let minDeltaRow: Int64
    }

    /// A session's point of control, and when it was first touched; null while it is naked.
    struct NakedPoint: Encodable {
        let sessionMs: Int64
        let poc: Double
        var touchedMs: Int64?

        enum CodingKeys: String, CodingKey {
            case sessionMs, poc, touchedMs
        }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(sessionMs, forKey: .sessionMs)
            try container.encode(poc, forKey: .poc)
            try container.encode(touchedMs, forKey: .touchedMs)
        }
    }

    struct Rolling: Encodable {
        let bars: Int
        let every: Int
        var values: [Value] = []

        struct Value: Encodable {
            let endBar: Int
            let pocRow: Int64
            let total: Double
            let delta: Double
            let va2: [Int64]
            let va1: [Int64]
        }
    }
}
