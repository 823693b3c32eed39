/// The keys one program reads, in the order of the documentation.
public struct SettingsSchema: Sendable {
    /// A heading and its keys.
    public struct Section: Sendable {
        /// What the keys are about.
        public let title: String
        /// Programs that read them; `every daemon` for the common ones.
        public let readers: String
        /// The keys.
        public let settings: [SettingDeclaration]

        /// A heading and its keys.
        public init(_ title: String, readers: String, _ settings: [SettingDeclaration]) {
            self.title = title
            self.readers = readers
            self.settings = settings
        }
    }
    /// The sections.
    public let sections: [Section]
    /// A program that reads these sections.
    public init(_ sections: [Section]) { self.sections = sections }
    /// All keys.
    public var settings: [SettingDeclaration] { sections.flatMap(\.settings) }
}
