extension Migration {
    /// Outside signals, what became of them, and the hooks through which charting services send them.
    ///
    /// A signal's bar is unknown until that bar has closed.
    static let alerts = Migration(
        number: 12, name: "alerts",
        sql: """
            CREATE TABLE alerts (
                alert_id text CONSTRAINT alerts_once PRIMARY KEY,
                source text NOT NULL,
                instrument text NOT NULL,
                interval text NOT NULL,
                direction text NOT NULL CHECK (direction IN ('long', 'short', 'flat')),
                strength numeric(38, 16) NOT NULL CHECK (strength BETWEEN 0 AND 1),
                sequence bigint,
                time_to_live bigint CHECK (time_to_live > 0),
                sent_at bigint,
                received_at bigint NOT NULL,
                note text NOT NULL,
                opened_at bigint,
                disposition text NOT NULL
                    CHECK (disposition IN ('received', 'applied', 'superseded', 'expired')),
                CHECK ((opened_at IS NULL) = (disposition = 'received'))
            );
            CREATE INDEX alerts_by_time ON alerts (received_at DESC, alert_id);
            CREATE INDEX alerts_by_bar ON alerts (instrument, interval, opened_at);

            CREATE TABLE alert_holes (
                source text NOT NULL,
                instrument text NOT NULL,
                interval text NOT NULL,
                first_number bigint NOT NULL,
                last_number bigint NOT NULL CHECK (last_number >= first_number),
                opened_at bigint NOT NULL,
                CONSTRAINT alert_holes_once
                    PRIMARY KEY (instrument, interval, source, first_number, last_number, opened_at)
            );

            CREATE TABLE alert_hooks (
                hook_id text CONSTRAINT alert_hooks_once PRIMARY KEY,
                label text NOT NULL,
                secret_hash text NOT NULL,
                instruments json NOT NULL,
                strength numeric(38, 16) NOT NULL CHECK (strength > 0 AND strength <= 1),
                time_to_live bigint CHECK (time_to_live > 0),
                alerts_per_minute integer NOT NULL CHECK (alerts_per_minute > 0),
                created_by text NOT NULL,
                created_at bigint NOT NULL
            );
            """)
}
