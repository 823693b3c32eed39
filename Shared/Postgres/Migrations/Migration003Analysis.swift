extension Migration {
    /// What the engines and the confirmer made of the bars: exactly one row per engine and bar, and per bar.
    ///
    /// Lists are `json`, not `jsonb`: the text stays as it was written, so an export is exact to the digit.
    static let analysis = Migration(
        number: 3, name: "analysis",
        sql: """
            CREATE TABLE signals (
                instrument text NOT NULL,
                interval text NOT NULL,
                opened_at bigint NOT NULL,
                engine text NOT NULL,
                direction text NOT NULL CHECK (direction IN ('long', 'short', 'flat')),
                strength numeric(38, 16) NOT NULL CHECK (strength BETWEEN 0 AND 1),
                reasons json NOT NULL,
                evidence json NOT NULL,
                CONSTRAINT signals_once PRIMARY KEY (instrument, interval, opened_at, engine)
            );

            CREATE TABLE decisions (
                instrument text NOT NULL,
                interval text NOT NULL,
                opened_at bigint NOT NULL,
                direction text NOT NULL CHECK (direction IN ('long', 'short', 'flat')),
                score numeric(38, 16) NOT NULL,
                is_degraded boolean NOT NULL,
                expires_at bigint NOT NULL,
                contributions json NOT NULL,
                rules json NOT NULL,
                CONSTRAINT decisions_once PRIMARY KEY (instrument, interval, opened_at)
            );
            """)
}
