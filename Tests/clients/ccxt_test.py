"""ccxt, unmodified, against exchange-sim: markets, paged OHLCV equal to the recording, and streams. Run by run.sh."""

import asyncio
import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from decimal import Decimal

import aiohttp
import ccxt

DATA = os.path.join("Services", "exchange-sim", "Data")
HALF_HOUR = 1_800_000
SPRING_2018 = 1_522_540_800_000


class Simulator:
    """An exchange-sim process on a free port."""

    def __init__(self, executable, *options):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([executable, "--port", "0", *options], stderr=self.log)
        self.port = self._wait_for_port()

    def _wait_for_port(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            self.log.seek(0)
            for line in self.log.read().splitlines():
                if line.startswith("{") and "The venue is open" in line:
                    return int(json.loads(line)["metadata"]["port"])
            time.sleep(0.1)
        self.log.seek(0)
        sys.exit("exchange-sim did not start:\n" + self.log.read())

    def status(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sim/status", timeout=10) as answer:
            return json.load(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise AssertionError("exchange-sim did not stop within 10 s of SIGTERM")


def recording(symbol):
    with gzip.open(os.path.join(DATA, f"{symbol}-30m.csv.gz"), "rt") as file:
        return list(csv.DictReader(file))


def client(port):
    exchange = ccxt.binance({"options": {"fetchMarkets": {"types": ["spot"]}, "defaultType": "spot"}})
    api = exchange.urls["api"]
    for name, address in list(api.items()):
        if isinstance(address, str) and "://" in address:
            api[name] = f"http://127.0.0.1:{port}/" + address.split("://", 1)[1].split("/", 1)[-1]
    return exchange


def test_markets_and_bars(executable):
    with Simulator(executable, "--clock", "2030-01-01") as simulator:
        exchange = client(simulator.port)
        markets = exchange.load_markets()
        assert sorted(markets) == ["BTC/USD", "ETH/USD"], markets.keys()
        assert markets["BTC/USD"]["active"] and markets["BTC/USD"]["limits"]["cost"]["min"] == 10.0
        for symbol in ("BTC/USD", "ETH/USD"):
            rows = recording(symbol.replace("/", ""))
            fetched, since = [], int(rows[0]["open_time_ms"])
            while True:
                page = exchange.fetch_ohlcv(symbol, "30m", since=since, limit=1000)
                if not page:
                    break
                fetched += page
                since = page[-1][0] + HALF_HOUR
            columns = ("open_time_ms", "open", "high", "low", "close", "volume")
            expected = [[int(row[columns[0]])] + [float(row[name]) for name in columns[1:]] for row in rows]
            assert fetched == expected, f"{symbol}: {len(fetched)} bars fetched, {len(expected)} recorded"
            print(f"ok: {symbol}: {len(fetched)} bars equal the recording")
        trades = exchange.fetch_trades("BTC/USD", limit=4)
        assert len(trades) == 4 and trades[-1]["price"] == float(recording("BTCUSD")[-1]["close"])
        try:
            exchange.publicGetKlines({"symbol": "NONE", "interval": "30m"})
            raise AssertionError("an unknown symbol was accepted")
        except ccxt.BadSymbol:
            print("ok: ccxt understands the errors")


async def read_streams(port, names):
    """Everything that comes on a combined connection until the simulator says that it has sent all."""
    messages = []
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(f"http://127.0.0.1:{port}/stream", max_msg_size=0) as socket:
            await socket.send_json({"method": "SUBSCRIBE", "params": names, "id": 1})
            assert await socket.receive_json() == {"result": None, "id": 1}
            while True:
                try:
                    message = await socket.receive(timeout=2)
                except asyncio.TimeoutError:
                    return messages
                assert message.type == aiohttp.WSMsgType.TEXT, message
                messages.append(message.data)


def test_streams(executable):
    with Simulator(executable, "--speed", "max", "--end", str(SPRING_2018)) as simulator:
        before = simulator.status()
        assert before["messagesSent"] == 0 and not before["ended"]
        started = time.monotonic()
        texts = asyncio.run(read_streams(simulator.port, ["btcusd@aggTrade", "btcusd@kline_30m"]))
        seconds = time.monotonic() - started - 2
        status = simulator.status()
        assert status["ended"] and status["messagesSent"] == len(texts), status
        rows = [row for row in recording("BTCUSD") if int(row["open_time_ms"]) < SPRING_2018]
        messages = [json.loads(text)["data"] for text in texts]
        bars = [message["k"] for message in messages if message["e"] == "kline"]
        assert [(bar["t"], bar["o"], bar["h"], bar["l"], bar["c"], bar["v"]) for bar in bars] == [
            (int(row["open_time_ms"]), row["open"], row["high"], row["low"], row["close"], row["volume"])
            for row in rows
        ]
        trades = [message for message in messages if message["e"] == "aggTrade"]
        assert len(trades) == 4 * len(rows)
        volume = sum(Decimal(trade["q"]) for trade in trades)
        assert volume == sum(Decimal(row["volume"]) for row in rows)
        print(f"ok: {len(texts)} stream messages, all as recorded, {len(texts) / seconds:.0f} a second")


def test_restart(executable):
    """Killed in the middle, the simulator goes on; nothing is missing once HTTP has filled what the kill cut off."""
    with tempfile.TemporaryDirectory() as folder:
        options = ("--speed", "max", "--end", "2018-01-01", "--state", os.path.join(folder, "clock"))
        opened = set()

        async def some(port, count):
            async with aiohttp.ClientSession() as session:
                async with session.ws_connect(f"http://127.0.0.1:{port}/ws/btcusd@kline_30m") as socket:
                    for _ in range(count):
                        opened.add((await socket.receive_json(timeout=10))["k"]["t"])

        with Simulator(executable, *options) as simulator:
            asyncio.run(some(simulator.port, 1500))
            time.sleep(0.6)
            asyncio.run(some(simulator.port, 10))
            simulator.process.kill()
            simulator.process.wait()
        with Simulator(executable, *options) as simulator:
            asyncio.run(read_streams(simulator.port, ["btcusd@kline_30m"]))
            exchange = client(simulator.port)
            expected = {int(row["open_time_ms"]) for row in recording("BTCUSD")}
            expected = {time for time in expected if time < 1514764800000}
            since = min(expected)
            while page := exchange.fetch_ohlcv("BTC/USD", "30m", since=since, limit=1000):
                opened.update(row[0] for row in page)
                since = page[-1][0] + HALF_HOUR
            assert opened == expected
        print("ok: a killed simulator goes on where its clock stood")


def test_stops_while_listened_to(executable):
    async def listen_until_closed(simulator):
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(f"http://127.0.0.1:{simulator.port}/ws/btcusd@trade") as socket:
                await socket.receive(timeout=10)
                simulator.process.send_signal(signal.SIGTERM)
                while (await socket.receive(timeout=10)).type == aiohttp.WSMsgType.TEXT:
                    pass
                return socket.close_code

    with Simulator(executable, "--speed", "max") as simulator:
        code = asyncio.run(listen_until_closed(simulator))
        assert code in (1000, 1001), code
        assert simulator.process.wait(10) == 0
        print("ok: SIGTERM closes connections properly and ends the process")


if __name__ == "__main__":
    for test in (test_markets_and_bars, test_streams, test_restart, test_stops_while_listened_to):
        test(sys.argv[1])
    print("all clients are content")
