"""Holds JSON documents against JSON Schemas with the package jsonschema, which has nothing in common with the code that wrote them.

Reads {"schemas": {kind: schema}, "files": [{"name": ..., "kind": ..., "json": ...}]} and writes {name: [complaints]}.
"""
import json
import sys

from jsonschema import Draft202012Validator

asked = json.load(sys.stdin)
validators = {}
for kind, schema in asked["schemas"].items():
    Draft202012Validator.check_schema(schema)
    validators[kind] = Draft202012Validator(schema)


def leaves(error):
    return [leaf for inner in error.context for leaf in leaves(inner)] if error.context else [error]


json.dump(
    {
        file["name"]: [
            f"{leaf.json_path}: {leaf.message}"
            for error in validators[file["kind"]].iter_errors(file["json"])
            for leaf in leaves(error)
        ]
        for file in asked["files"]
    },
    sys.stdout,
)
