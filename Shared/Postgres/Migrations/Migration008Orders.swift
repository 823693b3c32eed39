extension Migration {
    /// Previewed orders, each of which its owner may place once.
    static let orders = Migration(
        number: 8, name: "orders",
        sql: """
            CREATE TABLE order_tickets (
                token_digest text CONSTRAINT order_tickets_once PRIMARY KEY,
                key_id text NOT NULL,
                command_id text NOT NULL CONSTRAINT order_tickets_command_once UNIQUE,
                instrument text NOT NULL,
                side text NOT NULL CHECK (side IN ('buy', 'sell')),
                quantity numeric(38, 16) NOT NULL CHECK (quantity > 0),
                worst_price numeric(38, 16) NOT NULL CHECK (worst_price > 0),
                notional numeric(38, 16) NOT NULL CHECK (notional >= 0),
                expires_at bigint NOT NULL,
                used_by text,
                used_at bigint,
                is_refused boolean NOT NULL DEFAULT false
            );
            CREATE INDEX order_tickets_by_use ON order_tickets (key_id, used_at) WHERE used_by IS NOT NULL;
            CREATE INDEX order_tickets_unused ON order_tickets (expires_at) WHERE used_by IS NULL;
            """)
}
