extension Migration {
    /// Candles of one minute made from trades, exact at every moment, whatever comes late or is corrected.
    ///
    /// What is in the past is kept made (`trade_minutes`); the present and what has changed since is computed when it
    /// is read. The kept part is a continuous aggregate where the server has them, and elsewhere a table that the
    /// recorder fills. The view on top is the same for all, so that the answers are, too.
    static let tradeCandles = Migration(
        number: 15, name: "trade-candles",
        sql: """
            -- claimed: a trade before it must be put down in late_trade_minutes, since a candle may have been made.
            -- made_until: up to there trade_minutes has every candle, but for those of late_trade_minutes.
            -- kept_since: trades before it may have been deleted, so candles there stay as they are.
            CREATE TABLE trade_candle_marks (
                instrument text PRIMARY KEY,
                last_trade_id bigint NOT NULL,
                newest_at bigint NOT NULL,
                claimed bigint NOT NULL,
                made_until bigint NOT NULL CHECK (made_until <= claimed),
                kept_since bigint NOT NULL DEFAULT 0
            );
            INSERT INTO trade_candle_marks (instrument, last_trade_id, newest_at, claimed, made_until)
            SELECT instrument, max(trade_id), max(occurred_at), min(occurred_at) / 60000 * 60000,
                min(occurred_at) / 60000 * 60000
            FROM trades GROUP BY instrument;

            -- changed_by tells whether a minute has changed again since somebody looked.
            CREATE TABLE late_trade_minutes (
                instrument text NOT NULL,
                opened_at bigint NOT NULL,
                changed_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
                CONSTRAINT late_trade_minutes_once PRIMARY KEY (instrument, opened_at)
            );

            CREATE FUNCTION mark_trade_minutes(of_instruments text[], moments bigint[]) RETURNS void
                LANGUAGE sql AS $$
                INSERT INTO late_trade_minutes (instrument, opened_at)
                SELECT DISTINCT change.instrument, change.moment / 60000 * 60000
                FROM unnest(of_instruments, moments) AS change (instrument, moment)
                ORDER BY 1, 2
                ON CONFLICT (instrument, opened_at) DO UPDATE SET changed_by = EXCLUDED.changed_by
            $$;

            CREATE FUNCTION mark_changed_trade() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM mark_trade_minutes(
                    ARRAY[OLD.instrument, coalesce(NEW.instrument, OLD.instrument)],
                    ARRAY[OLD.occurred_at, coalesce(NEW.occurred_at, OLD.occurred_at)]);
                RETURN NULL;
            END
            $$;
            -- Retention says that it is at work: what it deletes leaves the candles as they are.
            CREATE TRIGGER trades_changed AFTER UPDATE OR DELETE ON trades FOR EACH ROW
                WHEN (current_setting('qtp.retention', true) IS DISTINCT FROM 'on')
                EXECUTE FUNCTION mark_changed_trade();

            -- The least and the greatest triple tell the first and the last trade: arrays compare from the left, and
            -- no aggregate needs its input sorted.
            DO $body$
            DECLARE
                mode text := (SELECT value FROM capabilities WHERE name = 'timescaledb');
                figures text := $q$
                    (min(ARRAY[occurred_at::numeric, trade_id::numeric, price]))[3] AS open,
                    max(price) AS high, min(price) AS low,
                    (max(ARRAY[occurred_at::numeric, trade_id::numeric, price]))[3] AS close,
                    sum(quantity) AS volume,
                    sum(CASE aggressor WHEN 'buy' THEN quantity ELSE 0 END) AS buy_volume,
                    count(*) AS trades, max(trade_id) AS last_trade_id $q$;
            BEGIN
                IF mode = 'timescale' THEN
                    EXECUTE 'CREATE MATERIALIZED VIEW trade_minutes '
                        'WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS '
                        'SELECT instrument, time_bucket(60000::bigint, occurred_at) AS opened_at, ' || figures
                        || ' FROM trades GROUP BY 1, 2 WITH NO DATA';
                ELSE
                    CREATE TABLE trade_minutes (
                        instrument text NOT NULL,
                        opened_at bigint NOT NULL,
                        open numeric NOT NULL,
                        high numeric NOT NULL,
                        low numeric NOT NULL,
                        close numeric NOT NULL,
                        volume numeric NOT NULL,
                        buy_volume numeric NOT NULL,
                        trades bigint NOT NULL,
                        last_trade_id bigint NOT NULL,
                        CONSTRAINT trade_minutes_once PRIMARY KEY (instrument, opened_at)
                    );
                END IF;
                EXECUTE 'CREATE FUNCTION make_trade_minutes(of_instrument text, from_at bigint, until_at bigint) '
                    'RETURNS TABLE (instrument text, opened_at bigint, open numeric, high numeric, low numeric, '
                    'close numeric, volume numeric, buy_volume numeric, trades bigint, last_trade_id bigint) '
                    'LANGUAGE sql STABLE AS $f$ SELECT instrument, occurred_at / 60000 * 60000, ' || figures
                    || ' FROM trades WHERE instrument = of_instrument AND occurred_at >= from_at '
                    'AND occurred_at < until_at GROUP BY 1, 2 $f$';
            END
            $body$;

            CREATE VIEW trade_candles AS
            SELECT kept.instrument, kept.opened_at, kept.open, kept.high, kept.low, kept.close, kept.volume,
                kept.buy_volume, kept.trades, kept.last_trade_id
            FROM trade_candle_marks AS mark JOIN trade_minutes AS kept
                ON kept.instrument = mark.instrument AND kept.opened_at < mark.made_until
            WHERE NOT EXISTS (
                SELECT FROM late_trade_minutes AS late
                WHERE late.instrument = kept.instrument AND late.opened_at = kept.opened_at
                    AND late.opened_at >= mark.kept_since)
            UNION ALL
            SELECT made.*
            FROM trade_candle_marks AS mark,
                LATERAL make_trade_minutes(mark.instrument, mark.made_until, 9223372036854775807) AS made
            UNION ALL
            SELECT made.*
            FROM trade_candle_marks AS mark JOIN late_trade_minutes AS late
                ON late.instrument = mark.instrument AND late.opened_at < mark.made_until
                    AND late.opened_at >= mark.kept_since,
                LATERAL make_trade_minutes(late.instrument, late.opened_at, late.opened_at + 60000) AS made;
            COMMENT ON VIEW trade_candles IS 'candles of one minute made from trades';

            -- origin shifts the grid: 345600000 for weeks that begin on Monday.
            CREATE FUNCTION trade_candles_of(
                of_instrument text, length bigint, from_at bigint, until_at bigint, origin bigint DEFAULT 0
            ) RETURNS TABLE (
                instrument text, opened_at bigint, open numeric, high numeric, low numeric, close numeric,
                volume numeric, buy_volume numeric, trades bigint, last_trade_id bigint
            ) LANGUAGE sql STABLE AS $$
                SELECT minute.instrument, (minute.opened_at - origin) / length * length + origin,
                    (min(ARRAY[minute.opened_at::numeric, minute.open]))[2], max(minute.high), min(minute.low),
                    (max(ARRAY[minute.opened_at::numeric, minute.close]))[2], sum(minute.volume),
                    sum(minute.buy_volume), sum(minute.trades)::bigint, max(minute.last_trade_id)
                FROM trade_candles AS minute
                WHERE minute.instrument = of_instrument AND minute.opened_at >= from_at
                    AND minute.opened_at < until_at
                GROUP BY 1, 2 ORDER BY 2
            $$;
            """)
}
