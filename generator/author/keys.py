"""Knows the order of the keys at each place of a file, from the shape of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from generator.read.schema import Shape


@cache
def keys_of(shape: type[Shape]) -> Keys:
    """The order of keys in a file of a shape."""
    schema = shape.model_json_schema()
    return Keys(schema, schema.get("$defs", {}))


class Keys:
    """The order of keys at each place of a file, by its JSON Schema."""

    def __init__(self, schema: dict[str, Any], definitions: dict[str, Any]) -> None:
        self.definitions = definitions
        self.forms = list(self.resolved(schema))

    def resolved(self, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The forms that a value may have."""
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].rsplit("/", 1)[-1]]
        options = [o for name in ("anyOf", "oneOf") for o in schema.get(name, ())]
        for option in options:
            yield from self.resolved(option)
        if not options:
            yield schema

    def under(self, key: str | None) -> Keys:
        """The keys of a pair's value, or of an item's."""
        below = Keys({}, self.definitions)
        below.forms = []
        for form in self.forms:
            inner = (
                form.get("items")
                if key is None
                else (
                    form.get("properties", {}).get(key)
                    or form.get("additionalProperties")
                    or next(iter(form.get("patternProperties", {}).values()), None)
                )
            )
            if isinstance(inner, dict):
                below.forms += self.resolved(inner)
        return below

    def rank(self, key: str) -> int:
        """The place of a key among those of its mapping; unknown ones come last."""
        known = [name for form in self.forms for name in form.get("properties", ())]
        return known.index(key) if key in known else len(known)
