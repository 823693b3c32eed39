/// What waits for one client: bounded in number and bytes, whatever the client does.
///
/// Above half of a bound a newer state replaces an older one of the same thing. An event that finds no room closes the
/// queue: what waits is still delivered, and the client then reads on from the last of it, or is told what it missed.
public struct EventQueue<Item: Sendable>: Sendable {
    /// What became of an offered item.
    public enum Outcome: Sendable, Equatable {
        /// It waits.
        case queued
        /// It waits in the place of an older one.
        case replaced
        /// There was no room: nothing more is taken.
        case overflowed
    }
    private struct Slot {
        let item: Item
        let bytes: Int
        let key: String?
    }
    private let countLimit: Int
    private let byteLimit: Int
    private var slots: [Slot?] = []
    private var head = 0
    /// For each state that waits, the slot of its newest item.
    private var states: [String: Int] = [:]
    /// Items that wait.
    public private(set) var count = 0
    /// Their size.
    public private(set) var bytes = 0
    /// Whether there was no room for an item.
    public private(set) var isClosed = false

    /// An empty queue with its bounds.
    public init(countLimit: Int, byteLimit: Int) {
        self.countLimit = max(1, countLimit)
        self.byteLimit = max(1, byteLimit)
    }

    /// Adds an item.
    ///
    /// - Parameters:
    ///   - item: What to deliver.
    ///   - bytes: Its size.
    ///   - key: Names the state it is the newest of; nil for what must not be left out.
    /// - Returns: What became of it.
    public mutating func offer(_ item: Item, bytes: Int, key: String?) -> Outcome {
        guard !isClosed else { return .overflowed }
        var outcome = Outcome.queued
        let isPressed = 2 * count >= countLimit || 2 * self.bytes >= byteLimit
        if isPressed, let key, let index = states[key], let old = slots[index] {
            slots[index] = nil
            count -= 1
            self.bytes -= old.bytes
            outcome = .replaced
        }
        // A single item is always taken, or one that is larger than the bound could never be delivered.
        guard count == 0 || (count < countLimit && self.bytes + bytes <= byteLimit) else {
            isClosed = true
            return .overflowed
        }
        if slots.count >= 4 * countLimit { compact() }
        if let key { states[key] = slots.count }
        slots.append(Slot(item: item, bytes: bytes, key: key))
        count += 1
        self.bytes += bytes
        return outcome
    }

    /// Takes the oldest items, at most so many and about so many bytes of them.
    public mutating func take(limit: Int, byteLimit: Int) -> [Item] {
        var items: [Item] = []
        var taken = 0
        while head < slots.count, items.count < limit, taken < byteLimit {
            if let slot = slots[head] {
                items.append(slot.item)
                taken += slot.bytes
                if let key = slot.key, states[key] == head { states[key] = nil }
                slots[head] = nil
            }
            head += 1
        }
        count -= items.count
        bytes -= taken
        if head == slots.count {
            slots.removeAll(keepingCapacity: true)
            states.removeAll(keepingCapacity: true)
            head = 0
        }
        return items
    }

    /// Forgets the slots that are empty: those of items that were taken, or replaced while nobody took any.
    private mutating func compact() {
        let waiting = slots[head...].compactMap(\.self)
        slots = waiting
        head = 0
        states.removeAll(keepingCapacity: true)
        for (index, slot) in waiting.enumerated() {
            if let key = slot.key { states[key] = index }
        }
    }
}
