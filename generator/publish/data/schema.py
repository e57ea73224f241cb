"""JSON Schema (2020-12) of `factsheet.json` and of the file of one sheet."""

from __future__ import annotations

from typing import Any

from generator.editorial import CorrectionKind
from generator.terms import LANGUAGES, Certainty, Clash, Kind, Role, Verdict

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_of(terms: Any) -> Schema:
    return {"enum": [term.value for term in terms]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def project_schema() -> Schema:
    """The schema of the whole project; `$defs/sheet` is that of one sheet."""
    words = _object(**dict.fromkeys(LANGUAGES, _TEXT))
    value = {
        "oneOf": [
            {"type": "null"},
            _object(type={"const": "text"}, **dict.fromkeys(LANGUAGES, _TEXT)),
            _object(type={"const": "sheet"}, sheet=_TEXT),
            _object(type={"const": "date"}, date=_TEXT),
            _object(
                type={"const": "quantity"},
                amount=_TEXT,
                scale=_TEXT_OR_NULL,
                unit={"oneOf": [_TEXT_OR_NULL, words]},
                currency=_TEXT_OR_NULL,
                approximate={"type": "boolean"},
            ),
        ]
    }
    span = {
        "type": "array",
        "items": {"type": "integer", "minimum": 0},
        "minItems": 2,
        "maxItems": 2,
    }
    definitions = {
        "words": words,
        "citation": _object(
            seed=_TEXT,
            quote=_TEXT,
            verdict=_one_of(Verdict),
            passage=_list(_TEXT),
            spans=_list(span),
            line={"type": "integer", "minimum": 1},
            role=_one_of(Role),
            prefix=_TEXT,
            suffix=_TEXT,
            url=_TEXT,
        ),
        "fact": _object(
            address=_TEXT,
            property=_TEXT,
            value=value,
            date=_TEXT_OR_NULL,
            text=_ref("words"),
            certainty=_one_of(Certainty),
            attributed_to=_TEXT_OR_NULL,
            mentions=_list(_TEXT),
            derived=_list(_object(value=_TEXT, how=_ref("words"))),
            url=_TEXT,
            fingerprint={"type": "string", "pattern": "^[0-9a-f]{64}$"},
            retracted={"type": "boolean"},
            corrections=_list(
                _object(
                    kind=_one_of(CorrectionKind),
                    date=_TEXT,
                    was=_ref("words"),
                    now={"oneOf": [{"type": "null"}, _ref("words")]},
                    why=_ref("words"),
                )
            ),
            reviews=_list(_object(by=_TEXT, date=_TEXT)),
            citations={**_list(_ref("citation")), "minItems": 1},
        ),
        "sheet": _object(
            id=_TEXT,
            kind=_one_of(Kind),
            name=_ref("words"),
            aliases=_list(_TEXT),
            lead=_list(_TEXT),
            url=_TEXT,
            facts=_list(_ref("fact")),
        ),
        "seed": _object(
            id=_TEXT,
            title=_TEXT,
            language=_TEXT,
            publisher=_TEXT_OR_NULL,
            author=_list(_TEXT),
            published=_TEXT_OR_NULL,
            as_of=_TEXT_OR_NULL,
            published_at=_TEXT_OR_NULL,
            sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
            characters={"type": "integer"},
            url=_TEXT,
        ),
        "question": _object(
            id=_TEXT,
            question=_ref("words"),
            answer=_list(_TEXT),
            unknown={"oneOf": [{"type": "null"}, _ref("words")]},
            url=_TEXT,
        ),
        "disagreement": _object(
            id=_TEXT,
            title=_ref("words"),
            kind=_one_of(Clash),
            facts=_list(_TEXT),
            text=_ref("words"),
            favours=_TEXT_OR_NULL,
            why={"oneOf": [{"type": "null"}, _ref("words")]},
            url=_TEXT,
        ),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Factsheet project",
        "$defs": definitions,
        **_object(
            title=_ref("words"),
            seeds=_list(_ref("seed")),
            sheets=_list(_ref("sheet")),
            questions=_list(_ref("question")),
            disagreements=_list(_ref("disagreement")),
        ),
    }
