import Domain
import TestSupport
import Testing

@Suite struct `Intervals` {
    @Test(arguments: seeds)
    func `put every moment into exactly one bar`(seed: UInt64) {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let time = Timestamp(
                milliseconds: .random(in: -4_000_000_000_000...4_000_000_000_000, using: &generator))
            for interval in Interval.allCases {
                let start = interval.start(of: time)
                #expect(start <= time && time < start + interval)
                #expect(interval.start(of: start) == start)
                #expect(interval.start(of: start + interval) == start + interval)
                #expect(interval.start(of: start - interval) == start - interval)
            }
        }
    }

    @Test func `start weeks on Monday and days at midnight, UTC`() {
        // 2018-01-03T12:34:56Z was a Wednesday; that week began on 2018-01-01.
        let wednesday = Timestamp(milliseconds: 1_514_982_896_000)
        #expect(Interval.oneWeek.start(of: wednesday).milliseconds == 1_514_764_800_000)
        #expect(Interval.oneDay.start(of: wednesday).milliseconds == 1_514_937_600_000)
        #expect(Interval.thirtyMinutes.start(of: wednesday).milliseconds == 1_514_982_600_000)
    }

    @Test func `tile each other only where no bar is cut`() {
        #expect(Interval.oneWeek.isMultiple(of: .oneDay))
        #expect(!Interval.oneWeek.isMultiple(of: .threeDays))
        #expect(Interval.fourHours.isMultiple(of: .thirtyMinutes))
        #expect(!Interval.eightHours.isMultiple(of: .sixHours))
        #expect(!Interval.oneMinute.isMultiple(of: .threeMinutes))
        for long in Interval.allCases {
            for short in Interval.allCases where long.isMultiple(of: short) {
                // A long bar's start is a short bar's start, in the week the epoch lies in and in the one after.
                for week: Int64 in [0, 1] {
                    let time = Timestamp(milliseconds: week * Interval.oneWeek.milliseconds + 12_345)
                    #expect(short.start(of: long.start(of: time)) == long.start(of: time))
                }
            }
        }
    }

    @Test func `are told apart by their texts and ordered by length`() {
        #expect(Set(Interval.allCases.map(\.rawValue)).count == Interval.allCases.count)
        #expect(Interval.allCases == Interval.allCases.sorted())
    }
}
