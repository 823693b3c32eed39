extension Migration {
    /// What venues told: instruments, bars, trades and confirmed gaps.
    static let market = Migration(
        number: 2, name: "market",
        sql: """
            CREATE TABLE instruments (
                instrument text PRIMARY KEY,
                base_asset text NOT NULL,
                quote_asset text NOT NULL,
                tick_size numeric(38, 16) NOT NULL CHECK (tick_size > 0),
                lot_size numeric(38, 16) NOT NULL CHECK (lot_size > 0),
                minimum_notional numeric(38, 16) NOT NULL,
                listed_at bigint NOT NULL
            );

            CREATE TABLE bars (
                instrument text NOT NULL,
                interval text NOT NULL,
                opened_at bigint NOT NULL,
                open numeric(38, 16) NOT NULL,
                high numeric(38, 16) NOT NULL,
                low numeric(38, 16) NOT NULL,
                close numeric(38, 16) NOT NULL,
                volume numeric(38, 16) NOT NULL CHECK (volume >= 0),
                last_trade_id bigint,
                CONSTRAINT bars_once PRIMARY KEY (instrument, interval, opened_at)
            );

            CREATE TABLE trades (
                instrument text NOT NULL,
                trade_id bigint NOT NULL,
                occurred_at bigint NOT NULL,
                price numeric(38, 16) NOT NULL,
                quantity numeric(38, 16) NOT NULL CHECK (quantity > 0),
                aggressor text NOT NULL CHECK (aggressor IN ('buy', 'sell')),
                CONSTRAINT trades_once PRIMARY KEY (instrument, trade_id, occurred_at)
            );
            -- Trades come nearly in order of time, which is what a block range index is made for.
            CREATE INDEX trades_time ON trades USING brin (occurred_at);

            CREATE TABLE gaps (
                instrument text NOT NULL,
                interval text NOT NULL,
                from_at bigint NOT NULL,
                until_at bigint NOT NULL CHECK (until_at > from_at),
                CONSTRAINT gaps_once PRIMARY KEY (instrument, interval, from_at, until_at)
            );
            """)
}
