"""JSON Schemas of the files, for editors that complete and underline while one writes."""

from __future__ import annotations

import re
from typing import Any

from generator.read.schema import SHAPES


def json_schema(name: str) -> dict[str, Any]:
    """JSON Schema draft 7 of a kind of file, for editors (yaml-language-server reads draft 7)."""
    schema = SHAPES[name].model_json_schema(ref_template="#/definitions/{model}")
    schema["definitions"] = schema.pop("$defs", {})
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"Factsheet {name} file",
        **{k: v for k, v in _loosened(schema).items() if k != "title"},
    }


def _loosened(schema: Any) -> Any:
    """Lets an editor's YAML types pass where every scalar is read as a string."""
    if isinstance(schema, list):
        return [_loosened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: _loosened(item) for key, item in schema.items() if key != "discriminator"}
    if schema.get("enum") == ["true", "false"]:
        return {k: v for k, v in schema.items() if k not in ("enum", "type")} | {
            "enum": [True, False, "true", "false"]
        }
    if schema.get("type") != "string" or "enum" in schema or "const" in schema:
        return schema
    pattern = schema.get("pattern")
    if pattern is None:
        empty = [] if schema.get("minLength") else ["null"]
        blank = {"pattern": r"\S"} if schema.get("minLength") else {}
        return schema | blank | {"type": ["string", "number", "boolean", *empty]}
    # A number is as good as its digits where the pattern is about digits: `order: 12`.
    number = re.fullmatch(pattern, "12") and not re.fullmatch(pattern, "a")
    return schema | {"type": ["string", "integer"] if number else "string"}
