"""Coverage: every value of a document is mapped, or ignored with a reason, or unaccounted for.

A value is a text, a number, true, false or null; an element of a list that is read as a whole
counts for itself. An empty object or array is a value, too, unless places that are accounted for
lie below it: then it holds nothing. What a column reads is mapped, whatever the ignored list says.
"""

from collections import Counter, deque
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, TypeAlias

import msgspec

from mlb_data_platform.mapping.coverage_patterns import ITEM, Patterns
from mlb_data_platform.mapping.coverage_places import MAPPED, NO_VALUE, UNACCOUNTED, Place
from mlb_data_platform.mapping.decoder import compile_tree
from mlb_data_platform.mapping.model import Ignored, IgnoredKind, Mapping

REPEATED = frozenset({IgnoredKind.LINK, IgnoredKind.DUPLICATE})
"""Kinds of ignored values that say nothing that is not said elsewhere."""

_LONGEST_EXAMPLE = 60
_JSON_TYPES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
    dict: "object",
    list: "array",
}

_Pairs: TypeAlias = Iterable[tuple[Place, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownField:
    """A place with values that the mapping says nothing about.

    Attributes:
        path: Where, as mapping files write it: `[*]` for elements, `*` for ids.
        json_type: Type of the values: string, integer, number, boolean, null; object or array for
            empty ones.
        count: How many values.
        example: One of them as JSON, shortened.
    """

    path: str
    json_type: str
    count: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """An account of every value of one or more documents. Two of them can be added.

    Attributes:
        documents: How many documents.
        mapped: Values that columns read.
        ignored: Values by entry of the mapping's ignored list, also the entries with none.
        unaccounted: Places with values that are neither, by path and type.
    """

    documents: int = 0
    mapped: int = 0
    ignored: MappingOf[Ignored, int] = field(default_factory=dict)
    unaccounted: tuple[UnknownField, ...] = ()

    def __add__(self, other: "Coverage") -> "Coverage":
        """Both accounts together."""
        ignored = dict(self.ignored)
        for entry, count in other.ignored.items():
            ignored[entry] = ignored.get(entry, 0) + count
        return Coverage(
            documents=self.documents + other.documents,
            mapped=self.mapped + other.mapped,
            ignored=ignored,
            unaccounted=_merged((*self.unaccounted, *other.unaccounted)),
        )

    @property
    def values(self) -> int:
        """All values."""
        return self.mapped + sum(self.ignored.values()) + self.unaccounted_values

    @property
    def unaccounted_values(self) -> int:
        """Values that are neither mapped nor ignored."""
        return sum(one.count for one in self.unaccounted)

    @property
    def ignored_by_kind(self) -> dict[IgnoredKind, int]:
        """Ignored values by what they are; the most frequent first."""
        counts = Counter[IgnoredKind]()
        for entry, count in self.ignored.items():
            counts[entry.kind] += count
        return dict(counts.most_common())

    @property
    def repeated(self) -> int:
        """Values that are links or exact duplicates of other values."""
        return sum(count for entry, count in self.ignored.items() if entry.kind in REPEATED)

    @property
    def mapped_share(self) -> float | None:
        """Mapped values among all; None where there are none."""
        return self.mapped / self.values if self.values else None

    @property
    def mapped_share_of_own(self) -> float | None:
        """Mapped values among those that are neither links nor exact duplicates."""
        own = self.values - self.repeated
        return self.mapped / own if own else None


class Accountant:
    """Accounts for the documents of one mapping; make it once, use it for any number.

    Args:
        mapping: What says which values are read and which are ignored.

    Example:
        >>> from mlb_data_platform.mapping import load_mappings
        >>> season = next(one for one in load_mappings() if one.name == "season")
        >>> found = Accountant(season).account({"seasons": [{"seasonId": "2024", "new": 1}]})
        >>> found.mapped, [(one.path, one.json_type) for one in found.unaccounted]
        (1, [('seasons[*].new', 'integer')])
    """

    def __init__(self, mapping: Mapping) -> None:
        self._ignored = tuple(dict.fromkeys(mapping.ignored))
        patterns = Patterns([entry.path for entry in self._ignored])
        self._root = Place("", compile_tree(mapping), patterns.start, patterns)

    def account(self, document: object) -> Coverage:
        """Account for every value of a decoded document."""
        tally = [0] * (len(self._ignored) - NO_VALUE)
        found = self._walk(document, tally)
        return Coverage(
            documents=1,
            mapped=tally[MAPPED],
            ignored=dict(zip(self._ignored, tally, strict=False)),
            unaccounted=found,
        )

    def unknown_fields(self, body: bytes) -> tuple[UnknownField, ...]:
        """What the mapping does not know of a document; whatever is settled is passed over.

        Args:
            body: JSON text.

        Returns:
            By path and type; nothing for a body that cannot be read, which the kernel reports.
        """
        try:
            document = decode_document(body)
        except ValueError:
            return ()
        return self._walk(document, None)

    def knows(self, path: str, json_type: str) -> bool:
        """Whether values of a type at a path, as an `UnknownField` has it, are accounted for."""
        place = self._root
        for step in path.removeprefix("$").split("."):
            key, *elements = step.split(ITEM)
            place = place.inner[key] if key else place
            for _ in elements:
                place = place.element
        verdicts = {"null": place.null, "object": place.empty, "array": place.empty}
        return verdicts.get(json_type, place.scalar) != UNACCOUNTED

    def _walk(self, document: object, tally: list[int] | None) -> tuple[UnknownField, ...]:
        """Visit every value, and add it to the tally; without a tally only what is not settled."""
        unknown: dict[tuple[Place, type], list[Any]] = {}
        counts = tally or [0] * (len(self._ignored) - NO_VALUE)
        inner_pairs = _inner_pairs if tally else _open_pairs
        waiting: deque[_Pairs] = deque([[(self._root, document)]])
        while waiting:
            for place, value in waiting.popleft():
                kind = type(value)
                if kind is dict or kind is list:
                    if value:
                        waiting.append(inner_pairs(place, value))
                        continue
                    verdict = place.empty
                elif value is None:
                    verdict = place.null
                else:
                    verdict = place.scalar
                counts[verdict] += 1
                if verdict == UNACCOUNTED:
                    unknown.setdefault((place, kind), []).append(value)
        return _merged(
            UnknownField(
                path=place.path or "$",
                json_type=_JSON_TYPES[kind],
                count=len(values),
                example=_shortened(values[0]),
            )
            for (place, kind), values in unknown.items()
        )


def decode_document(body: bytes) -> object:
    """Read JSON text into plain objects, lists and scalars.

    Raises:
        ValueError: It is no JSON, or nested deeper than anything we read.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"no JSON ({error})") from error


def _inner_pairs(place: Place, value: dict[str, Any] | list[Any]) -> _Pairs:
    """The values inside an object or array, each with its place."""
    if isinstance(value, list):
        return zip(repeat(place.element), value, strict=False)
    if place.is_keyed:
        return zip(repeat(place.of_ids), value.values(), strict=False)
    return zip(map(place.inner.__getitem__, value), value.values(), strict=False)


def _open_pairs(place: Place, value: dict[str, Any] | list[Any]) -> _Pairs:
    """The same without what is settled, which is most of a document."""
    if isinstance(value, list):
        return () if place.element.is_settled else zip(repeat(place.element), value, strict=False)
    if place.is_keyed:
        return zip(repeat(place.of_ids), value.values(), strict=False)
    return [(inner, value[key]) for key, inner in place.open_places(tuple(value))]


def _merged(fields: Iterable[UnknownField]) -> tuple[UnknownField, ...]:
    """One entry for each path and type, in their order."""
    found: dict[tuple[str, str], UnknownField] = {}
    for one in fields:
        key = (one.path, one.json_type)
        known = found.get(key)
        count = one.count + (known.count if known else 0)
        found[key] = UnknownField(
            path=one.path,
            json_type=one.json_type,
            count=count,
            example=known.example if known else one.example,
        )
    return tuple(found[key] for key in sorted(found))


def _shortened(value: object) -> str:
    start = value[:_LONGEST_EXAMPLE] if isinstance(value, str) else value
    text = msgspec.json.encode(start).decode()
    return text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"
