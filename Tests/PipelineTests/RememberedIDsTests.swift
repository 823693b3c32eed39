import Pipeline
import Testing

@Suite struct `Remembered ids` {
    @Test func `an id is new once`() {
        var ids = RememberedIDs()
        let outcomes = [ids.insert("a"), ids.insert("a")]
        #expect(outcomes == [true, false])
        #expect(ids.contains("a"))
        #expect(!ids.contains("b"))
    }

    @Test func `the oldest id is forgotten when there are too many`() {
        var ids = RememberedIDs()
        for index in 0...RememberedIDs.capacity { _ = ids.insert("id-\(index)") }
        #expect(!ids.contains("id-0"))
        #expect(ids.contains("id-1"))
        #expect(ids.contains("id-\(RememberedIDs.capacity)"))
    }
}
