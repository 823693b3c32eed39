"""What computes the golden files of volume profiles, market profiles, VWAP and candles, and how they are compared."""
import csv
import gzip
import json
import math


def close(case, actual, expected):
    absolute, relative = case.entry.get("atol_default", 1e-9), case.entry.get("rtol", 1e-9)
    return abs(actual - expected) <= absolute + relative * abs(expected)


def differences(case, actual, expected, place=""):
    """Where a JSON value differs: whole numbers, words and nulls have to be equal, numbers close enough."""
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return [f"{place}: {actual!r} instead of an object"]
        wrong = [f"{place}/{key}: is missing" for key in expected if key not in actual]
        wrong += [f"{place}/{key}: is not in the golden file" for key in actual if key not in expected]
        for key in expected.keys() & actual.keys() - {"input"}:
            wrong += differences(case, actual[key], expected[key], f"{place}/{key}")
        return wrong
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) != len(expected):
            return [f"{place}: is no list of {len(expected)}"]
        return [problem for index, pair in enumerate(zip(actual, expected))
                for problem in differences(case, *pair, f"{place}/{index}")]
    if isinstance(expected, float) and isinstance(actual, (int, float)) and math.isfinite(actual):
        return [] if close(case, actual, expected) else [f"{place}: {actual!r} instead of {expected!r}"]
    return [] if actual == expected else [f"{place}: {actual!r} instead of {expected!r}"]


def first(problems):
    return problems if len(problems) <= 5 else problems[:5] + [f"and {len(problems) - 5} more"]


def golden(case):
    with gzip.open(case.path, "rt") as file:
        return json.load(file)


def stretch(case, gold):
    """The rows of the data that a file is made of, and its rows of prices, as arguments."""
    return ["--input", case.vectors.parent / "data" / gold["input"], "--from", gold["first_ms"], "--to",
            gold["last_ms"] + 1, "--tick", gold["tick"], "--ticks-per-row", gold["ticks_per_row"], "--session",
            f"{gold['session_ms']}ms"]


def profile(case):
    """Volume profiles of trades and candles."""
    gold = golden(case)
    if "input" not in gold:
        return trade_lists(case, gold)
    arguments = stretch(case, gold)
    if "delta_mode" in gold:
        arguments += ["--delta", gold["delta_mode"]]
    if "rolling" in gold:
        # The file holds 40 windows at most.
        arguments += ["--rolling-bars", gold["rolling"]["bars"], "--rolling-every", gold["rolling"]["every"],
                      "--rolling-limit", 40]
    for one in gold.get("fixed", []):
        arguments += ["--range", f"{one['start_ms']}..{one['end_ms_exclusive']}"]
    return first(differences(case, json.loads(case.qtp("profile", *arguments)), gold))


def trade_lists(case, gold):
    """Small profiles of trades that stand in the file itself."""
    problems = []
    for name, one in gold.items():
        path = case.output("trades.csv")
        with open(path, "w") as file:
            file.write("time_ms,price,qty,is_buyer_maker\n")
            file.writelines(f"{row},{','.join(map(str, trade))}\n" for row, trade in enumerate(one["trades"]))
        answer = json.loads(case.qtp("profile", "--mode", "composite", "--input", path, "--tick", one["tick"],
                                     "--ticks-per-row", one["ticks_per_row"]))
        problems += differences(case, answer["whole"], {"summary": one["summary"], "rows": one["rows"]}, name)
    return first(problems)


def tpo(case):
    """Market profiles."""
    gold = golden(case)
    answer = case.qtp("profile", "--mode", "tpo", *stretch(case, gold), "--bracket", f"{gold['bracket_ms']}ms")
    return first(differences(case, json.loads(answer), gold))


def vwap(case):
    """VWAP with its bands, of the file's own input columns."""
    reset = case.entry["reset_ms"]
    case.qtp("vwap", "--input", case.path, *(["--session", f"{reset}ms"] if reset else []), "--output", case.output())
    return case.compare_csv(case.output())


def aggregate(case):
    """Candles of trades and of shorter candles; decimal numbers, so they have to be equal."""
    span = ["--from", case.entry["first_ms"], "--to", case.entry["last_ms"] + 1] if "first_ms" in case.entry else []
    answer = case.qtp("candles", "--input", case.vectors.parent / "data" / case.entry["source"], "--interval",
                      f"{case.entry['step_ms']}ms", *span)
    with gzip.open(case.path, "rt") as file:
        expected = file.read().splitlines()
    rows = answer.splitlines()
    if len(rows) != len(expected):
        return [f"{len(rows)} lines instead of {len(expected)}"]
    return first([f"line {index + 1}: {row} instead of {gold}"
                  for index, (row, gold) in enumerate(zip(rows, expected))
                  if next(csv.reader([row])) != next(csv.reader([gold]))])


KINDS = {"profile": profile, "tpo": tpo, "vwap": vwap, "aggregate": aggregate}
