extension Migration {
    /// What the audit log was asked for, and which jobs a worker has taken.
    static let requests = Migration(
        number: 14, name: "requests",
        sql: """
            ALTER TABLE audit_log ADD COLUMN request json;

            -- A job is taken by a worker or withdrawn by whoever asked for it: of two at once, the row's lock lets one
            -- be the first, and the other sees it.
            ALTER TABLE jobs ADD COLUMN taken_at bigint;

            CREATE OR REPLACE VIEW job_states AS
            SELECT jobs.job_id, jobs.kind, jobs.parameters, jobs.requester, jobs.requested_at,
                jobs.cancel_requested_at,
                CASE
                    WHEN event.state <> 'running' THEN event.state
                    WHEN jobs.cancel_requested_at IS NOT NULL THEN
                        CASE WHEN jobs.taken_at IS NULL AND event.state IS NULL THEN 'cancelled' ELSE 'cancelling' END
                    ELSE coalesce(event.state, 'queued')
                END AS state,
                coalesce(event.progress, 0) AS progress,
                coalesce(
                    event.message,
                    CASE WHEN jobs.cancel_requested_at IS NOT NULL AND jobs.taken_at IS NULL
                        THEN 'cancelled on request' END,
                    'waiting for a worker') AS message,
                coalesce(event.attempt, 0) AS attempt,
                coalesce(event.instance, '') AS instance,
                event.result,
                (SELECT min(occurred_at) FROM job_events WHERE job_events.job_id = jobs.job_id
                    AND (jobs.taken_at IS NOT NULL OR state <> 'cancelled')) AS started_at,
                CASE
                    WHEN jobs.taken_at IS NULL AND coalesce(event.state, 'cancelled') = 'cancelled'
                        AND NOT EXISTS (
                            SELECT FROM job_events WHERE job_events.job_id = jobs.job_id AND state = 'running')
                        THEN coalesce(jobs.cancel_requested_at, event.occurred_at)
                    WHEN event.state <> 'running' THEN event.occurred_at
                END AS finished_at
            FROM jobs LEFT JOIN LATERAL (
                SELECT * FROM job_events WHERE job_events.job_id = jobs.job_id
                ORDER BY attempt DESC, step DESC LIMIT 1
            ) event ON true;
            """)
}
