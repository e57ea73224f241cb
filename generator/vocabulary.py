"""What facts may assert: groups and properties, in the order in which the site shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.place import Place, Words
from generator.terms import ValueType

VOCABULARY = Place("facts/vocabulary.yml")


@dataclass(frozen=True, slots=True)
class Group:
    """A heading under which a sheet's facts are gathered."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class Property:
    """What a fact asserts of its sheet.

    Attributes:
        single: two different values cannot both hold at one time.
        inverse: how a `sheet` value reads from the other sheet's side.
    """

    id: str
    label: Words
    type: ValueType
    group: str
    single: bool = False
    inverse: Words | None = None
    place: Place = VOCABULARY


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All groups and properties, in the order in which the site shows them."""

    groups: tuple[Group, ...] = ()
    properties: Mapping[str, Property] = field(default_factory=dict)
