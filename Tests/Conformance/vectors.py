#!/usr/bin/env python3
"""Compares what qtp computes with golden vectors: files of inputs and expected outputs, made by independent code.

usage: vectors.py BIN VECTORS… [--only TEXT]

BIN is the folder of the executables, VECTORS are folders with a manifest.json. Every file of a kind that is known here is
computed from its own input columns and compared, column by column, with the tolerances of the manifest:
|a - b| <= atol + rtol * |b|, an empty cell only equals an empty cell, flags have to be equal. Prints a line per
file and at last "N passed, N failed"; exit code 1 where anything failed or nothing ran.
"""
import argparse
import csv
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

import profile_kinds


def read(path):
    """Header and rows of a CSV file, plain or gzip."""
    with (gzip.open(path, "rt") if str(path).endswith(".gz") else open(path)) as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


class Case:
    """One file of the vectors, and what computes it."""

    def __init__(self, entry, vectors, binaries, folder):
        self.entry, self.vectors, self.binaries, self.folder = entry, vectors, binaries, folder
        self.path = vectors / entry["file"]

    def qtp(self, *arguments):
        """Runs qtp, which has to succeed; answers its standard output."""
        done = subprocess.run(
            [str(self.binaries / "qtp"), *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"qtp {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def output(self, name="candidate.csv"):
        return self.folder / name

    def params(self):
        """The entry's parameters as qtp takes them."""
        given = {}
        for key, value in (self.entry.get("params") or {}).items():
            # A list is written one by one: a_ema1, a_ema2 and so on.
            given |= {f"{key}{number}": item for number, item in enumerate(value, 1)} if isinstance(value, list) else {key: value}
        return ",".join(f"{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in given.items())

    def compare_csv(self, candidate, columns=None):
        """Problems of a candidate file against this one, of all its columns or of some."""
        header, gold = read(self.path)
        names, got = read(candidate)
        problems = [] if len(gold) == len(got) else [f"{len(got)} rows instead of {len(gold)}"]
        for column in columns or header:
            if column not in names:
                problems.append(f"no column {column}")
                continue
            problems += self.compare_column(
                column, [row[header.index(column)] for row in gold], [row[names.index(column)] for row in got])
        return problems

    def compare_column(self, column, gold, got):
        absolute = self.entry.get("atol", {}).get(column, self.entry.get("atol_default", 1e-9))
        relative = self.entry.get("rtol", 1e-9)
        passed_over = set(self.entry.get("fragile_bars", {}).get(column, []))
        wrong = []
        for row, (expected, actual) in enumerate(zip(gold, got)):
            if row in passed_over or expected == actual:
                continue
            try:
                close = abs(float(actual) - float(expected)) <= absolute + relative * abs(float(expected))
            except ValueError:
                close = False
            if not close:
                wrong.append((row, expected, actual))
        if not wrong:
            return []
        row, expected, actual = wrong[0]
        return [f"{column}: {len(wrong)} rows differ, the first is {row}: {actual!r} instead of {expected!r}"]


def classic(case):
    """Indicators of TA-Lib's conventions."""
    case.qtp("indicators", "--input", case.path, "--set", "classic", "--params", case.params(),
             "--output", case.output())
    return case.compare_csv(case.output())


def extended(case):
    """Indicators that TA-Lib or the definition decides; made by make_fixtures.py."""
    case.qtp("indicators", "--input", case.path, "--set", "extended", "--output", case.output())
    return case.compare_csv(case.output())


def cipher(case):
    """The Cipher study; the ribbon alone has to give the same as within it."""
    case.qtp("indicators", "--input", case.path, "--set", "cipher", "--params", case.params(),
             "--output", case.output())
    case.qtp("indicators", "--input", case.path, "--set", "ribbon", "--params", case.params(),
             "--output", case.output("ribbon.csv"))
    ribbon = [name for name in read(case.path)[0] if name.startswith("a_")]
    return case.compare_csv(case.output()) + case.compare_csv(case.output("ribbon.csv"), ribbon)


def dirty(case):
    """Rows that make no sense are refused for the right reason."""
    case.qtp("indicators", "--input", case.path, "--set", "cipher", "--verdicts", case.output("verdicts.csv"),
             "--output", case.output())
    return case.compare_csv(case.output("verdicts.csv"))


# What computes a kind of file: a function from a Case to a list of problems.
KINDS = {"classic": classic, "extended": extended, "cipher": cipher, "dirty": dirty, **profile_kinds.KINDS}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("vectors", type=pathlib.Path, nargs="+")
    parser.add_argument("--only", default="", help="only files whose name has this in it")
    options = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        entries = [(vectors, entry) for vectors in options.vectors
                   for entry in json.loads((vectors / "manifest.json").read_text())["files"]]
        for vectors, entry in entries:
            if entry["kind"] not in KINDS or options.only not in entry["file"]:
                continue
            try:
                problems = KINDS[entry["kind"]](
                    Case(entry, vectors, options.binaries.resolve(), pathlib.Path(folder)))
            except AssertionError as error:
                problems = [str(error)]
            print(f"{'FAILED' if problems else 'passed'}  {entry['kind']:<10} {entry['file']}")
            for problem in problems:
                print(f"        {problem}")
            passed, failed = (passed, failed + 1) if problems else (passed + 1, failed)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
