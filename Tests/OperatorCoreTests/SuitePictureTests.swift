import OperatorCore
import Testing

@Suite struct `A picture of the suite` {
    private func service(
        _ name: String, shards: Int = 16, lag: Int? = 0, behind: Double = 0, oldest: Double? = nil,
        dead: Int = 0, streams: [SuitePicture.Stream] = []
    ) -> SuitePicture.Service {
        SuitePicture.Service(
            service: name, shards: shards, instances: ["\(name)-1"], lag: lag, secondsBehind: behind,
            perSecond: 12.34, pending: 0, oldestPendingSeconds: oldest, deadLetters: dead, streams: streams)
    }

    private func picture(
        _ services: [SuitePicture.Service], isDatabaseThere: Bool = true
    ) -> SuitePicture {
        SuitePicture(
            shards: 16, services: services, jobs: .init(running: 1, waiting: 2, oldestWaitingSeconds: 5),
            trading: isDatabaseThere
                ? .init(
                    decisions: [.init("session", 61), .init("confirmed", 9)], orders: [.init("filled", 9)],
                    holdings: [
                        .init(instrument: "sim:BTC-USD", quantity: "0.5", mark: "100", profit: "-3.2")
                    ],
                    profit: "-3.2") : nil)
    }

    @Test func `of a healthy suite fits a screen and has nothing to say`() {
        let late = service(
            "recorder", lag: 7,
            streams: [
                .init(stream: "bars", lag: 0, length: 9, perSecond: 3),
                .init(stream: "orders", lag: 7, length: 9, perSecond: 0.25),
            ])
        #expect(picture([service("router", oldest: 1)]).hints.isEmpty)
        #expect(
            picture([service("router", oldest: 1), late]).lines() == [
                "Quantum Trader Pro   16 shards   jobs: 1 running, 2 waiting, the oldest for 5 s",
                "",
                "service   shards  replicas  lag  behind  per s  pending  oldest  dead",
                "router        16         1    0     0 s     12        0     1 s     0",
                "recorder      16         1    7     0 s     12        0             0",
                "  orders                      7            0.3                       ",
                "",
                "newest decisions   session 61   confirmed 9",
                "newest orders      filled 9",
                "",
                "position         quantity  at   profit",
                "sim:BTC-USD           0.5  100    -3.2",
                "all, after fees                   -3.2",
            ])
    }

    @Test func `says first what to look at, and where it is explained`() {
        let hints = picture(
            [
                service("router", shards: 13, oldest: 90), service("confirmer", lag: nil, behind: 95),
                service("recorder", dead: 3),
            ], isDatabaseThere: false
        ).hints
        #expect(
            hints.map(\.text) == [
                "3 of 16 shards of router have no owner", "PostgreSQL does not answer",
                "confirmer is 95 s behind", "a command has waited for router for 90 s",
                "recorder could not take 3 entries: qtp dead list",
            ])
        #expect(hints.map(\.runbook) == SuiteHint.Entry.allCases)
        #expect(picture([]).hints.map(\.text) == ["no service has ever begun on this Redis"])
    }

    @Test func `is cut to its screen, the hints last`() {
        let lines = picture([service("router", dead: 1)]).lines(width: 20, height: 4)
        #expect(lines.count == 4 && lines.allSatisfy { $0.count <= 20 })
        #expect(lines[2].hasPrefix("! router could not"))
    }

    @Test func `shows an unknown lag as one`() {
        #expect(picture([service("router", lag: nil)]).lines()[3].contains(" ?"))
    }
}
