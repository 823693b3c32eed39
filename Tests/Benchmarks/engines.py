"""Bars a second through an engine and a real Redis, by one replica and by two, in turns.

usage: engines.py BIN [--engine cipher-engine] [--bars N] [--instruments N] [--rounds N] [--redis redis-server]

BIN is the folder of the release build. Each round has a private Redis that already holds all bars of all shards; the time
is from the first tenth of the answers to the last. Prints one JSON object.
"""

import argparse
import gzip
import itertools
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from suite import Redis

FOLDER = pathlib.Path(__file__).resolve().parents[2]
RECORDING = FOLDER / "Services/exchange-sim/Data/BTCUSD-30m.csv.gz"
SHARDS = 16
MINUTES = 30
BATCH = 500


def shard(instrument):
    """Where an instrument's streams are: FNV-1a of its name."""
    value = 0xCBF29CE484222325
    for byte in instrument.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value % SHARDS


def instruments(count):
    """Names that lie on as many shards as there can be, evenly."""
    found = {index: [] for index in range(SHARDS)}
    wanted = -(-count // SHARDS)
    for number in itertools.count():
        name = f"bench:I{number}"
        lane = found[shard(name)]
        if len(lane) < wanted:
            lane.append(name)
        if all(len(lane) == wanted for lane in found.values()):
            return [name for turn in zip(*found.values()) for name in turn][:count]


def bars(count):
    with gzip.open(RECORDING, "rt") as file:
        next(file)
        return [line.strip().split(",") for line in itertools.islice(file, count)]


def load(redis, names, recording):
    """Writes every bar of every instrument, as the router would."""
    commands = []
    for row in recording:
        opened = int(row[0])
        for name in names:
            fields = {
                "type": "bar.closed", "v": "1", "id": f"bar/{name}/{MINUTES}m/{opened}", "key": name,
                "ts": str(opened + MINUTES * 60_000), "interval": f"{MINUTES}m", "openedAt": row[0], "open": row[1],
                "high": row[2], "low": row[3], "close": row[4], "volume": row[5],
            }
            pairs = [text for pair in fields.items() for text in pair]
            commands.append(["XADD", f"qtp:{{s{shard(name):02}}}:bars", "*", *pairs])
            if len(commands) == BATCH:
                redis.pipeline(commands)
                commands = []
    redis.pipeline(commands)


class Loader(Redis):
    def pipeline(self, commands):
        text = []
        for parts in commands:
            text.append(f"*{len(parts)}\r\n")
            text += [f"${len(part)}\r\n{part}\r\n" for part in parts]
        self.socket.sendall("".join(text).encode())
        for _ in commands:
            self.answer()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def measure(arguments, replicas, names, recording):
    with tempfile.TemporaryDirectory(prefix="qtp-bench-") as folder:
        port = free_port()
        server = subprocess.Popen(
            [arguments.redis, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        engines = []
        try:
            redis = connect(port)
            load(redis, names, recording)
            environment = {
                **os.environ, "QTP_REDIS_URL": f"redis://127.0.0.1:{port}", "QTP_LOG_LEVEL": "error",
                "QTP_STAGE_HIGH_WATER": "100000000", "QTP_SHARDS": str(SHARDS),
            }
            program = os.path.join(arguments.executables, arguments.engine)
            engines = [subprocess.Popen([program], env=environment, stdout=subprocess.DEVNULL) for _ in range(replicas)]
            total = len(names) * len(recording)
            marks = []
            while not marks or marks[-1][1] < total:
                done = sum(redis.call("XLEN", f"qtp:{{s{index:02}}}:signals") for index in range(SHARDS))
                marks.append((time.monotonic(), done))
                assert all(engine.poll() is None for engine in engines), "an engine ended"
                time.sleep(0.02)
            begin = next(mark for mark in marks if mark[1] >= total / 10)
            return (marks[-1][1] - begin[1]) / (marks[-1][0] - begin[0])
        finally:
            for engine in engines:
                engine.terminate()
            for engine in engines:
                engine.wait(30)
            server.terminate()
            server.wait(30)


def connect(port):
    for _ in range(100):
        try:
            return Loader(f"redis://127.0.0.1:{port}")
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Redis did not start")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executables")
    parser.add_argument("--engine", default="cipher-engine")
    parser.add_argument("--bars", type=int, default=5_000, help="of each instrument")
    parser.add_argument("--instruments", type=int, default=SHARDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--redis", default=shutil.which("redis-server"))
    arguments = parser.parse_args()
    names, recording = instruments(arguments.instruments), bars(arguments.bars)
    rates = {1: [], 2: []}
    for _ in range(arguments.rounds):
        for replicas, found in rates.items():
            found.append(round(measure(arguments, replicas, names, recording)))
            print(f"{replicas} replicas: {found[-1]} bars/s", file=sys.stderr)
    medians = {replicas: statistics.median(found) for replicas, found in rates.items()}
    result = {
        "engine": arguments.engine, "bars": len(names) * len(recording), "rates": rates, "medians": medians,
        "ratio": round(medians[2] / medians[1], 2),
    }
    print(json.dumps(result, indent=2))


main()
