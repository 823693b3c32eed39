"""python-socketio, unmodified, against two gateways: subscriptions, refusals, and a change-over under load.

Arguments: port and process of the first gateway, which is killed; port of the second; port of Redis. The integration tests run it.
"""

import asyncio
import os
import signal
import sys
import time

import aiohttp
import redis.asyncio
import socketio

KEY = "replica-f3a9c07be2d41786"
SHARDS = 16


class Subscriber:
    """A client that keeps what it was told, and the cursor of its one subscription."""

    def __init__(self):
        self.events, self.cursor = [], None

    async def connect(self, gateway, transports):
        self.client = socketio.AsyncClient(reconnection=False)
        for topic in ("trades", "gap"):
            self.client.on(topic, self.take)
        await self.client.connect(
            f"http://127.0.0.1:{gateway}", auth={"token": KEY}, transports=transports
        )
        wanted = {"topic": "trades", "snapshot": 10} | ({"cursor": self.cursor} if self.cursor else {})
        answer = await self.client.call("subscribe", wanted)
        assert answer["ok"] is True, answer
        self.cursor = self.cursor or answer["cursor"]
        return answer

    async def take(self, event):
        self.events.append(event)
        self.cursor = event["cursor"]


async def trade(bus, number):
    shard = number % SHARDS
    await bus.xadd(
        f"qtp:{{s{shard:02}}}:trades",
        {
            "type": "trade.printed", "v": 1, "id": f"trade/sim:T{shard}/{number}", "key": f"sim:T{shard}",
            "ts": 1_700_000_000_000 + number, "tradeID": number, "price": "1.5", "quantity": "2",
            "aggressor": "buy",
        },
    )


async def test_requests(gateway):
    client = socketio.AsyncClient(reconnection=False)
    for auth in (None, {"token": "wrong"}):
        try:
            await client.connect(f"http://127.0.0.1:{gateway}", auth=auth)
            raise AssertionError("a client without the key was let in")
        except socketio.exceptions.ConnectionError:
            pass
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(f"http://127.0.0.1:{gateway}", auth={"token": KEY})
    answer = await client.call("subscribe", {"topic": ["candles", "orders"], "instrument": "sim:BTC"})
    assert answer["ok"] and [item["topic"] for item in answer["snapshot"]] == ["candles", "orders"], answer
    assert answer["cursor"] and answer["subscription"] == "candles,orders/sim:BTC/*", answer
    refused = await client.call("subscribe", {"topic": "candles"})
    assert refused["ok"] is False and refused["error"]["status"] == 409, refused
    wrong = await client.call("subscribe", {"topic": "weather", "cursor": "?"})
    assert [fault["loc"] for fault in wrong["error"]["errors"]] == [["body", "topic"], ["body", "cursor"]], wrong
    ended = await client.call("unsubscribe", {"subscription": answer["subscription"]})
    assert ended["wasSubscribed"] is True, ended
    resumed = await client.call("resume", {"subscriptions": [{"topic": "fills", "cursor": "0"}, {"topic": "x"}]})
    assert [item["ok"] for item in resumed["subscriptions"]] == [True, False], resumed
    unknown = await client.call("weather", {})
    assert unknown["error"]["status"] == 404, unknown
    await client.disconnect()
    print("ok: subscriptions are answered, and refused with what to change")


async def test_end(gateway):
    """A client is told why it is refused, and why what it had open has ended."""
    refusals = []
    client = socketio.AsyncClient(reconnection=False)
    client.on("connect_error", refusals.append)
    try:
        await client.connect(f"http://127.0.0.1:{gateway}", auth={"token": "wrong"})
    except socketio.exceptions.ConnectionError:
        pass
    assert refusals[0]["message"] == "unauthorized" and refusals[0]["data"]["status"] == 401, refusals

    api = f"http://127.0.0.1:{gateway}/v1/keys"
    async with aiohttp.ClientSession(headers={"X-API-Key": KEY}) as http:
        async with http.post(api, json={"label": "short", "scope": "read"}) as answer:
            made = await answer.json()
        ends, gone = {}, [asyncio.Event(), asyncio.Event()]
        for number, transport in enumerate(("websocket", "polling")):
            client = socketio.AsyncClient(reconnection=False)
            client.on("closed", lambda problem, transport=transport: ends.update({transport: problem}))
            client.on("disconnect", lambda *_, number=number: gone[number].set())
            await client.connect(
                f"http://127.0.0.1:{gateway}", auth={"token": made["key"]}, transports=[transport]
            )
            assert (await client.call("subscribe", {"topic": "orders"}))["ok"]
        async with http.delete(f"{api}/{made['id']}") as answer:
            assert answer.status == 200
    revoked = time.monotonic()
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in gone)), 10)
    assert {problem["type"].rsplit(":")[-1] for problem in ends.values()} == {"key-revoked"}, ends
    assert len(ends) == 2, ends
    print(f"ok: sockets of a revoked key are told so and end within {time.monotonic() - revoked:.1f} s")


async def test_change_over(first, process, second, bus):
    subscribers = [Subscriber() for _ in range(6)]
    for number, subscriber in enumerate(subscribers):
        await subscriber.connect(first, ["websocket"] if number % 2 else ["polling", "websocket"])
    number, stopping = 0, False

    async def load():
        nonlocal number
        while not stopping:
            for _ in range(10):
                number += 1
                await trade(bus, number)
            await asyncio.sleep(0.02)

    loading = asyncio.create_task(load())
    await asyncio.sleep(3)
    os.kill(process, signal.SIGKILL)
    lost = time.monotonic()
    counts = [len(subscriber.events) for subscriber in subscribers]
    assert all(counts), counts
    for subscriber in subscribers:
        await subscriber.connect(second, ["websocket"])
    while any(len(s.events) == count for s, count in zip(subscribers, counts)):
        await asyncio.sleep(0.005)
        assert time.monotonic() - lost < 20, "nothing came from the other gateway"
    resumed = time.monotonic() - lost
    await asyncio.sleep(2)
    stopping = True
    await loading
    deadline = time.monotonic() + 30
    while any(len(s.events) < number for s in subscribers) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    for subscriber in subscribers:
        told = [event["data"]["tradeID"] for event in subscriber.events]
        assert sorted(told) == list(range(1, number + 1)), f"{len(told)} of {number} events, {len(set(told))} different"
        for shard in range(SHARDS):
            own = [tradeID for tradeID in told if tradeID % SHARDS == shard]
            assert own == sorted(own), "out of order"
        await subscriber.client.disconnect()
    print(f"ok: {len(subscribers)} clients changed over in {resumed:.2f} s; each of {number} events once and in order")


async def run(first, process, second, redis_port):
    await test_requests(first)
    await test_end(first)
    async with redis.asyncio.Redis(port=redis_port) as bus:
        await test_change_over(first, process, second, bus)


if __name__ == "__main__":
    asyncio.run(run(*map(int, sys.argv[1:])))
    print("python-socketio is content")
