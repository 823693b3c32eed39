"""What the daemons send to a collector, read by OpenTelemetry's own message classes.

Usage: otlp_test.py FOLDER-OF-THE-EXECUTABLES
"""

import base64
import http.server
import json
import sys
import threading

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from running_suite import RunningSuite

IDS = {"traceId": 16, "spanId": 8, "parentSpanId": 8}


class Collector(http.server.BaseHTTPRequestHandler):
    """Takes every request; the first is told to come again, as a collector under load does."""

    bodies = []
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces", self.path
        assert self.headers["Content-Type"] == "application/json"
        self.bodies.append(body)
        is_first = len(self.bodies) == 1
        answer = json_format.MessageToJson(ExportTraceServiceResponse()).encode()
        self.send_response(503 if is_first else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def with_bytes(value):
    """Hexadecimal ids as base64, which is where OTLP's JSON differs from that of protobuf."""
    if isinstance(value, list):
        return [with_bytes(item) for item in value]
    if not isinstance(value, dict):
        return value
    converted = {}
    for name, item in value.items():
        if name in IDS:
            raw = bytes.fromhex(item)
            assert len(raw) == IDS[name] and any(raw), (name, item)
            item = base64.b64encode(raw).decode()
        else:
            item = with_bytes(item)
        converted[name] = item
    return converted


def main(executables):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = {"QTP_TELEMETRY_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
    with RunningSuite(executables, days=1, **settings) as suite:
        suite.qtp("status")
    server.shutdown()

    services, kinds, spans = set(), set(), {}
    for body in Collector.bodies:
        # Refuses fields that do not exist, wrong types and enumerations by an unknown number's name.
        request = json_format.ParseDict(with_bytes(json.loads(body)), ExportTraceServiceRequest())
        for resource in request.resource_spans:
            names = {item.key: item.value.string_value for item in resource.resource.attributes}
            assert names["service.name"] and names["service.instance.id"] and names["service.namespace"] == "qtp"
            services.add(names["service.name"])
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                assert span.name and 0 < span.start_time_unix_nano <= span.end_time_unix_nano
                assert all(item.key and item.value.WhichOneof("value") for item in span.attributes)
                kinds.add(span.kind)
                spans[(span.trace_id, span.span_id)] = span
    expected = {
        "market-feed", "router", "cipher-engine", "volume-profile", "strategy-gen", "confirmer", "executor",
        "recorder", "gateway",
    }
    assert services == expected, services
    assert kinds >= {Span.SPAN_KIND_PRODUCER, Span.SPAN_KIND_CONSUMER, Span.SPAN_KIND_SERVER}, kinds
    assert Collector.bodies.count(Collector.bodies[0]) == 2, "what met a 503 was not sent again"
    orphans = [
        span for span in spans.values()
        if span.parent_span_id and (span.trace_id, span.parent_span_id) not in spans
    ]
    assert not orphans, orphans[:3]
    print(f"otlp: {len(spans)} spans in {len(Collector.bodies)} requests are OTLP")


if __name__ == "__main__":
    main(sys.argv[1])
