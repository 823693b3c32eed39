extension Migration {
    /// What a key may order at once, in an instrument's own units.
    static let keyQuantities = Migration(
        number: 13, name: "key quantities",
        sql: """
            ALTER TABLE api_keys ADD COLUMN order_quantities json NOT NULL DEFAULT '[]';
            """)
}
