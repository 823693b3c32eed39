import Domain
import Profiles
import Testing

private let hour: Int64 = 3_600_000

/// A file of the time zone database that holds nothing but a rule.
private func zone(_ rule: String, offset: Int32) throws -> ZoneRules {
    func integer(_ value: Int32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    let block =
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + [0, 0, 0, 0, 1, 4].flatMap(integer)
        + integer(offset) + [0, 0] + Array("XXX\0".utf8)
    return try #require(ZoneRules(file: block + block + Array("\n\(rule)\n".utf8)))
}

@Suite struct `Session clock` {
    @Test(arguments: [(Int64(0), Int64(0)), (86_399_999, 0), (86_400_000, 86_400_000), (36_000_000, 0)])
    func `begins days at midnight UTC`(time: Int64, start: Int64) {
        let session = SessionClock().session(at: Timestamp(milliseconds: time))
        #expect(session.lowerBound.milliseconds == start)
        #expect(session.upperBound.milliseconds == start + 24 * hour)
    }

    @Test func `begins sessions where it is told to`() {
        let clock = SessionClock(length: 8 * hour, offset: hour)
        let session = clock.session(at: Timestamp(milliseconds: 0))
        #expect(session.lowerBound.milliseconds == -7 * hour)
        #expect(session.upperBound.milliseconds == hour)
    }

    /// In 2024 New York changed its clocks on March 10 and November 3.
    @Test(arguments: [
        ("winter", Int64(1_704_862_800_000), Int64(24)), ("forward", 1_710_046_800_000, 23),
        ("summer", 1_719_806_400_000, 24), ("back", 1_730_606_400_000, 25),
    ])
    func `follows the clocks of a place`(name: String, midnight: Int64, hours: Int64) throws {
        let clock = SessionClock(zone: try zone("EST5EDT,M3.2.0,M11.1.0", offset: -18_000))
        for moment in [midnight, midnight + 7 * hour, midnight + hours * hour - 1] {
            let session = clock.session(at: Timestamp(milliseconds: moment))
            #expect(session.lowerBound.milliseconds == midnight, "\(name)")
            #expect(session.upperBound.milliseconds == midnight + hours * hour, "\(name)")
        }
    }

    /// Half past two does not exist on the day clocks go forward; half past one comes twice on the day they go back.
    @Test func `begins at the change where its time is left out, and with the first where it comes twice`()
        throws
    {
        let rules = try zone("EST5EDT,M3.2.0,M11.1.0", offset: -18_000)
        let forward = SessionClock(offset: 5 * hour / 2, zone: rules)
            .session(at: Timestamp(milliseconds: 1_710_100_000_000))
        #expect(forward.lowerBound.milliseconds == 1_710_054_000_000)
        let back = SessionClock(offset: 3 * hour / 2, zone: rules)
            .session(at: Timestamp(milliseconds: 1_730_650_000_000))
        #expect(back.lowerBound.milliseconds == 1_730_606_400_000 + 3 * hour / 2)
    }

    @Test(arguments: [
        "EST5EDT,M3.2.0,M11.1.0", "AEST-10AEDT,M10.1.0,M4.1.0/3", "<+0330>-3:30",
        "IST-1GMT0,M10.5.0,M3.5.0/1",
    ])
    func `tiles time without holes or overlaps`(rule: String) throws {
        let clock = SessionClock(length: 6 * hour, offset: hour, zone: try zone(rule, offset: 0))
        var session = clock.session(at: Timestamp(milliseconds: 1_700_000_000_000))
        for _ in 0..<3000 {
            let next = clock.session(at: session.upperBound)
            #expect(next.lowerBound == session.upperBound)
            #expect(clock.session(at: Timestamp(milliseconds: next.upperBound.milliseconds - 1)) == next)
            session = next
        }
    }

    @Test func `refuses what is no file of the database`() {
        #expect(ZoneRules(file: []) == nil)
        #expect(ZoneRules(file: Array("TZif2".utf8)) == nil)
        #expect(ZoneRules(file: [UInt8](repeating: 255, count: 500)) == nil)
    }
}
