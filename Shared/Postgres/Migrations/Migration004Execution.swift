extension Migration {
    /// Our orders and what became of them, as the recorder saw them, and the executor's own journal.
    ///
    /// Fills refer to no order by foreign key: an order entry that nobody could read would then block every
    /// fill of its shard for ever. The two are compared by a query instead.
    static let execution = Migration(
        number: 4, name: "execution",
        sql: """
            -- How far an order is in its life; the later status wins, whatever the order of arrival.
            CREATE FUNCTION order_rank(status text) RETURNS integer
                LANGUAGE sql IMMUTABLE PARALLEL SAFE
                RETURN CASE status WHEN 'journalled' THEN 0 WHEN 'accepted' THEN 1 ELSE 2 END;

            CREATE TABLE orders (
                client_order_id text CONSTRAINT orders_once PRIMARY KEY,
                cause_id text NOT NULL,
                instrument text NOT NULL,
                side text NOT NULL CHECK (side IN ('buy', 'sell')),
                quantity numeric(38, 16) NOT NULL CHECK (quantity >= 0),
                filled_quantity numeric(38, 16) NOT NULL CHECK (filled_quantity BETWEEN 0 AND quantity),
                status text NOT NULL
                    CHECK (status IN ('journalled', 'accepted', 'filled', 'cancelled', 'rejected', 'refused')),
                reason text NOT NULL,
                updated_at bigint NOT NULL
            );
            CREATE INDEX orders_by_time ON orders (updated_at DESC, client_order_id);
            CREATE INDEX orders_by_instrument ON orders (instrument, updated_at DESC);

            CREATE TABLE order_events (
                client_order_id text NOT NULL,
                cause_id text NOT NULL,
                instrument text NOT NULL,
                side text NOT NULL CHECK (side IN ('buy', 'sell')),
                quantity numeric(38, 16) NOT NULL,
                filled_quantity numeric(38, 16) NOT NULL,
                status text NOT NULL
                    CHECK (status IN ('journalled', 'accepted', 'filled', 'cancelled', 'rejected', 'refused')),
                reason text NOT NULL,
                updated_at bigint NOT NULL,
                CONSTRAINT order_events_once PRIMARY KEY (client_order_id, status, filled_quantity)
            );

            CREATE TABLE fills (
                fill_id text CONSTRAINT fills_once PRIMARY KEY,
                client_order_id text NOT NULL,
                instrument text NOT NULL,
                side text NOT NULL CHECK (side IN ('buy', 'sell')),
                price numeric(38, 16) NOT NULL CHECK (price > 0),
                quantity numeric(38, 16) NOT NULL CHECK (quantity > 0),
                fee numeric(38, 16) NOT NULL,
                occurred_at bigint NOT NULL
            );
            CREATE INDEX fills_by_instrument ON fills (instrument, occurred_at DESC);
            CREATE INDEX fills_by_order ON fills (client_order_id);

            CREATE TABLE positions (
                instrument text CONSTRAINT positions_once PRIMARY KEY,
                quantity numeric(38, 16) NOT NULL,
                cost numeric(38, 16) NOT NULL,
                realized numeric(38, 16) NOT NULL,
                fees numeric(38, 16) NOT NULL,
                fill_id text NOT NULL,
                updated_at bigint NOT NULL
            );

            CREATE TABLE executor_batches (
                shard integer PRIMARY KEY CHECK (shard >= 0),
                token bigint NOT NULL,
                plan json NOT NULL
            );

            CREATE TABLE journal_orders (
                client_order_id text CONSTRAINT journal_orders_once PRIMARY KEY,
                cause_id text NOT NULL,
                instrument text NOT NULL,
                side text NOT NULL CHECK (side IN ('buy', 'sell')),
                quantity numeric(38, 16) NOT NULL,
                occurred_at bigint NOT NULL,
                shard integer NOT NULL,
                token bigint NOT NULL
            );

            CREATE TABLE journal_fills (
                fill_id text CONSTRAINT journal_fills_once PRIMARY KEY,
                client_order_id text NOT NULL,
                instrument text NOT NULL,
                side text NOT NULL CHECK (side IN ('buy', 'sell')),
                price numeric(38, 16) NOT NULL,
                quantity numeric(38, 16) NOT NULL,
                fee numeric(38, 16) NOT NULL,
                occurred_at bigint NOT NULL,
                shard integer NOT NULL,
                token bigint NOT NULL
            );
            """)
}
