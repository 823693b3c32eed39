"""Checks the generated documents: asyncapi.yaml against the AsyncAPI 3.0 schema, each message schema as JSON Schema.

usage: validate_schemas.py DOCS ASYNCAPI_SCHEMA
"""

import json
import pathlib
import sys

import jsonschema
import yaml


def main() -> int:
    docs, specification = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    document = yaml.safe_load((docs / "asyncapi.yaml").read_text())
    failures = 0
    if specification.exists():
        schema = json.loads(specification.read_text())
        validator = jsonschema.validators.validator_for(schema)(schema)
        for error in validator.iter_errors(document):
            failures += 1
            print(f"asyncapi.yaml: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    else:
        print(f"SKIPPED: {specification} is not there, so asyncapi.yaml was not validated")
    for path in sorted((docs / "schemas").glob("*.json")):
        jsonschema.Draft7Validator.check_schema(json.loads(path.read_text()))
    for message in document["components"]["messages"].values():
        if not (docs / message["payload"]["$ref"]).exists():
            failures += 1
            print(f"asyncapi.yaml: {message['payload']['$ref']} is not there")
    if failures == 0:
        print("the generated documents are valid")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
