"""People's orders over HTTP while the market runs, and a replay of them from the record.

Usage: orders_test.py EXECUTABLES
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

from running_suite import RunningSuite

BITCOIN, ETHER = "sim:BTCUSD", "sim:ETHUSD"


class API:
    def __init__(self, suite):
        self.url, self.key = suite.url, suite.key

    def send(self, method, path, body=None, name=None):
        headers = {"X-API-Key": self.key, "Content-Type": "application/json"}
        if name is not None:
            headers["Idempotency-Key"] = name
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def preview(self, instrument, side, **further):
        # The recording runs fast, and hours pass between a preview and its order.
        body = {"instrument": instrument, "side": side, "tolerance": "0.5", **further}
        return self.send("POST", "/v1/orders/preview", body)

    def place(self, preview, name=None):
        body = {field: preview[field] for field in ("confirmationToken", "instrument", "side", "quantity")}
        return self.send("POST", "/v1/orders", body, name or uuid.uuid4().hex)

    def order(self, preview):
        _, page = self.send("GET", f"/v1/orders?instrument={preview['instrument']}&limit=1000")
        return next((item for item in page["items"] if item["clientOrderID"] == preview["clientOrderID"]), None)


def until(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)
    return found


def test_refusals(api):
    for body, status in [
        ({"side": "buy", "quantity": "1"}, 422),
        ({"instrument": BITCOIN, "side": "hold", "quantity": "1"}, 422),
        ({"instrument": BITCOIN, "side": "buy"}, 422),
        ({"instrument": BITCOIN, "side": "buy", "quantity": "1", "unit": "lots"}, 422),
        ({"instrument": BITCOIN, "side": "buy", "quantity": "-1"}, 422),
        ({"instrument": BITCOIN, "side": "buy", "quantity": 1}, 422),
        ({"instrument": "sim:NOTHING", "side": "buy", "quantity": "1"}, 422),
    ]:
        given, problem = api.send("POST", "/v1/orders/preview", body)
        assert given == status, (body, given, problem)
        assert problem["detail"] and problem["errors"], problem
    status, problem = api.send(
        "POST", "/v1/orders",
        {"confirmationToken": "none", "instrument": BITCOIN, "side": "buy", "quantity": "1"}, uuid.uuid4().hex)
    assert status == 409 and problem["type"].endswith("confirmation-unknown"), problem
    status, problem = api.send(
        "POST", "/v1/orders",
        {"confirmationToken": "none", "instrument": BITCOIN, "side": "buy", "quantity": "1"})
    assert status == 422, problem
    status, problem = api.send("DELETE", "/v1/orders/q0", name=uuid.uuid4().hex)
    assert status == 404, problem
    print("ok: what makes no sense is refused")


def test_fills(api):
    count = 0
    for side, instrument in [("buy", BITCOIN), ("sell", ETHER), ("sell", BITCOIN), ("buy", ETHER)] * 2:
        status, preview = api.preview(instrument, side, quantity="500", unit="quote")
        assert status == 200, preview
        if not preview["isAllowed"]:
            continue
        status, placed = api.place(preview)
        assert status == 200 and placed["clientOrderID"] == preview["clientOrderID"], placed
        order = until(
            lambda: (found := api.order(preview)) and found["status"] in ("filled", "cancelled") and found, "a fill")
        assert order["status"] == "filled", order
        assert order["quantity"] == order["filledQuantity"] == preview["quantity"], order
        count += 1
    assert count > 0
    print(f"ok: {count} orders placed and filled at the next bar")


def test_kill_switch(api):
    status, preview = api.preview(BITCOIN, "buy", quantity="500", unit="quote")
    assert status == 200 and preview["isAllowed"], preview
    status, _ = api.send("POST", "/v1/commands/kill-switch", {"action": "engage", "reason": "a test"})
    assert status == 200
    try:
        status, killed = api.preview(ETHER, "buy", quantity="90000", unit="quote")
        assert status == 200 and killed["failedRule"] == "kill_switch", killed
        status, problem = api.place(preview)
        opens = abs(float(preview["heldAfter"])) > abs(float(preview["heldBefore"]))
        if opens:
            assert status == 422 and "kill_switch" in problem["detail"], problem
            assert problem["errors"][0]["type"] == "risk.kill_switch", problem
    finally:
        status, _ = api.send("POST", "/v1/commands/kill-switch", {"action": "release", "reason": "over"})
        assert status == 200
    print("ok: the kill switch stops people's orders")


def test_replay(suite):
    """What people did is in the record, and a replay of it gives the very same files."""
    exported, replayed = (os.path.join(suite.folder.name, name) for name in ("exported", "replayed"))
    suite.qtp("export", "--out", exported)
    suite.qtp("replay", "--orders", *suite.range, "--out", replayed)
    suite.qtp("diff", exported, replayed)
    with open(os.path.join(exported, "orders.jsonl")) as file:
        people = sum("command/order/" in line for line in file)
    assert people > 3, people
    print(f"ok: a replay with {people} recorded orders of people gives the same files")


if __name__ == "__main__":
    with RunningSuite(sys.argv[1], days=20, speed="30000", until_end=False) as suite:
        api = API(suite)
        for instrument in (BITCOIN, ETHER):
            path = f"/v1/candles?instrument={instrument}&limit=1"
            until(lambda: api.send("GET", path)[1].get("items"), f"a bar of {instrument}")
        test_refusals(api)
        test_fills(api)
        suite.wait_for_end()
        test_replay(suite)
        test_kill_switch(api)
