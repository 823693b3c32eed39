"""One hop over the bus: the exactly-once stage against a bare C loop with the same commands, in turn, medians.

usage: bus.py BIN [--rounds N] [--entries N] [--samples N]

BIN is the folder of the release build. Prints one JSON object.
"""

import argparse
import json
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """A private server that ends with the block."""

    def __enter__(self):
        self.port = str(free_port())
        self.folder = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", int(self.port))).close()
                return self
            except OSError:
                time.sleep(0.02)
        raise SystemExit("redis-server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def measure(stage, baseline, probe, amount):
    """Runs one stage on a fresh server and one probe against it; answers the probe's numbers."""
    with Redis() as redis:
        if probe == "throughput":
            subprocess.run([baseline, "fill", redis.port, str(amount)], check=True)
        runner = subprocess.Popen([part.replace("PORT", redis.port) for part in stage])
        try:
            result = subprocess.run(
                [baseline, probe, redis.port, str(amount)], check=True, capture_output=True, text=True
            )
        finally:
            runner.terminate()
            runner.wait()
    return [float(number) for number in result.stdout.split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--samples", type=int, default=5_000)
    options = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp())
    baseline = str(work / "bus_baseline")
    subprocess.run(["cc", "-O2", "-o", baseline, str(HERE / "bus_baseline.c"), "-lhiredis"], check=True)
    bench = str(options.bin / "bus-bench")
    script = work / "commit.lua"
    script.write_text(subprocess.run([bench, "script"], check=True, capture_output=True, text=True).stdout)
    stages = {"stage": [bench, "stage", "PORT"], "baseline": [baseline, "loop", "PORT", str(script), "600"]}
    figures = {name: {"p50": [], "p99": [], "rate": []} for name in stages}
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        for name, command in stages.items():
            p50, p99 = measure(command, baseline, "latency", options.samples)
            (rate,) = measure(command, baseline, "throughput", options.entries)
            figures[name]["p50"].append(p50)
            figures[name]["p99"].append(p99)
            figures[name]["rate"].append(rate)
    medians = {name: {key: statistics.median(values) for key, values in rows.items()} for name, rows in figures.items()}
    pairs = list(zip(figures["stage"]["p50"], figures["baseline"]["p50"]))
    rates = list(zip(figures["stage"]["rate"], figures["baseline"]["rate"]))
    print(
        json.dumps(
            {
                "latency_microseconds": {name: [rows["p50"], rows["p99"]] for name, rows in medians.items()},
                "entries_per_second": {name: rows["rate"] for name, rows in medians.items()},
                "latency_ratio_p50": round(statistics.median(a / b for a, b in pairs), 3),
                "throughput_ratio": round(statistics.median(a / b for a, b in rates), 3),
            }
        )
    )
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
