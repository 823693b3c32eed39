#!/usr/bin/env python3
"""Draws the pictures of docs/indicators.md, docs/cipher.md and docs/volume-profile.md as SVG, from the bundled history, with what `qtp indicators` computes.

usage: draw.py BIN    (BIN is the folder of the executables)

A picture is a list of panels, one below another; a panel draws marks over the same bars. A further picture is one
more function in PICTURES.
"""
import csv
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HISTORY = HERE.parents[1] / "Services/exchange-sim/Data/BTCUSD-30m.csv.gz"
WIDTH, LEFT, RIGHT, GAP = 920, 8, 64, 14
INK, GRID, UP, DOWN = "#6b7280", "#d1d5db66", "#0f9d76", "#d9534f"
BLUE, ORANGE, PURPLE = "#2f6fde", "#e08a1e", "#8e5bd0"


class Panel:
    """One chart: marks collected with their values, drawn to scale when all are known."""

    def __init__(self, title, height, low=None, high=None):
        self.title, self.height, self.low, self.high = title, height, low, high
        self.marks, self.values = [], []

    def _keep(self, *columns):
        for column in columns:
            self.values += [value for value in column if value is not None]

    def candles(self, bars):
        self._keep(bars["high"], bars["low"])
        self.marks.append(lambda x, y, step: "".join(
            f'<path d="M{x(i):.1f} {y(bars["high"][i]):.1f}V{y(bars["low"][i]):.1f}" stroke="{color}"/>'
            f'<rect x="{x(i) - step * .35:.1f}" y="{min(y(o), y(c)):.1f}" width="{step * .7:.1f}" '
            f'height="{max(abs(y(o) - y(c)), .6):.1f}" fill="{color}"/>'
            for i, (o, c) in enumerate(zip(bars["open"], bars["close"])) for color in [UP if c >= o else DOWN]))
        return self

    def line(self, column, color, width=1.4):
        self._keep(column)
        self.marks.append(lambda x, y, step: f'<path d="{path(column, x, y)}" fill="none" stroke="{color}" stroke-width="{width}"/>')
        return self

    def dots(self, column, colors, radius=1.6):
        self._keep(column)
        self.marks.append(lambda x, y, step: "".join(
            f'<circle cx="{x(i):.1f}" cy="{y(value):.1f}" r="{radius}" fill="{colors[i]}"/>'
            for i, value in enumerate(column) if value is not None))
        return self

    def bars(self, column):
        self._keep(column, [0])
        self.marks.append(lambda x, y, step: "".join(
            f'<rect x="{x(i) - step * .35:.1f}" y="{min(y(0), y(value)):.1f}" width="{step * .7:.1f}" '
            f'height="{abs(y(0) - y(value)):.1f}" fill="{UP if value >= 0 else DOWN}" opacity=".55"/>'
            for i, value in enumerate(column) if value is not None))
        return self

    def area(self, upper, lower, color, opacity=.13):
        self._keep(upper, lower)
        self.marks.append(lambda x, y, step: f'<path d="{path(upper, x, y)}{path(lower, x, y, back=True)}Z" fill="{color}" opacity="{opacity}"/>')
        return self

    def cloud(self, one, other):
        """An area coloured by which line is above."""
        self._keep(one, other)
        self.marks.append(lambda x, y, step: "".join(
            f'<path d="M{x(i):.1f} {y(one[i]):.1f}L{x(i + 1):.1f} {y(one[i + 1]):.1f} {x(i + 1):.1f} {y(other[i + 1]):.1f} '
            f'{x(i):.1f} {y(other[i]):.1f}Z" fill="{UP if one[i] >= other[i] else DOWN}" opacity=".2"/>'
            for i in range(len(one) - 1)))
        return self

    def level(self, value):
        self._keep([value])
        self.marks.append(lambda x, y, step: f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="{INK}" stroke-dasharray="3 4" opacity=".6"/>')
        return self

    def svg(self, top, count):
        low = min(self.values) if self.low is None else self.low
        high = max(self.values) if self.high is None else self.high
        step = (WIDTH - LEFT - RIGHT) / count
        inner = self.height - 22

        def x(index):
            return LEFT + step * (index + .5)

        def y(value):
            return top + 18 + inner * (1 - (value - low) / ((high - low) or 1))

        parts = [f'<text x="{LEFT}" y="{top + 11}" font-weight="600">{self.title}</text>']
        for share in (0, .5, 1):
            value = low + (high - low) * share
            parts.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
                         f'<text x="{WIDTH - RIGHT + 6}" y="{y(value) + 4:.1f}">{number(value)}</text>')
        return "".join(parts + [mark(x, y, step) for mark in self.marks])


def number(value):
    return f"{value:,.0f}" if abs(value) >= 10 or value == 0 else f"{value:.2f}"


def path(column, x, y, back=False):
    points = [(i, value) for i, value in enumerate(column) if value is not None]
    parts = [f"{x(i):.1f} {y(value):.1f}" for i, value in (reversed(points) if back else points)]
    return ("L" if back else "M") + "L".join(parts)


def write(name, label, panels, count):
    top, parts = 6, []
    for panel in panels:
        parts.append(panel.svg(top, count))
        top += panel.height + GAP
    (HERE / f"{name}.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img" aria-label="{label}" '
        f'font-family="system-ui, sans-serif" font-size="11" fill="{INK}"><rect width="100%" height="100%" fill="#ffffff"/>'
        + "".join(parts) + "</svg>\n")


def table(binaries, kind, start, count):
    """Columns of a set over some bars of the history, with all bars before them as warm-up."""
    text = subprocess.run([str(binaries / "qtp"), "indicators", "--input", str(HISTORY), "--set", kind],
                          capture_output=True, text=True, check=True).stdout
    rows = list(csv.DictReader(text.splitlines()))[start:start + count]
    return {name: [float(row[name]) if row[name] else None for row in rows] for name in rows[0]}


def classic(binaries):
    t = table(binaries, "classic", 3000, 160)
    colors = [UP if value < 0 else DOWN for value in t["supertrend_dir"]]
    write("classic", "BTCUSD with Bollinger bands, an exponential mean and Supertrend; RSI, MACD and ADX below", [
        Panel("BTCUSD 30m · Bollinger 20/2 · EMA 20 · Supertrend 10/3", 250).area(t["bb_upper"], t["bb_lower"], BLUE)
        .candles(t).line(t["ema20"], ORANGE).dots(t["supertrend"], colors),
        Panel("RSI 14", 90, 0, 100).level(70).level(30).line(t["rsi14"], PURPLE),
        Panel("MACD 12/26/9", 100).bars(t["macd_hist"]).line(t["macd"], BLUE).line(t["macd_signal"], ORANGE),
        Panel("ADX 14 with +DI and −DI", 90).line(t["plus_di14"], UP).line(t["minus_di14"], DOWN).line(t["adx14"], INK, 1.8),
    ], 160)


def extended(binaries):
    t = table(binaries, "extended", 3000, 160)
    closes = t["close"]
    colors = [UP if stop < close else DOWN for stop, close in zip(t["sar"], closes)]
    write("extended", "BTCUSD with the Ichimoku cloud, parabolic stop and Kaufman's average; Aroon and Choppiness below", [
        Panel("BTCUSD 30m · Ichimoku cloud · parabolic stop · KAMA 10", 250).cloud(t["ichimoku_cloud_a"], t["ichimoku_cloud_b"])
        .candles(t).line(t["kama10"], PURPLE).dots(t["sar"], colors),
        Panel("Aroon 14", 80, 0, 100).line(t["aroon_up"], UP).line(t["aroon_down"], DOWN),
        Panel("Choppiness 14", 80, 0, 100).level(61.8).level(38.2).line(t["choppiness14"], BLUE),
        Panel("Realised volatility 30, a year", 80).line(t["volatility30"], ORANGE),
    ], 160)


def cipher(binaries):
    t = table(binaries, "cipher", 3340, 160)
    panel = Panel("WaveTrend · green, red, gold and purple dots · divergences in orange, on the bar that confirms them", 170)
    panel.level(53).level(-53).cloud(t["wt1"], t["wt2"]).line(t["wt1"], BLUE).line(t["wt2"], INK, 1)

    def marked(names, column="wt2"):
        return [value if any(t[name][i] for name in names) else None for i, value in enumerate(t[column])]

    for names, color, radius in [
        (["wt_bear", "wt_add_bear", "wt_bull", "wt_add_bull"], ORANGE, 6), (["green_dot"], UP, 4), (["red_dot"], DOWN, 4),
        (["purple_buy", "purple_sell"], PURPLE, 3), (["gold_dot"], "#d4a017", 5),
    ]:
        panel.dots(marked(names), [color] * len(t["wt2"]), radius)
    ribbon = Panel("BTCUSD 30m · ribbon of eight exponential means · crosses of the second and the eighth", 230).candles(t)
    for index in range(1, 9):
        ribbon.line(t[f"a_ema{index}"], UP if index <= 2 else BLUE, 1.6 - index * .12)
    ribbon.dots(marked(["a_long_ema"], "a_ema8"), [UP] * len(t["close"]), 5)
    ribbon.dots(marked(["a_short_ema"], "a_ema8"), [DOWN] * len(t["close"]), 5)
    write("cipher", "BTCUSD with the Cipher A ribbon; WaveTrend with its dots, money flow, and the oscillators of strength below", [
        ribbon, panel, Panel("Money flow 60", 80).bars(t["rsi_mfi"]),
        Panel("RSI 14 · stochastic of RSI · Schaff", 100, 0, 100).level(60).level(30)
        .line(t["stc"], ORANGE).line(t["stoch_k"], BLUE, 1).line(t["rsi"], PURPLE, 1.8),
    ], 160)


PICTURES = [classic, extended, cipher]


if __name__ == "__main__":
    # Imported here: it draws with what stands above.
    import profiles

    for picture in PICTURES + profiles.PICTURES:
        picture(pathlib.Path(sys.argv[1]))
