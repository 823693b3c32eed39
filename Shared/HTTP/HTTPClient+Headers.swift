extension HTTPClient {
    /// Header fields in order.
    ///
    /// Names compare without regard to case, and may occur more than once.
    public struct Headers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
        /// One field.
        public struct Field: Sendable, Equatable {
            /// The name, as written.
            public let name: String
            /// The value, without surrounding blanks.
            public let value: String
        }
        /// Every field, in order.
        public private(set) var fields: [Field] = []

        /// No fields.
        public init() {}
        /// Fields in the order written.
        public init(dictionaryLiteral elements: (String, String)...) {
            fields = elements.map { Field(name: $0.0, value: $0.1) }
        }
        /// Adds a field, also when the name occurs already.
        public mutating func append(_ name: String, _ value: String) {
            fields.append(Field(name: name, value: value))
        }
        /// The first value of that name; nil where there is none.
        public subscript(_ name: String) -> String? {
            let name = name.lowercased()
            return fields.first { $0.name.lowercased() == name }?.value
        }
    }
}
