"""The whole suite under a steady load: from a bar's arrival to the order in the journal, and what each daemon weighs.

usage: suite.py BIN [--speed N] [--from DATE] [--to DATE] [--dir FOLDER]

BIN is the folder of the release build. Runs `qtp demo` paced, then reads the streams back. A latency is the distance of two
entries' ids, both given by the Redis server's clock in whole milliseconds: the bar's on `market` and the journalled
order's on `orders`, which is appended after the journal's transaction. Prints one JSON object.
"""

import argparse
import json
import pathlib
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlparse


class Redis:
    """As much of the protocol as reading streams takes."""

    def __init__(self, url):
        address = urlparse(url)
        self.socket = socket.create_connection((address.hostname, address.port))
        self.file = self.socket.makefile("rb")

    def call(self, *arguments):
        parts = [str(argument).encode() for argument in arguments]
        body = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self.socket.sendall(b"*%d\r\n%s" % (len(parts), body))
        return self.answer()

    def answer(self):
        line = self.file.readline()[:-2]
        kind, rest = line[:1], line[1:]
        if kind == b"*":
            return [self.answer() for _ in range(int(rest))] if int(rest) >= 0 else None
        if kind == b"$":
            return self.file.read(int(rest) + 2)[:-2].decode() if int(rest) >= 0 else None
        if kind == b"-":
            raise RuntimeError(rest.decode())
        return int(rest) if kind == b":" else rest.decode()

    def entries(self, key):
        """Every entry of a stream: milliseconds of its id, and its fields."""
        start = "-"
        while page := self.call("XRANGE", key, start, "+", "COUNT", 1000):
            for identifier, fields in page:
                yield int(identifier.split("-")[0]), dict(zip(fields[::2], fields[1::2]))
            start = "(" + page[-1][0]


def resident(parent):
    """Kilobytes of resident memory of each child, by program."""
    sizes = {}
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            lines = (folder / "status").read_text().splitlines()
            status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        except (OSError, ValueError):
            continue
        if status.get("PPid") == str(parent) and "VmRSS" in status:
            program = status["Name"].strip()
            sizes[program] = max(sizes.get(program, 0), int(status["VmRSS"].split()[0]))
    return sizes


def quantile(values, fraction):
    return sorted(values)[min(int(len(values) * fraction), len(values) - 1)] if values else None


def distances(redis, shards):
    """Milliseconds from each bar's arrival to its decision, and to the order in the journal."""
    to_decision, to_order = [], []
    for number in range(shards):
        shard = f"qtp:{{s{number:02d}}}"
        arrived = {
            fields["id"].removeprefix("bar/"): time
            for time, fields in redis.entries(f"{shard}:market")
            if fields["type"] == "bar.closed"
        }
        for time, fields in redis.entries(f"{shard}:confirmed"):
            bar = fields["id"].removeprefix("decision/")
            if bar in arrived:
                to_decision.append(time - arrived[bar])
        for time, fields in redis.entries(f"{shard}:orders"):
            bar = fields.get("causeID", "").removeprefix("decision/")
            if fields["type"] == "order.changed" and fields["status"] == "journalled" and bar in arrived:
                to_order.append(time - arrived[bar])
    return to_decision, to_order


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--speed", default="108000", help="times real time; 108000 is 60 half-hour bars a second")
    parser.add_argument("--from", dest="start", default="2018-01-01")
    parser.add_argument("--to", dest="end", default="2018-05-01")
    parser.add_argument("--dir", type=pathlib.Path, default=pathlib.Path(".run/bench/paced"))
    options = parser.parse_args()
    command = [str(options.bin / "qtp"), "demo", "--plain", "--keep", "--speed", options.speed]
    command += ["--from", options.start, "--to", options.end, "--dir", str(options.dir)]
    environment = options.dir / "environment"
    environment.unlink(missing_ok=True)
    log = open("/dev/null", "w")
    suite = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        while not environment.exists() and suite.poll() is None:
            time.sleep(0.2)
        settings = dict(line.split("=", 1) for line in environment.read_text().split() if "=" in line)
        redis = Redis(settings["QTP_REDIS_URL"])
        shards = int(settings.get("QTP_SHARDS", "16"))
        memory, last, quiet = {}, -1, 0
        while quiet < 10 and suite.poll() is None:
            time.sleep(1)
            for program, size in resident(suite.pid).items():
                memory[program] = max(memory.get(program, 0), size)
            added = 0
            for number in range(shards):
                try:
                    added += redis.call("XLEN", f"qtp:{{s{number:02d}}}:confirmed")
                except RuntimeError:
                    continue
            quiet = quiet + 1 if added == last and added > 0 else 0
            last = added
            print(f"{added} decisions", file=sys.stderr)
        to_decision, to_order = distances(redis, shards)
    finally:
        suite.send_signal(signal.SIGINT)
        suite.wait(60)
    sizes = {path.name: path.stat().st_size for path in options.bin.iterdir() if path.name in memory}
    print(
        json.dumps(
            {
                "bar_to_decision_ms": {"p50": quantile(to_decision, 0.5), "p99": quantile(to_decision, 0.99)},
                "bar_to_journalled_order_ms": {"p50": quantile(to_order, 0.5), "p99": quantile(to_order, 0.99)},
                "decisions": len(to_decision),
                "orders": len(to_order),
                "resident_kilobytes": dict(sorted(memory.items())),
                "binary_bytes": dict(sorted(sizes.items())),
            }
        )
    )


if __name__ == "__main__":
    main()
