import Domain
import GatewayCore
import Testing

@Suite struct `Greatest orders of a key` {
    private func call(_ quantities: String) throws(Problem) -> Call {
        let body = #"{"label":"l","scope":"paper","orderQuantities":\#(quantities)}"#
        let values = try RequestValues(
            GatewayCore.Operation.createKey.route.allParameters, query: [], header: { _ in nil })
        return try Call(
            .createKey, values: values, body: Array(body.utf8),
            caller: Caller(keyID: "k", label: "l", scope: .admin), requestID: "r")
    }

    @Test func `are read by instrument, and told in the instruments' order`() throws {
        let limits = try OrderQuantities.limits(
            in: call(
                #"[{"instrument":"sim:ETHUSD","quantity":"1.50"},{"instrument":"sim:BTCUSD","quantity":"0"}]"#
            ))
        #expect(
            limits == [
                InstrumentID(venue: "sim", symbol: "BTCUSD"): .zero,
                InstrumentID(venue: "sim", symbol: "ETHUSD"): try Quantity(parsing: "1.5"),
            ])
        #expect(
            OrderQuantities.json(limits).encoded
                == #"[{"instrument":"sim:BTCUSD","quantity":"0"},{"instrument":"sim:ETHUSD","quantity":"1.5"}]"#
        )
        #expect(try OrderQuantities.limits(in: call("[]")).isEmpty)
    }

    @Test(arguments: [
        (#"[{"instrument":"sim:A","quantity":"1"},{"instrument":"sim:A","quantity":"2"}]"#, "1.instrument"),
        (#"[{"instrument":"A","quantity":"1"}]"#, "0.instrument"),
        (#"[{"instrument":"sim:A","quantity":"-1"}]"#, "0.quantity"),
        (#"[{"instrument":"sim:A","quantity":1}]"#, "0.quantity"),
        (#"[{"instrument":"sim:A"}]"#, "0.quantity"),
        (#"[{"instrument":"sim:A","quantity":"1","unit":"x"}]"#, "0.unit"),
    ])
    func `are refused with the place of the fault`(quantities: String, place: String) {
        do {
            _ = try OrderQuantities.limits(in: call(quantities))
            Issue.record("accepted")
        } catch {
            #expect(error.status == 422)
            let places = error.faults.map { $0.location.joined(separator: ".") }
            #expect(places == ["body.orderQuantities.\(place)"])
        }
    }
}
