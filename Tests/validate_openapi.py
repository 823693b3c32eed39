"""Checks one OpenAPI document against the specification's own schema.

usage: validate_openapi.py FILE
"""

import json
import pathlib
import sys

import openapi_spec_validator


def main() -> int:
    document = json.loads(pathlib.Path(sys.argv[1]).read_text())
    failures = 0
    for error in openapi_spec_validator.OpenAPIV31SpecValidator(document).iter_errors():
        failures += 1
        print(f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
