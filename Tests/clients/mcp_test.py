"""The MCP endpoint, asked by the official client in both eras and held to the protocol's own schemas.

Usage: mcp_test.py EXECUTABLES SCHEMAS [URL KEY]
Without an address a suite of its own is started, in which AIs may trade.
"""

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
import uuid

import httpx2
import jsonschema
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from running_suite import RunningSuite

MODERN = "2026-07-28"
LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26")
BITCOIN = "sim:BTCUSD"
TOOLS = {
    "get_quote", "get_candles", "get_positions", "preview_order", "place_order", "cancel_order", "list_instruments",
    "list_signals", "list_decisions", "list_strategies", "explain_decision", "list_orders", "get_portfolio", "get_status",
}


class Wire:
    """Messages as they are on the wire."""

    def __init__(self, url, key, schemas):
        self.url, self.key = url + "/mcp", key
        self.schemas = {}
        for version in (MODERN, *LEGACY[:2]):
            with open(os.path.join(schemas, f"mcp-{version}.schema.json")) as file:
                self.schemas[version] = json.load(file)

    def check(self, version, name, document):
        schema = self.schemas[version]
        definitions = "$defs" if "$defs" in schema else "definitions"
        kind = jsonschema.validators.validator_for(schema)
        kind({**schema, "$ref": f"#/{definitions}/{name}"}).validate(document)

    def send(self, body, method="POST", **headers):
        """Status, headers and body of the answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
        headers.setdefault("Authorization", f"Bearer {self.key}")
        request = urllib.request.Request(self.url, data if method == "POST" else None, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                status, headers, text = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, headers, text = error.code, error.headers, error.read()
        return status, headers, json.loads(text) if text else None

    def modern(self, method, params=None, meta=None, headers=None):
        own = {
            "io.modelcontextprotocol/protocolVersion": MODERN,
            "io.modelcontextprotocol/clientCapabilities": {},
        }
        params = {**(params or {}), "_meta": own if meta is None else meta}
        body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
        subject = params.get("name", params.get("uri"))
        usual = {"MCP-Protocol-Version": MODERN, "Mcp-Method": method}
        if subject is not None and method in ("tools/call", "prompts/get", "resources/read"):
            usual["Mcp-Name"] = subject
        return self.send(body, **{**usual, **(headers or {})})

    def legacy(self, version, method, params=None):
        body = {"jsonrpc": "2.0", "id": "a", "method": method, **({"params": params} if params else {})}
        return self.send(body, **{"MCP-Protocol-Version": version})


def test_schemas(wire):
    """Every kind of result, valid against the schema of every revision that has one."""
    decision = decision_of(wire)
    asked = [
        ("tools/list", None, "ListToolsResult"),
        ("resources/list", None, "ListResourcesResult"),
        ("resources/templates/list", None, "ListResourceTemplatesResult"),
        ("prompts/list", None, "ListPromptsResult"),
        ("tools/call", {"name": "get_quote", "arguments": {"instrument": BITCOIN}}, "CallToolResult"),
        ("tools/call", {"name": "get_quote", "arguments": {}}, "CallToolResult"),
        ("resources/read", {"uri": "qtp://symbols"}, "ReadResourceResult"),
        ("resources/read", {"uri": f"qtp://decisions/{decision}"}, "ReadResourceResult"),
        ("prompts/get", {"name": "draft_strategy", "arguments": {"idea": "buy dips"}}, "GetPromptResult"),
        ("prompts/get", {"name": "explain_signal", "arguments": {"decision": decision}}, "GetPromptResult"),
    ]
    for method, params, name in asked + [("server/discover", None, "DiscoverResult")]:
        status, _, body = wire.modern(method, params)
        assert status == 200, (method, body)
        wire.check(MODERN, f"{name}Response" if f"{name}Response" in wire.schemas[MODERN]["$defs"] else name, body)
        wire.check(MODERN, name, body["result"])
    for version in LEGACY:
        checked = version if version in wire.schemas else LEGACY[1]
        status, _, body = wire.legacy(
            version, "initialize",
            {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
        )
        assert status == 200 and body["result"]["protocolVersion"] == version
        wire.check(checked, "InitializeResult", body["result"])
        for method, params, name in asked + [("ping", None, "EmptyResult")]:
            status, _, body = wire.legacy(version, method, params)
            assert status == 200, (method, body)
            wire.check(checked, name, body["result"])
    print("ok: every result is valid in every revision")


def test_tool_results(wire):
    """What a tool gives is what its output schema says, and the same as text."""
    tools = {tool["name"]: tool for tool in wire.modern("tools/list")[2]["result"]["tools"]}
    assert set(tools) >= TOOLS, TOOLS - set(tools)
    decision = decision_of(wire)
    arguments = {
        "get_quote": {"instrument": BITCOIN},
        "get_candles": {"instrument": BITCOIN, "interval": "30m", "limit": 3},
        "explain_decision": {"id": decision},
        "list_signals": {"limit": 5},
        "list_decisions": {"limit": 5},
        "preview_order": {"instrument": BITCOIN, "side": "buy", "quantity": "1000", "unit": "quote"},
    }
    for name, tool in tools.items():
        jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
        jsonschema.Draft202012Validator.check_schema(tool["outputSchema"])
        if not tool["annotations"]["readOnlyHint"]:
            continue
        given = arguments.get(name, {})
        jsonschema.Draft202012Validator(tool["inputSchema"]).validate(given)
        status, _, body = wire.modern("tools/call", {"name": name, "arguments": given})
        result = body["result"]
        assert status == 200 and not result["isError"], (name, result)
        jsonschema.Draft202012Validator(tool["outputSchema"]).validate(result["structuredContent"])
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    print(f"ok: {len(tools)} tools give what they promise")


def test_errors(wire):
    """Every error of the modern revision, with its HTTP status and in its schema."""
    own = {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    unknown = {**own, "io.modelcontextprotocol/protocolVersion": "2099-01-01"}
    call = {"name": "get_status", "arguments": {}}
    cases = [
        (wire.send(b"{"), 400, -32700, "ParseError"),
        (wire.send({"jsonrpc": "2.0", "id": 1}), 400, -32600, "InvalidRequestError"),
        (wire.modern("nonsense"), 404, -32601, "MethodNotFoundError"),
        (wire.modern("ping"), 404, -32601, "MethodNotFoundError"),
        (wire.modern("tools/call", {"name": "nonsense"}), 400, -32602, "InvalidParamsError"),
        (wire.modern("resources/read", {"uri": "qtp://none"}), 400, -32602, "InvalidParamsError"),
        (wire.modern("resources/read", {"uri": "qtp://decisions/decision/sim:X/30m/0"}), 400, -32602, None),
        (wire.modern("tools/list", meta={}), 400, -32602, "InvalidParamsError"),
        (wire.modern("tools/call", call, headers={"Mcp-Name": "get_quote"}), 400, -32020, "HeaderMismatchError"),
        (wire.modern("tools/call", call, headers={"Mcp-Method": "tools/list"}), 400, -32020, "HeaderMismatchError"),
        (wire.modern("tools/call", call, headers={"Mcp-Name": None}), 400, -32020, "HeaderMismatchError"),
        (
            wire.modern("tools/list", meta=unknown, headers={"MCP-Protocol-Version": "2099-01-01"}),
            400, -32022, "UnsupportedProtocolVersionError",
        ),
    ]
    for (status, _, body), expected, code, name in cases:
        assert (status, body["error"]["code"]) == (expected, code), (status, body)
        wire.check(MODERN, "JSONRPCErrorResponse", body)
        if name in ("HeaderMismatchError", "UnsupportedProtocolVersionError"):
            wire.check(MODERN, name, body)
    status, _, body = wire.legacy(LEGACY[0], "resources/read", {"uri": "qtp://none"})
    assert (status, body["error"]["code"]) == (200, -32002)
    status, _, body = wire.legacy("1999-01-01", "ping")
    assert (status, body["error"]["code"]) == (400, -32600)
    status, _, body = wire.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (status, body) == (202, None)
    print("ok: every error has its code, status and form")


def test_door(wire):
    """What HTTP itself is asked: methods, keys, origins."""
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    for method in ("GET", "DELETE", "PUT"):
        status, headers, _ = wire.send(ping, method=method)
        assert status == 405 and headers["Allow"] == "POST", (method, status, headers["Allow"])
    for key in ("", "Bearer wrong", "Basic abc"):
        status, headers, _ = wire.send(ping, Authorization=key)
        assert status == 401 and headers["WWW-Authenticate"].startswith("Bearer"), (key, status)
        assert "resource_metadata" not in headers["WWW-Authenticate"]
    status, _, _ = wire.send(ping, Origin="http://evil.example")
    assert status == 403, status
    status, _, _ = wire.send(ping, Accept="text/html")
    assert status == 406, status
    status, _, body = wire.send(ping, Authorization=None, **{"X-API-Key": wire.key})
    assert status == 200 and body["result"] == {}
    print("ok: methods, keys and origins")


def decision_of(wire):
    arguments = {"limit": 1}
    _, _, body = wire.modern("tools/call", {"name": "list_decisions", "arguments": arguments})
    return body["result"]["structuredContent"]["items"][0]["id"]


async def use(client, version):
    """What a person does with an AI: look, ask why, try an order, place it, take it back."""
    assert client.protocol_version == version, client.protocol_version
    listed = {tool.name for tool in (await client.list_tools()).tools}
    assert listed >= TOOLS, TOOLS - listed
    assert [prompt.name for prompt in (await client.list_prompts()).prompts] == ["draft_strategy", "explain_signal"]
    assert (await client.list_resources()).resources
    assert (await client.read_resource("qtp://symbols")).contents

    async def call(name, **arguments):
        result = await client.call_tool(name, arguments)
        return result.is_error, result.structured_content, result.content[0].text

    is_error, quote, _ = await call("get_quote", instrument=BITCOIN)
    assert not is_error and float(quote["price"]) > 0
    is_error, _, text = await call("get_quote")
    assert is_error and "instrument" in text
    is_error, preview, text = await call("preview_order", instrument=BITCOIN, side="buy", quantity="1000", unit="quote")
    assert not is_error, text
    assert preview["isAllowed"], preview
    order = {name: preview[name] for name in ("confirmationToken", "instrument", "side", "quantity")}
    is_error, _, text = await call("place_order", **order)
    assert is_error and "idempotencyKey" in text
    is_error, _, text = await call("place_order", **{**order, "quantity": "9"}, idempotencyKey=uuid.uuid4().hex)
    assert is_error and "another order" in text, text
    name = uuid.uuid4().hex
    is_error, placed, text = await call("place_order", **order, idempotencyKey=name)
    assert not is_error and placed["status"] == "journalled", text
    assert placed["clientOrderID"] == preview["clientOrderID"]
    is_error, again, text = await call("place_order", **order, idempotencyKey=name)
    assert not is_error and again == placed, text
    is_error, _, text = await call("place_order", **order, idempotencyKey=uuid.uuid4().hex)
    assert is_error and "used" in text, text
    # The record follows the executor within moments.
    for _ in range(100):
        is_error, cancelled, text = await call(
            "cancel_order", clientOrderID=placed["clientOrderID"], idempotencyKey=uuid.uuid4().hex)
        if not is_error:
            break
        await asyncio.sleep(0.1)
    assert not is_error and cancelled["status"] == "cancelled", text
    for _ in range(100):
        _, orders, _ = await call("list_orders", instrument=BITCOIN, limit=50)
        found = [item for item in orders["items"] if item["clientOrderID"] == placed["clientOrderID"]]
        if found and found[0]["status"] == "cancelled":
            break
        await asyncio.sleep(0.1)
    assert found and found[0]["status"] == "cancelled", found
    assert found[0]["causeID"].startswith("command/order/")
    is_error, refused, text = await call("preview_order", instrument=BITCOIN, side="buy", quantity="90000", unit="quote")
    assert not is_error and not refused["isAllowed"] and refused["failedRule"] == "order_notional", refused
    assert refused["confirmationToken"] is None


async def test_client(url, key):
    for mode, version in (("auto", MODERN), ("legacy", LEGACY[0])):
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=120) as http:
            transport = streamable_http_client(url + "/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                await use(client, version)
        print(f"ok: the official client in {version}")


async def test_limits(suite):
    """A key's own limits hold for an AI as for anybody."""
    async def using(key, body):
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=120) as http:
            async with Client(streamable_http_client(suite.url + "/mcp", http_client=http)) as client:
                async def call(name, **arguments):
                    result = await client.call_tool(name, arguments)
                    return result.is_error, result.structured_content, result.content[0].text

                await body(call)

    def key(*limits):
        return suite.qtp("keys", "create", "--scope", "paper", "--label", "limited", *limits).strip()

    def wish(quantity):
        return {"instrument": BITCOIN, "side": "buy", "quantity": quantity}

    async def quantity(call):
        _, beyond, text = await call("preview_order", **wish("0.02"))
        assert not beyond["isAllowed"] and beyond["failedRule"] == "key-limit", text
        assert "0.02" in beyond["failure"] and "0.01" in beyond["failure"], text
        _, within, text = await call("preview_order", **wish("0.01"))
        assert within["isAllowed"], text

    async def day(call):
        previews = [(await call("preview_order", **wish("0.01")))[1] for _ in range(2)]
        answers = []
        for preview in previews:
            order = {name: preview[name] for name in ("confirmationToken", "instrument", "side", "quantity")}
            answers.append(await call("place_order", **order, idempotencyKey=uuid.uuid4().hex))
        assert [is_error for is_error, _, _ in answers] == [False, True], answers
        assert "a day" in answers[1][2], answers

    await using(key("--order-quantity", f"{BITCOIN}=0.01", "--order-quantity", "sim:ETHUSD=0"), quantity)
    await using(key("--daily-notional", "200"), day)
    print("ok: an AI is held to its key's limits")


def main(executables, schemas, url, key):
    wire = Wire(url, key, schemas)
    test_door(wire)
    test_errors(wire)
    test_schemas(wire)
    test_tool_results(wire)
    asyncio.run(test_client(url, key))


if __name__ == "__main__":
    if len(sys.argv) > 3:
        main(*sys.argv[1:5])
    else:
        with RunningSuite(sys.argv[1], QTP_GATEWAY_MCP_TRADING="true") as suite:
            main(sys.argv[1], sys.argv[2], suite.url, suite.key)
            asyncio.run(test_limits(suite))
