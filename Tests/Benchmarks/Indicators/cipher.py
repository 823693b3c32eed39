#!/usr/bin/env python3
"""Times the Cipher study against the same columns in TA-Lib and NumPy, on the same bars, in the same run, in turn.

usage: cipher.py BENCH [--rounds N]    BENCH is the executable indicator-bench, built for release

Both sides compute whole series, results newly allocated. First the results have to be equal; where TA-Lib seeds the
Schaff cycle otherwise, after the start is forgotten. Ours also has the gold dot and Cipher A's yellow marks and
candles, which the other side leaves out. Exit code 1 where results differ.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile

import numpy
import talib

import indicators

LINES = ["hlc3", "wt_esa", "wt_de", "wt_ci", "wt1", "wt2", "wt_vwap", "rsi", "stoch_raw", "stoch_k", "stoch_d", "rsi_mfi", "stc"]
GROUPS = ["wt", "wt_add", "wt_nl", "rsi", "rsi_nl", "stoch"]
KINDS = ["top", "bot", "bear", "bull", "bear_hidden", "bull_hidden"]
NAMES = (LINES + ["wt_oversold", "wt_overbought", "small_dot_up", "small_dot_down", "green_dot", "red_dot"]
         + [f"{group}_{kind}" for group in GROUPS for kind in KINDS]
         + ["div_buy_dot", "div_sell_dot", "purple_buy", "purple_sell", "gold_dot"]
         + [f"a_ema{number}" for number in range(1, 9)] + ["a_wt1", "a_wt2", "a_ribbon_up", "a_long_ema", "a_short_ema", "a_red_cross",
            "a_green_cross", "a_blue_up", "a_blue_down", "a_red_diamond", "a_green_diamond", "a_yellow_up", "a_yellow_down",
            "a_dump_diamond", "a_moon_diamond", "a_bull_candle", "a_bear_candle"])
EPS = 1e-9


def crosses(difference, tolerance=EPS):
    """Crosses up and down of two lines."""
    above, below = difference > tolerance, difference < -tolerance
    up, down = numpy.zeros_like(above), numpy.zeros_like(above)
    up[1:] = above[1:] & (difference[:-1] <= (tolerance if numpy.isscalar(tolerance) else tolerance[:-1]))
    down[1:] = below[1:] & (difference[:-1] >= -(tolerance if numpy.isscalar(tolerance) else tolerance[:-1]))
    return up, down


def wavetrend(price, channel, average, signal):
    esa = talib.EMA(price, channel)
    de = talib.EMA(numpy.abs(price - esa), channel)
    ci = numpy.where(de <= 1e-10 * esa, 0, (price - esa) / (0.015 * de))
    wt1 = talib.EMA(ci, average)
    return esa, de, ci, wt1, talib.SMA(wt1, signal)


def stochastic(x, length):
    low = talib.MIN(x, length)
    return low, talib.MAX(x, length) - low


def held(values, known):
    """Each value where it is known, else the last known one, 0 before the first."""
    last = numpy.maximum.accumulate(numpy.where(known, numpy.arange(len(values)), -1))
    return numpy.where(last >= 0, values[last], 0)


def schaff(c):
    macd = talib.EMA(c, 23) - talib.EMA(c, 50)
    low, width = stochastic(macd, 10)
    first = talib.EMA(held((macd - low) / width * 100, width > 1e-12 * c), 3)
    low, width = stochastic(first, 10)
    result = talib.EMA(held((first - low) / width * 100, width > EPS), 3)
    result[:58] = numpy.nan
    return result


def turns(x):
    """Bars that confirm a top, and a bottom."""
    centre, others = x[2:-2], (x[:-4], x[1:-3], x[3:-1], x[4:])
    top = numpy.logical_and.reduce([centre - other > EPS for other in others])
    bottom = numpy.logical_and.reduce([other - centre > EPS for other in others])
    return numpy.flatnonzero(top) + 4, numpy.flatnonzero(bottom) + 4


def divergences(x, high, low, found, top_level=-numpy.inf, bottom_level=numpy.inf):
    result = []
    for at, price, sign, level in ((found[0], high, 1, top_level), (found[1], low, -1, -bottom_level)):
        at = at[sign * x[at - 2] >= level]
        values, prices = x[at - 2], price[at - 2]
        line, regular, hidden = numpy.full(len(x), numpy.nan), numpy.zeros(len(x), bool), numpy.zeros(len(x), bool)
        line[at] = values
        dv, dp = sign * numpy.diff(values), sign * numpy.diff(prices)
        regular[at[1:]] = (dp > 0) & (dv < -EPS)
        hidden[at[1:]] = (dp < 0) & (dv > EPS)
        result.append((line, regular, hidden))
    (top, bear, bear_hidden), (bottom, bull, bull_hidden) = result
    return [top, bottom, bear, bull, bear_hidden, bull_hidden]


def recent(x):
    """Whether it was on this bar or one of the two before."""
    result = x.copy()
    result[1:] |= x[:-1]
    result[2:] |= x[:-2]
    return result


def cipher(o, h, l, c, _):
    """Every column that vectorises, by name."""
    hlc3 = (h + l + c) / 3
    esa, de, ci, wt1, wt2 = wavetrend(hlc3, 9, 12, 3)
    rsi, strength = talib.RSI(c, 14), talib.RSI(numpy.log(c), 14)
    low, width = stochastic(strength, 14)
    raw = numpy.where(width <= EPS, 50, 100 * (strength - low) / width)
    k = talib.SMA(raw, 3)
    span = h - l
    flow = talib.SMA(numpy.where(span == 0, 0, (c - o) / span * 150), 60) - 2.5
    result = dict(zip(LINES, [hlc3, esa, de, ci, wt1, wt2, wt1 - wt2, rsi, raw, k, talib.SMA(k, 3), flow, schaff(c)]))
    up, down = crosses(wt1 - wt2)
    oversold, overbought = wt2 <= -53, wt2 >= 53
    green, red = up & oversold, down & overbought
    result |= {"wt_oversold": oversold, "wt_overbought": overbought, "small_dot_up": up, "small_dot_down": down,
               "green_dot": green, "red_dot": red}
    of_wave, of_strength, of_k = turns(wt2), turns(rsi), turns(k)
    for group, arguments in {"wt": (wt2, h, l, of_wave, 45, -65), "wt_add": (wt2, h, l, of_wave, 15, -40),
                             "wt_nl": (wt2, h, l, of_wave), "rsi": (rsi, h, l, of_strength, 60, 30),
                             "rsi_nl": (rsi, h, l, of_strength), "stoch": (k, h, l, of_k)}.items():
        result |= zip((f"{group}_{kind}" for kind in KINDS), divergences(*arguments))
    buy, sell = result["wt_bull"] | result["wt_add_bull"], result["wt_bear"] | result["wt_add_bear"]
    result |= {"div_buy_dot": buy, "div_sell_dot": sell, "purple_buy": buy & recent(green), "purple_sell": sell & recent(red)}
    e = [talib.EMA(c, length) for length in (5, 11, 15, 18, 21, 24, 28, 34)]
    result |= {f"a_ema{number}": line for number, line in enumerate(e, 1)}
    _, _, _, fast, slow = wavetrend(hlc3, 9, 13, 3)
    trend = 1e-12 * numpy.maximum(e[1], e[7])
    long, short = crosses(e[1] - e[7], trend)
    green_cross, red_cross = crosses(e[0] - e[1], 1e-12 * numpy.maximum(e[0], e[1]))
    blue_up, blue_down = crosses(e[1] - e[2], 1e-12 * numpy.maximum(e[1], e[2]))
    green_diamond, red_diamond = crosses(fast - slow)
    return result | {
        "a_wt1": fast, "a_wt2": slow, "a_ribbon_up": e[1] - e[7] > trend, "a_long_ema": long, "a_short_ema": short,
        "a_red_cross": red_cross, "a_green_cross": green_cross, "a_blue_up": blue_up, "a_blue_down": blue_down,
        "a_red_diamond": red_diamond, "a_green_diamond": green_diamond, "a_dump_diamond": red_diamond & red_cross,
        "a_moon_diamond": green_diamond & green_cross}


def difference(name, ours, expected):
    start = 400 if name == "stc" else 0
    ours, expected = ours[start:], numpy.asarray(expected, float)[start:]
    if not (numpy.isnan(ours) == numpy.isnan(expected)).all():
        return f"{name} begins elsewhere"
    error = numpy.nanmax(numpy.abs(ours - expected), initial=0) / max(1, numpy.nanmax(numpy.abs(expected), initial=0))
    return f"{name} differs by {error:.1e}" if error > 1e-8 else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--rounds", type=int, default=51)
    options = parser.parse_args()
    columns = indicators.history()
    numpy.seterr(all="ignore")
    with tempfile.TemporaryDirectory() as folder:
        bench = indicators.Bench(options.bench, columns, pathlib.Path(folder))
        ours = dict(zip(NAMES, bench.columns("CIPHER")))
        theirs = cipher(*columns)
        problems = [problem for name, line in theirs.items() if (problem := difference(name, ours[name], line))]
        print(f"{len(theirs)} of {len(NAMES)} columns compared, {len(theirs) - len(problems)} equal; {bench.rows} bars, {options.rounds} rounds")
        times = {"TA-Lib and NumPy": [], "ours": [], "ours, streaming": []}
        for _ in range(options.rounds):
            times["TA-Lib and NumPy"].append(indicators.timed([lambda: cipher(*columns)]))
            times["ours"].append(bench.ask("CIPHER"))
            times["ours, streaming"].append(bench.ask("stream CIPHER"))
    medians = {name: statistics.median(taken) / bench.rows for name, taken in times.items()}
    print("| program | ns per bar, median | million bars/s |\n| --- | ---: | ---: |")
    for name, taken in medians.items():
        print(f"| {name} | {taken:.1f} | {1e3 / taken:.2f} |")
    print(f"ratio {medians['TA-Lib and NumPy'] / medians['ours']:.2f}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
