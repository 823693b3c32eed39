#!/usr/bin/env python3
"""Measures trades a second through the daemon volume-profile over Redis.

usage: daemon.py BIN TRADES [--repeat 10]

Fills the streams `trades` and `bars` of one shard with the recorded trades, several times over, and a bar for each 500 of
them; then starts the daemon and times its answers, from the first to the last. Every bar has to be answered once, and
all volume has to be counted trade by trade.
"""
import argparse
import csv
import gzip
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from bus import Redis as Server  # noqa: E402
from suite import Redis as Client  # noqa: E402

MINUTE, GROUP = 60_000, 500


def encode(*words):
    parts = [str(word).encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def fill(client, trades, repeat):
    """Writes all entries, and gives how many trades and bars there are."""
    count, buffer, group, opened = 0, [], [], 1_700_000_000_000 // MINUTE * MINUTE

    def send():
        client.socket.sendall(b"".join(buffer))
        for _ in buffer:
            client.answer()
        buffer.clear()

    bars = 0
    for _ in range(repeat):
        for row in trades:
            count += 1
            buffer.append(encode(
                "XADD", "qtp:{s00}:trades", "*", "type", "trade.printed", "v", 1, "id", f"trade/sim:BTCUSDT/{count}",
                "key", "sim:BTCUSDT", "ts", opened, "tradeID", count, "price", row["price"], "quantity", row["qty"],
                "aggressor", "sell" if row["is_buyer_maker"] == "1" else "buy"))
            group.append(row)
            if len(group) == GROUP:
                prices = [Decimal(one["price"]) for one in group]
                buffer.append(encode(
                    "XADD", "qtp:{s00}:bars", "*", "type", "bar.closed", "v", 1, "id",
                    f"bar/sim:BTCUSDT/1m/{opened}", "key", "sim:BTCUSDT", "ts", opened + MINUTE, "interval", "1m",
                    "openedAt", opened, "open", prices[0], "high", max(prices), "low", min(prices), "close",
                    prices[-1], "volume", sum(Decimal(one["qty"]) for one in group), "lastTradeID", count))
                group, opened, bars = [], opened + MINUTE, bars + 1
                send()
    send()
    return count, bars


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("trades", type=pathlib.Path)
    parser.add_argument("--repeat", type=int, default=10)
    options = parser.parse_args()
    with gzip.open(options.trades, "rt") as file:
        trades = list(csv.DictReader(file))
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        url = f"redis://127.0.0.1:{server.port}"
        client = Client(url)
        count, bars = fill(client, trades, options.repeat)
        environment = {**os.environ, "QTP_REDIS_URL": url, "QTP_SHARDS": "1", "QTP_ADMIN_PORT": "0",
                       "QTP_INSTANCE": "bench"}
        with open(f"{folder}/log", "w") as log:
            daemon = subprocess.Popen([options.binaries / "volume-profile"], env=environment, stdout=log, stderr=log)
        try:
            first = last = None
            answered = 0
            while answered < bars:
                if daemon.poll() is not None:
                    shutil.copyfileobj(open(f"{folder}/log"), sys.stderr)
                    sys.exit("volume-profile has stopped")
                now = client.call("XLEN", "qtp:{s00}:signals")
                if now > answered:
                    answered, last = now, time.perf_counter()
                    if first is None:
                        first, before = last, now
                time.sleep(0.001)
        finally:
            daemon.terminate()
            daemon.wait()
        answers = [fields for _, fields in client.entries("qtp:{s00}:signals")]
    assert len({one["id"] for one in answers}) == len(answers) == bars, "every bar is answered once"
    assert all(one["e.session_exact"] == "1.0" for one in answers), "counted trade by trade"
    rate = (bars - before) * GROUP / (last - first)
    print(f"{count} trades, {bars} bars, all answered once and exact: {rate:,.0f} trades a second")


if __name__ == "__main__":
    main()
