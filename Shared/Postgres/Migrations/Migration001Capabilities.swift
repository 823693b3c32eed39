extension Migration {
    /// Finds out what the server can do, and writes it down, so that nobody has to guess later.
    ///
    /// TimescaleDB has three states. A server that merely has its files would end the connection on `CREATE
    /// EXTENSION`, which no exception handler sees: only a preloaded library defines its settings, so those
    /// are asked for first. The Apache build then refuses compression, policies and continuous aggregates.
    static let capabilities = Migration(
        number: 1, name: "capabilities",
        sql: """
            CREATE TABLE capabilities (
                name text PRIMARY KEY,
                value text NOT NULL
            );
            COMMENT ON TABLE capabilities IS 'timescaledb: none, apache or timescale';

            DO $$
            DECLARE
                mode text := 'none';
            BEGIN
                IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')
                    AND current_setting('timescaledb.disable_load', true) IS NOT NULL
                THEN
                    BEGIN
                        CREATE EXTENSION IF NOT EXISTS timescaledb;
                        mode := coalesce(current_setting('timescaledb.license', true), 'none');
                    EXCEPTION WHEN OTHERS THEN
                        RAISE NOTICE 'timescaledb cannot be used: %', SQLERRM;
                    END;
                END IF;
                INSERT INTO capabilities VALUES ('timescaledb', mode);
            END
            $$;

            -- Event time is stored as the suite knows it, whole milliseconds; this is for a person's queries.
            CREATE FUNCTION event_time(milliseconds bigint) RETURNS timestamptz
                LANGUAGE sql IMMUTABLE PARALLEL SAFE
                RETURN timestamptz 'epoch' + milliseconds * interval '1 millisecond';

            -- What TimescaleDB needs to know where 'now' is in a table whose time is a number.
            CREATE FUNCTION now_milliseconds() RETURNS bigint
                LANGUAGE sql STABLE PARALLEL SAFE
                RETURN (extract(epoch FROM now()) * 1000)::bigint;
            """)
}
