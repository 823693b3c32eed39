#!/usr/bin/env python3
"""Compares the volume profile with NumPy, pandas and MarketProfile on the same trades.

usage: profile.py BIN TRADES [--row 1] [--rounds 5]

All of them make the profile of the same trades in memory. Results are first proved equal: rows and their volumes with
NumPy and pandas, point of control and value area by single rows with MarketProfile. Then each is measured, in turn.
"""
import argparse
import gzip
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
from market_profile import MarketProfile


def median(rounds, work):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("trades", type=pathlib.Path)
    parser.add_argument("--row", default="1")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile("wb", suffix=".csv") as file:
        with gzip.open(options.trades) as packed:
            file.write(packed.read())
        file.flush()
        ours = json.loads(subprocess.run(
            [options.binaries / "profile-bench", file.name, options.row, str(options.rounds)],
            check=True, capture_output=True, text=True).stdout)
        frame = pd.read_csv(file.name)
    # Whole hundred-millionths, as they are counted on the other side.
    units = np.rint(frame["price"].to_numpy() * 1e8).astype(np.int64)
    quantities = np.rint(frame["qty"].to_numpy() * 1e8).astype(np.int64)
    row = round(float(options.row) * 1e8)

    def with_numpy():
        rows = units // row
        first = rows.min()
        return first, np.bincount(rows - first, weights=quantities).astype(np.int64)

    def with_pandas():
        return pd.Series(quantities).groupby(units // row).sum()

    numpy_time, (first, volumes) = median(options.rounds, with_numpy)
    pandas_time, groups = median(options.rounds, with_pandas)
    assert len(volumes) == ours["rows"] and volumes.sum() == round(float(ours["total"]) * 1e8), "NumPy: rows or total"
    most = np.flatnonzero(volumes == volumes.max())
    assert len(most) > 1 or first + most[0] == ours["poc_row"], "NumPy: point of control"
    assert groups.sum() == volumes.sum() and groups.idxmax() in first + most, "pandas"

    # It takes closing prices, and their rows are what it rounds to: the lower edges.
    edges = pd.DataFrame({"Close": (units // row) * (row / 1e8), "Volume": frame["qty"].to_numpy(),
                          "High": frame["price"], "Low": frame["price"], "Open": frame["price"]},
                         index=pd.to_datetime(frame["time_ms"], unit="ms"))

    def with_market_profile():
        profile = MarketProfile(edges, tick_size=row / 1e8, mode="vol")
        part = profile[edges.index.min():edges.index.max()]
        return part.poc_price, part.value_area

    peer_time, (poc, area) = median(options.rounds, with_market_profile)
    lowest, highest = (round(price * 1e8 / row) for price in area)
    assert round(poc * 1e8 / row) == ours["poc_row"], "MarketProfile: point of control"
    assert [lowest, highest] == ours["va1"], f"MarketProfile: value area {lowest, highest} and {ours['va1']}"

    count = ours["trades"]
    print(f"{count} trades, {ours['rows']} rows of {options.row}; results equal: rows and total (NumPy, pandas), "
          "point of control and value area (MarketProfile)")
    per_trade = ours["add_ns"]
    lines = [("one trade at a time, with the point of control known after each", ours["developing_poc_ns"]),
             ("one trade at a time", per_trade), ("the same in at most 256 rows", ours["bounded_ns"]),
             ("NumPy, all at once", numpy_time / count * 1e9), ("pandas, all at once", pandas_time / count * 1e9),
             ("MarketProfile, all at once, with the value area", peer_time / count * 1e9)]
    for name, value in lines:
        print(f"{name:<66} {value:>10.1f} ns a trade")
    print(f"{'point of control and value area of 1,000 rows':<66} {ours['poc_va_1000_us']:>10.2f} us")
    print(f"{'nodes of 1,000 rows':<66} {ours['nodes_1000_us']:>10.2f} us")
    failed = [name for name, value, limit in
              [("a trade", per_trade, 200), ("an answer", ours["poc_va_1000_us"] * 1000, 50_000)] if value > limit]
    if failed:
        sys.exit(f"slower than aimed at: {failed}")


if __name__ == "__main__":
    main()
