#!/usr/bin/env bash
# Lets libFuzzer look for bars that make an indicator trap, disagree with itself or answer NaN.
# Usage: Tests/Fuzz/run.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/../.."

mkdir -p .run/fuzz/corpus
mapfile -t sources < <(find Shared/Indicators -name '*.swift' | sort)
swiftc -O -swift-version 6 -parse-as-library -sanitize=fuzzer,address -module-name Indicators \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
    "${sources[@]}" Tests/Fuzz/indicators.swift -o .run/fuzz/indicators
ASAN_OPTIONS=detect_leaks=0 .run/fuzz/indicators -max_total_time="${1:-60}" -max_len=4000 -len_control=0 \
    -artifact_prefix=.run/fuzz/ .run/fuzz/corpus
