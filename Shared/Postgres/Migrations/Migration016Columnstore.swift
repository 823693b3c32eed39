extension Migration {
    /// Where the server can compress old chunks, says how; when is a matter of the configuration.
    ///
    /// Rows of one instrument lie together, in order of time, which is how they are read; key columns are all named, so
    /// that a late row finds its place. Elsewhere a block range index over time is told to keep itself up to date.
    static let columnstore = Migration(
        number: 16, name: "columnstore",
        sql: """
            DO $$
            DECLARE
                mode text := (SELECT value FROM capabilities WHERE name = 'timescaledb');
                item record;
            BEGIN
                IF mode = 'none' THEN
                    -- Blocks that were never summarised are read by every search, and in a table that only grows
                    -- nobody else sees to it before a fifth of it is new.
                    ALTER INDEX trades_time SET (autosummarize = on);
                ELSIF mode = 'timescale' THEN
                    FOR item IN
                        SELECT * FROM (VALUES
                            ('bars', 'instrument, interval', 'opened_at'),
                            ('signals', 'instrument, interval, engine', 'opened_at'),
                            ('decisions', 'instrument, interval', 'opened_at'),
                            ('trades', 'instrument', 'occurred_at, trade_id')
                        ) AS tables (name, segments, ordering)
                    LOOP
                        EXECUTE format(
                            'ALTER TABLE %I SET (timescaledb.enable_columnstore, '
                            'timescaledb.segmentby = %L, timescaledb.orderby = %L)',
                            item.name, item.segments, item.ordering);
                    END LOOP;
                END IF;
            END
            $$;
            """)
}
