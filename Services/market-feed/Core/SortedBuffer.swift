/// Elements in ascending order of a key, each key once, taken from the front.
///
/// Nearly everything arrives in order, so an insertion is nearly always an append.
struct SortedBuffer<Element: Sendable>: Sendable {
    private let key: @Sendable (Element) -> Int64
    private var elements: [Element] = []
    private var start = 0

    init(by key: @escaping @Sendable (Element) -> Int64) { self.key = key }

    var count: Int { elements.count - start }
    var first: Element? { start < elements.count ? elements[start] : nil }
    var last: Element? { start < elements.count ? elements[elements.count - 1] : nil }
    /// Everything, in order.
    var all: ArraySlice<Element> { elements[start...] }

    enum Insertion {
        case inserted
        /// An element of that key was there, and stays.
        case present(Element)
    }

    mutating func insert(_ element: Element) -> Insertion {
        let wanted = key(element)
        var low = start
        var high = elements.count
        if let last, key(last) < wanted { low = high }
        while low < high {
            let middle = (low + high) / 2
            if key(elements[middle]) < wanted { low = middle + 1 } else { high = middle }
        }
        if low < elements.count, key(elements[low]) == wanted { return .present(elements[low]) }
        elements.insert(element, at: low)
        return .inserted
    }

    mutating func removeFirst() {
        start += 1
        // Half is gone: move the rest once, so that each element is moved a bounded number of times.
        if start > 64, start * 2 > elements.count {
            elements.removeFirst(start)
            start = 0
        }
    }
}
