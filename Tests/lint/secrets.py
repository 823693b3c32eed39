"""Looks for secrets in everything that is tracked or about to be; what looks like one is explained in secrets.yaml.

An explanation that explains nothing any more is an error too, or the list would become a hiding place.
"""

import os
import pathlib
import subprocess
import sys

import yaml
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPLANATIONS = pathlib.Path(__file__).with_name("secrets.yaml")


def files():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    own = str(EXPLANATIONS.relative_to(ROOT))
    return sorted(name for name in listed if name and name != own and (ROOT / name).is_file())


def explains(explanation, finding):
    return (
        finding.filename in explanation.get("files", [finding.filename])
        and finding.type == explanation.get("type", finding.type)
        and finding.secret_value in explanation.get("values", [finding.secret_value])
    )


def main():
    explanations = yaml.safe_load(EXPLANATIONS.read_text())
    used = set()
    errors = []
    os.chdir(ROOT)
    found = SecretsCollection()
    with default_settings():
        found.scan_files(*files(), num_processors=os.cpu_count() or 1)
    for _, finding in sorted(found, key=lambda pair: (pair[0], pair[1].line_number)):
        matching = [index for index, each in enumerate(explanations) if explains(each, finding)]
        used.update(matching)
        if not matching:
            # The value itself would end up in logs.
            errors.append(f"{finding.filename}:{finding.line_number}: {finding.type}")
    for index, explanation in enumerate(explanations):
        if not ({"files", "values"} & explanation.keys() and explanation.get("why")):
            errors.append(f"{EXPLANATIONS.name}: entry {index + 1} needs `why`, and `files` or `values`")
        elif index not in used:
            errors.append(f"{EXPLANATIONS.name}: explains nothing any more: {explanation['why']}")
    if errors:
        sys.exit("what looks like a secret, and Tests/lint/secrets.yaml does not explain:\n" + "\n".join(errors))


if __name__ == "__main__":
    main()
