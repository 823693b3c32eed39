/// What each metric means, for `# HELP` lines; a metric that is not here is exported without one.
enum MetricHelp {
    static let texts: [String: String] = [
        "qtp_ready": "1 when the service is ready, as /readyz tells.",
        "qtp_stage_entries_total": "Entries taken from streams.",
        "qtp_stage_outputs_total": "Messages appended to streams.",
        "qtp_stage_commits_total": "Batches whose effects and cursors were committed.",
        "qtp_stage_dead_letters_total": "Entries that could not be taken.",
        "qtp_stage_reconnects_total": "Connections to Redis that were lost and made again.",
        "qtp_stage_rebuilds_total": "Shards whose state was rebuilt at a take-over.",
        "qtp_stage_commit_seconds": "Time of one commit's round trip.",
        "qtp_stage_handle_seconds": "Time of stepping one batch.",
        "qtp_stage_batch_entries": "Entries of a batch.",
        "qtp_stage_owned_shards": "Shards this instance owns.",
        "qtp_stage_held_back_shards":
            "Shards that wait because an output stream is above its high-water mark.",
        "qtp_gateway_event_clients": "Clients that follow events.",
        "qtp_gateway_event_window_events": "Events kept in memory for clients that come back.",
        "qtp_gateway_events_total": "Entries read from the event streams.",
        "qtp_gateway_event_deliveries_total": "Events handed to clients.",
        "qtp_gateway_event_conflated_total": "Waiting states that a newer one replaced.",
        "qtp_gateway_event_overflows_total": "Events that found a client's queue full.",
        "qtp_gateway_event_backlog_reads_total":
            "Reads of the streams for clients that memory did not reach back for.",
        "qtp_gateway_event_gaps_total": "Gaps that clients were told of.",
        "qtp_webhook_deliveries_total": "Attempts to deliver an event to a webhook, by what followed.",
        "qtp_webhook_pending": "Deliveries that wait, of all webhooks that are enabled.",
        "qtp_webhook_oldest_pending_seconds": "For how long the oldest of them waits.",
        "hb_requests_total": "HTTP requests answered.",
        "hb_request_errors_total": "HTTP requests that ended in an error nobody handled.",
        "http_server_active_requests": "HTTP requests being answered.",
        "http_server_request_duration_seconds": "Time from an HTTP request to the end of its answer.",
        "process_resident_memory_bytes": "Memory of the process that is in RAM.",
        "process_cpu_seconds_total": "User and system CPU time.",
        "process_open_fds": "Open file descriptors.",
    ]
}
