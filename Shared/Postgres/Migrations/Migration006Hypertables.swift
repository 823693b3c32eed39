extension Migration {
    /// Where TimescaleDB is there, cuts what grows without end into chunks of time; elsewhere changes
    /// nothing.
    ///
    /// Chunk lengths, in milliseconds: 30 days of bars, signals and decisions, 7 days of trades. A chunk's
    /// indexes should stay in memory, and a replay of years should not make thousands of chunks.
    static let hypertables = Migration(
        number: 6, name: "hypertables",
        sql: """
            DO $$
            DECLARE
                item record;
            BEGIN
                IF (SELECT value FROM capabilities WHERE name = 'timescaledb') = 'none' THEN
                    RETURN;
                END IF;
                FOR item IN
                    SELECT * FROM (VALUES
                        ('bars', 'opened_at', 2592000000), ('signals', 'opened_at', 2592000000),
                        ('decisions', 'opened_at', 2592000000), ('trades', 'occurred_at', 604800000)
                    ) AS tables (name, time_column, chunk)
                LOOP
                    EXECUTE format(
                        'SELECT create_hypertable(%L, by_range(%L, %s::bigint), '
                        'create_default_indexes => false, migrate_data => true)',
                        item.name, item.time_column, item.chunk);
                    EXECUTE format('SELECT set_integer_now_func(%L, %L)', item.name, 'now_milliseconds');
                END LOOP;
            END
            $$;
            """)
}
