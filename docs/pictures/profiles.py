"""Pictures of docs/volume-profile.md, from the bundled history, with what `qtp profile` and `qtp vwap` compute."""
import csv
import json
import subprocess

from draw import BLUE, DOWN, HERE, HISTORY, INK, LEFT, ORANGE, PURPLE, RIGHT, UP, WIDTH, Panel, write

DAY = 86_400_000


def qtp(binaries, *arguments):
    return subprocess.run([str(binaries / "qtp"), *map(str, arguments)], capture_output=True, text=True, check=True).stdout


def rows(text, start, end):
    """Columns of a table over a stretch of time."""
    chosen = [row for row in csv.DictReader(text.splitlines()) if start <= int(row["open_time_ms"]) < end]
    return {name: [float(row[name]) if row[name] else None for row in chosen] for name in chosen[0]}


def histogram(panel, profile, size, share=.32):
    """Rows as bars from the left, what takers bought in front of what they sold; the value area stronger."""
    summary = profile["summary"]
    most = max(row[1] for row in profile["rows"])
    area = range(summary["va2"]["val_row"], summary["va2"]["vah_row"] + 1)
    width = (WIDTH - LEFT - RIGHT) * share

    def draw(x, y, step):
        parts = []
        for row, total, buy, _ in profile["rows"]:
            top, height = y((row + 1) * size), max(y(row * size) - y((row + 1) * size) - .4, .4)
            opacity = .75 if row in area else .3
            parts.append(
                f'<rect x="{LEFT}" y="{top:.1f}" width="{total / most * width:.1f}" height="{height:.1f}" fill="{DOWN}" opacity="{opacity}"/>'
                f'<rect x="{LEFT}" y="{top:.1f}" width="{buy / most * width:.1f}" height="{height:.1f}" fill="{UP}" opacity="{opacity}"/>')
        return "".join(parts)
    panel.marks.insert(0, draw)
    return panel


def mark(panel, price, color, text):
    """A line across at a price, named at its end."""
    panel._keep([price])
    panel.marks.append(lambda x, y, step: (
        f'<path d="M{LEFT} {y(price):.1f}H{WIDTH - RIGHT}" stroke="{color}" stroke-width="1.2"/>'
        f'<text x="{WIDTH - RIGHT - 4}" y="{y(price) - 3:.1f}" text-anchor="end" fill="{color}">{text}</text>'))
    return panel


def sessions(binaries):
    start = 1_517_443_200_000  # 2018-02-01
    end = start + 5 * DAY
    span = ("--input", HISTORY, "--from", start, "--to", end, "--tick", "1", "--ticks-per-row", 25)
    composite = json.loads(qtp(binaries, "profile", *span, "--mode", "all"))
    developing = rows(qtp(binaries, "profile", *span, "--mode", "developing"), start, end)
    average = rows(qtp(binaries, "vwap", "--input", HISTORY, "--from", start, "--to", end, "--session", "1d"), start, end)
    count = len(average["close"])
    summary = composite["whole"]["summary"]
    panel = histogram(Panel("BTCUSD 30m, five days · profile of all (from bars) · bought and sold · value area", 300), composite["whole"], 25)
    panel.candles(average)
    for price, color, text in ((summary["poc"], ORANGE, "POC"), (summary["va2"]["vah"], BLUE, "VAH"), (summary["va2"]["val"], BLUE, "VAL")):
        mark(panel, price, color, text)
    write("profile", "BTCUSD over five days with its volume profile, point of control and value area; developing levels, VWAP and cumulative delta below", [
        panel,
        Panel("Developing value area and point of control of each day", 190).area(developing["vah"], developing["val"], BLUE)
        .candles(average).line(developing["poc"], ORANGE),
        Panel("VWAP of each day, bands 1 and 2", 190).area(average["u2"], average["l2"], PURPLE, .08)
        .area(average["u1"], average["l1"], PURPLE).candles(average).line(average["vwap"], PURPLE),
        Panel("Cumulative delta", 90).level(0).line(developing["cumulative_delta"], INK),
    ], count)


def market_profile(binaries):
    start = 1_517_443_200_000
    text = qtp(binaries, "profile", "--input", HISTORY, "--from", start, "--to", start + DAY, "--tick", "1",
               "--ticks-per-row", 50, "--mode", "tpo")
    session = json.loads(text)["sessions"][0]
    letters = {int(row): text for row, text in session["letters"].items()}
    area = range(session["va2"]["val_row"], session["va2"]["vah_row"] + 1)
    height, top, parts = 11, 34, []
    for place, row in enumerate(sorted(letters, reverse=True)):
        color = ORANGE if row == session["poc_row"] else BLUE if row in area else INK
        y = top + place * height
        parts.append(f'<text x="{LEFT}" y="{y}">{row * 50:,}</text><text x="64" y="{y}" fill="{color}" '
                     f'font-family="monospace" letter-spacing="1">{letters[row]}</text>')
    bottom = top + len(letters) * height
    (HERE / "tpo.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom}" role="img" font-family="system-ui, sans-serif" '
        f'font-size="10" fill="{INK}" aria-label="A day of BTCUSD as a market profile"><rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="{LEFT}" y="14" font-weight="600">BTCUSD, 2018-02-01 UTC · a letter for each half hour · point of control and value area coloured · '
        f'initial balance {session["ib_low"]:,.0f} to {session["ib_high"]:,.0f}</text>' + "".join(parts) + "</svg>\n")


PICTURES = [sessions, market_profile]
