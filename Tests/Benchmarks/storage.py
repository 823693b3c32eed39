"""Storing trades: the recorder's own writer against psql's \\copy of the same rows into the same table, in turn, medians.

usage: storage.py BIN [--rounds N] [--rows N]

BIN is the folder of the release build, with storage-bench and qtp. Starts a private PostgreSQL with its default settings, so commits
wait for the disk. Prints one JSON object.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

# What the recorder takes at once with default settings, and what one of a higher stage.batch-size takes.
BATCHES = [2_048, 16_384]
TABLES = "trades, trade_candle_marks, late_trade_minutes, trade_minutes"
COLUMNS = "instrument, trade_id, occurred_at, price, quantity, aggressor"
MERGE = (
    "INSERT INTO trades SELECT * FROM new_trades ON CONFLICT (instrument, trade_id, occurred_at) DO UPDATE "
    "SET price = EXCLUDED.price, quantity = EXCLUDED.quantity, aggressor = EXCLUDED.aggressor"
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """A private server that ends with the block."""

    def __enter__(self):
        versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: -int(path.parts[-3]))
        programs = versions[0].parent if versions else pathlib.Path(shutil.which("initdb") or "initdb").parent
        self.folder = tempfile.mkdtemp()
        owner = []
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
            shutil.chown(self.folder, "postgres")
        data = self.folder + "/data"
        subprocess.run(
            owner + [programs / "initdb", "--pgdata", data, "--username", "qtp", "--auth", "trust", "--locale", "C"]
            + ["--encoding", "UTF8"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self.url = f"postgresql://qtp@127.0.0.1:{(port := free_port())}/postgres"
        self.process = subprocess.Popen(
            owner + [programs / "postgres", "-D", data, "-p", str(port), "-k", self.folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            if subprocess.run(["psql", self.url, "-c", "SELECT 1"], capture_output=True).returncode == 0:
                return self
            time.sleep(0.05)
        raise SystemExit("postgres did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)

    def psql(self, *commands):
        arguments = [part for command in commands for part in ("-c", command)]
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url, *arguments], check=True)

    def count(self):
        answer = subprocess.run(
            ["psql", "-X", "-A", "-t", self.url, "-c", "SELECT count(*) FROM trades"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return int(answer.stdout)


def write_trades(path, rows):
    """One instrument's trades, a few a second, as a venue numbers them."""
    chance = random.Random(20180101)
    moment = 1_514_764_800_000
    price = 1_375_012
    with open(path, "w") as file:
        for number in range(1, rows + 1):
            moment += chance.randrange(600)
            price = max(100, price + chance.randrange(-50, 51))
            quantity = f"{chance.randrange(1, 5_000_000) / 1e6:.6f}"
            side = chance.choice(["buy", "sell"])
            file.write(f"sim:BTCUSD\t{number}\t{moment}\t{price / 100:.2f}\t{quantity}\t{side}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=500_000)
    options = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp())
    trades = work / "trades.tsv"
    write_trades(trades, options.rows)
    with Postgres() as postgres:
        environment = dict(os.environ, QTP_POSTGRES_URL=postgres.url)
        subprocess.run([options.bin / "qtp", "migrate"], check=True, env=environment, stdout=subprocess.DEVNULL)
        copy = f"\\copy trades ({COLUMNS}) FROM '{trades}'"
        copy_new = f"\\copy new_trades FROM '{trades}'"

        def writer(batch, way):
            command = [options.bin / "storage-bench", postgres.url, trades, str(batch), way]
            return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        def timed(*commands):
            start = time.perf_counter()
            postgres.psql(*commands)
            return time.perf_counter() - start

        ways = {"psql_copy": lambda: timed(copy)}
        for batch in BATCHES:
            ways[f"writer_direct_{batch}"] = lambda batch=batch: writer(batch, "direct")
        ways["psql_copy_and_merge"] = lambda: timed("CREATE TEMP TABLE new_trades (LIKE trades)", copy_new, MERGE)
        for batch in BATCHES:
            ways[f"writer_merge_{batch}"] = lambda batch=batch: writer(batch, "merge")
        rates = {name: [] for name in ways}
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
            for name, measure in ways.items():
                postgres.psql(f"TRUNCATE {TABLES}", "CHECKPOINT")
                seconds = measure()
                if postgres.count() != options.rows:
                    raise SystemExit(f"{name} stored {postgres.count()} of {options.rows} rows")
                rates[name].append(options.rows / seconds)
    shutil.rmtree(work)

    def ratio(name, base):
        return round(statistics.median(a / b for a, b in zip(rates[name], rates[base])), 3)

    print(
        json.dumps(
            {
                "rows_per_second": {name: round(statistics.median(values)) for name, values in rates.items()},
                "ratio_direct": {batch: ratio(f"writer_direct_{batch}", "psql_copy") for batch in BATCHES},
                "ratio_merge": {batch: ratio(f"writer_merge_{batch}", "psql_copy_and_merge") for batch in BATCHES},
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
