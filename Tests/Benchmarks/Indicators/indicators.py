#!/usr/bin/env python3
"""Times the indicators against TA-Lib's C code on the same bars, in the same run, in turn.

usage: indicators.py BENCH [--rounds N]    BENCH is the executable indicator-bench, built for release

Both sides compute whole series, results newly allocated. First the results have to be equal, then each round times
one call of ours and one of TA-Lib's right after another; a ratio is median over median, above 1 where ours is
faster. Exit code 1 where results differ.
"""
import argparse
import csv
import gzip
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import talib

HISTORY = pathlib.Path(__file__).resolve().parents[3] / "Services/exchange-sim/Data/BTCUSD-30m.csv.gz"


def history():
    """Open, high, low, close and volume of the bundled bars."""
    with gzip.open(HISTORY, "rt") as file:
        rows = list(csv.DictReader(file))
    columns = [numpy.array([float(row[name]) for row in rows]) for name in ("open", "high", "low", "close", "volume")]
    # In whole ticks, so that equal movements are exactly equal: elsewhere TA-Lib's rounding decides which is larger.
    return [numpy.rint(column * 1e4) for column in columns[:4]] + columns[4:]


def references(o, h, l, c, v):
    """What TA-Lib is asked for; a list of calls where ours has the results of several in one."""
    t = talib
    return {
        "SMA": [lambda: t.SMA(c, 20)], "EMA": [lambda: t.EMA(c, 20)], "WMA": [lambda: t.WMA(c, 20)],
        "DEMA": [lambda: t.DEMA(c, 20)], "TEMA": [lambda: t.TEMA(c, 20)], "TRIX": [lambda: t.TRIX(c, 15)],
        "KAMA": [lambda: t.KAMA(c, 10)], "RSI": [lambda: t.RSI(c, 14)],
        "STOCHRSI": [lambda: t.STOCHRSI(c, 14, 5, 3, 0)], "STOCH": [lambda: t.STOCH(h, l, c, 5, 3, 0, 3, 0)],
        "MACD": [lambda: t.MACD(c, 12, 26, 9)], "BBANDS": [lambda: t.BBANDS(c, 20, 2, 2, 0)],
        "STDDEV": [lambda: t.STDDEV(c, 20, 1)], "TRANGE": [lambda: t.TRANGE(h, l, c)],
        "ATR": [lambda: t.ATR(h, l, c, 14)], "NATR": [lambda: t.NATR(h, l, c, 14)],
        "ADX": [lambda: t.PLUS_DI(h, l, c, 14), lambda: t.MINUS_DI(h, l, c, 14), lambda: t.ADX(h, l, c, 14)],
        "CCI": [lambda: t.CCI(h, l, c, 14)], "WILLR": [lambda: t.WILLR(h, l, c, 14)],
        "MFI": [lambda: t.MFI(h, l, c, v, 14)], "OBV": [lambda: t.OBV(c, v)],
        "MINMAX": [lambda: t.MAX(h, 20), None, lambda: t.MIN(l, 20)],
        "AROON": [lambda: t.AROON(h, l, 14)[::-1], lambda: t.AROONOSC(h, l, 14)],
        "SAR": [lambda: t.SAR(h, l, 0.02, 0.2)], "ROC": [lambda: t.ROC(c, 10)],
        "LINEARREG": [lambda: t.LINEARREG(c, 14), lambda: t.LINEARREG_SLOPE(c, 14), lambda: t.LINEARREG_INTERCEPT(c, 14)],
    }


# Where one call of ours also has what TA-Lib computes apart, it is timed against its dearest single call.
SINGLE = {"ADX": 2, "AROON": 0, "LINEARREG": 0}


def flatten(calls):
    columns = []
    for call in calls:
        result = call() if call else None
        columns += list(result) if isinstance(result, tuple) else [result]
    return columns


class Bench:
    def __init__(self, executable, columns, folder):
        path = folder / "bars"
        numpy.concatenate(columns).tofile(path)
        self.folder, self.rows = folder, len(columns[0])
        self.process = subprocess.Popen([executable, str(path), str(self.rows)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def columns(self, name):
        path = self.folder / name
        count = self.ask(f"dump {name} {path}")
        return numpy.fromfile(path).reshape(count, self.rows)


def difference(name, ours, theirs):
    """What is wrong with our columns, or nothing. Relative to the largest value, since some lines cross zero."""
    for index, expected in enumerate(theirs):
        if expected is None:
            continue
        if not (numpy.isnan(ours[index]) == numpy.isnan(expected)).all():
            return f"{name}: column {index} begins elsewhere"
        error = numpy.nanmax(numpy.abs(ours[index] - expected)) / max(1, numpy.nanmax(numpy.abs(expected)))
        if error > 1e-9:
            return f"{name}: column {index} differs by {error:.1e}"
    return None


def timed(calls):
    start = time.perf_counter_ns()
    for call in calls:
        call()
    return time.perf_counter_ns() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--rounds", type=int, default=101)
    options = parser.parse_args()
    columns = history()
    problems, ratios = [], []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.bench, columns, pathlib.Path(folder))
        print(f"{bench.rows} bars, {options.rounds} rounds; nanoseconds per bar, medians; TA-Lib {talib.__version__}")
        print("| indicator | TA-Lib | ours | ratio | ours, streaming |\n| --- | ---: | ---: | ---: | ---: |")
        for name, calls in references(*columns).items():
            problem = difference(name, bench.columns(name), flatten(calls))
            if problem:
                problems.append(problem)
            calls = [calls[SINGLE[name]]] if name in SINGLE else [call for call in calls if call]
            theirs, ours, streaming = [], [], []
            for _ in range(options.rounds):
                theirs.append(timed(calls))
                ours.append(bench.ask(name))
                streaming.append(bench.ask(f"stream {name}"))
            theirs, ours, streaming = (statistics.median(x) / bench.rows for x in (theirs, ours, streaming))
            ratios.append(theirs / ours)
            print(f"| {name} | {theirs:.2f} | {ours:.2f} | {theirs / ours:.2f} | {streaming:.2f} |", flush=True)
    print(f"mean ratio {statistics.mean(ratios):.2f}, geometric {statistics.geometric_mean(ratios):.2f}, least {min(ratios):.2f}; "
          f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
