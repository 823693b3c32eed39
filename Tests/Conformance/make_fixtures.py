#!/usr/bin/env python3
"""Writes Tests/Conformance/Indicators: expected values of the set `extended` over bars of the bundled history.

usage: make_fixtures.py    (needs numpy and TA-Lib: Tests/Benchmarks/Indicators/requirements.txt)

What TA-Lib has comes from there. The rest is computed here from its definition, window by window and without any
running state, so that it shares nothing with the code under test.
"""
import csv
import gzip
import hashlib
import io
import json
import math
import pathlib

import numpy
import talib

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(__file__).resolve().parent / "Indicators"
COLUMNS = ["open_time_ms", "open", "high", "low", "close", "volume"]
# Where in each recording the bars begin: an autumn rally, and a spring.
SLICES = {"extended_btc": ("BTCUSD-30m.csv.gz", 2000, 240), "extended_eth": ("ETHUSD-30m.csv.gz", 9000, 240)}


def windows(length, *series):
    """For every row the last `length` values of each series, or nothing before there are that many."""
    for row in range(len(series[0])):
        yield None if row < length - 1 else [values[row - length + 1:row + 1] for values in series]


def rolling(length, function, *series):
    return numpy.array([math.nan if window is None else function(*window) for window in windows(length, *series)])


def later(values, count):
    return numpy.concatenate([numpy.full(count, math.nan), values])[:len(values)]


def seeded(values, length, alpha):
    """Exponential mean that begins with the mean of the first values."""
    result, state = numpy.full(len(values), math.nan), None
    begin = int(numpy.argmax(~numpy.isnan(values)))
    for row in range(begin + length - 1, len(values)):
        state = values[begin:row + 1].mean() if state is None else alpha * values[row] + (1 - alpha) * state
        result[row] = state
    return result


def middle(high, low, length):
    return rolling(length, lambda h, l: (h.max() + l.min()) / 2, high, low)


def expected(o, h, l, c, v):
    t, columns = talib, {}
    columns["rma20"] = seeded(c, 20, 1 / 20)
    columns["dema20"], columns["tema20"] = t.DEMA(c, 20), t.TEMA(c, 20)
    columns["kama10"], columns["trix15"], columns["roc10"] = t.KAMA(c, 10), t.TRIX(c, 15), t.ROC(c, 10)
    place = numpy.array([0 if a == b else ((x - b) - (a - x)) / (a - b) for a, b, x in zip(h, l, c)])
    columns["cmf20"] = rolling(20, lambda m, w: (m * w).sum() / w.sum() if w.sum() else 0, place, v)
    columns["natr14"] = t.NATR(h, l, c, 14)
    ranges = numpy.concatenate([[h[0] - l[0]], t.TRANGE(h, l, c)[1:]])
    mean, distance = seeded(c, 20, 2 / 21), 2 * seeded(ranges, 10, 1 / 10)
    columns["keltner_upper"], columns["keltner_mid"], columns["keltner_lower"] = mean + distance, mean, mean - distance
    columns["donchian_upper"], columns["donchian_lower"] = t.MAX(h, 20), t.MIN(l, 20)
    columns["donchian_mid"] = middle(h, l, 20)
    columns["aroon_down"], columns["aroon_up"] = t.AROON(h, l, 14)
    columns["aroon_osc"] = t.AROONOSC(h, l, 14)
    columns["sar"] = t.SAR(h, l, 0.02, 0.2)
    columns["linreg"], columns["linreg_slope"] = t.LINEARREG(c, 14), t.LINEARREG_SLOPE(c, 14)
    columns["linreg_intercept"] = t.LINEARREG_INTERCEPT(c, 14)
    conversion, base, leading = middle(h, l, 9), middle(h, l, 26), middle(h, l, 52)
    columns["ichimoku_conversion"], columns["ichimoku_base"] = conversion, base
    columns["ichimoku_leading_a"], columns["ichimoku_leading_b"] = (conversion + base) / 2, leading
    columns["ichimoku_cloud_a"], columns["ichimoku_cloud_b"] = later((conversion + base) / 2, 26), later(leading, 26)
    columns["zscore20"] = rolling(20, lambda x: (x[-1] - x.mean()) / x.std() if x.std() else 0, c)
    columns["stddev20"] = rolling(20, lambda x: x.std(), c)
    returns = numpy.concatenate([[math.nan], numpy.diff(numpy.log(c))])
    columns["volatility30"] = rolling(30, lambda r: r.std(ddof=1) * math.sqrt(17_520), returns)
    columns["efficiency10"] = rolling(11, lambda x: abs(x[-1] - x[0]) / abs(numpy.diff(x)).sum(), c)
    columns["choppiness14"] = rolling(
        14, lambda r, a, b: 100 * math.log(r.sum() / (a.max() - b.min())) / math.log(14), t.TRANGE(h, l, c), h, l)
    wide = numpy.concatenate([numpy.full(8, math.nan), numpy.log(c)[8:] - numpy.log(c)[:-8]])
    columns["hurst100"] = rolling(
        100, lambda long, short: math.log(long.std() / short.std()) / math.log(8), wide, returns)
    return columns


def text(value):
    return "" if math.isnan(value) else repr(float(value))


def main():
    OUT.mkdir(exist_ok=True)
    files = []
    for name, (recording, start, count) in SLICES.items():
        with gzip.open(ROOT / "Services/exchange-sim/Data" / recording, "rt") as file:
            rows = list(csv.DictReader(file))[start:start + count]
        columns = expected(*(numpy.array([float(row[column]) for row in rows]) for column in COLUMNS[1:]))
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(COLUMNS + list(columns))
        for index, row in enumerate(rows):
            writer.writerow([row[column] for column in COLUMNS] + [text(values[index]) for values in columns.values()])
        data = gzip.compress(written.getvalue().encode(), compresslevel=9, mtime=0)
        (OUT / f"{name}.csv.gz").write_bytes(data)
        files.append({"file": f"{name}.csv.gz", "kind": "extended", "rows": count, "rtol": 1e-9, "atol_default": 1e-9,
                      "source": recording, "sha256": hashlib.sha256(data).hexdigest()})
    (OUT / "manifest.json").write_text(json.dumps({"files": files}, indent=1) + "\n")


if __name__ == "__main__":
    main()
