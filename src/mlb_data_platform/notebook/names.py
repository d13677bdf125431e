"""Finds a player or team by what a person types: a number, a name, a part of a name."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mlb_data_platform.notebook.errors import AmbiguousNameError, NameUnknownError

_MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody or something with a number and names.

    Attributes:
        number: MLB's number.
        name: The usual name.
        others: Further names.
        about: What tells two of the same name apart.
    """

    number: int
    name: str
    others: tuple[str, ...] = ()
    about: str = ""

    @property
    def shown(self) -> str:
        """The name with what tells it apart."""
        return f"{self.name} ({self.about})" if self.about else self.name


def plain(text: str) -> str:
    """A name without accents, case and punctuation.

    Example:
        >>> plain("Acuña Jr., Ronald")
        'acuna jr ronald'
    """
    bare = unicodedata.normalize("NFKD", text)
    letters = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^\w\s]+", " ", letters).casefold().split())


def all_named(wanted: str | int, known: Sequence[Named], *, what: str) -> list[Named]:
    """Everybody who may be meant.

    A number is a number. A name is looked for as a whole, then by its words in any order, then by
    how its words begin; accents, case and punctuation do not count.

    Args:
        wanted: Number or name.
        known: All there are.
        what: The parameter that names one, such as `player`, for errors.

    Raises:
        NameUnknownError: There is none; names the nearest.
    """
    text = plain(str(wanted))
    if text.isdecimal():
        found = [one for one in known if one.number == int(text)]
    else:
        found = _by_name(text, known) if text else []
    if not found:
        raise NameUnknownError(what=what, wanted=wanted, nearest=_nearest(text, known))
    return found


def find_named(wanted: str | int, known: Sequence[Named], *, what: str) -> Named:
    """The only one who may be meant, by the rules of `all_named`.

    Raises:
        NameUnknownError: There is none; names the nearest.
        AmbiguousNameError: There are several; lists them.
    """
    found = all_named(wanted, known, what=what)
    if len(found) > 1:
        shown = [(one.number, one.shown) for one in found[:_MOST_CANDIDATES]]
        raise AmbiguousNameError(what=what, wanted=str(wanted), candidates=shown)
    return found[0]


def _by_name(text: str, known: Sequence[Named]) -> list[Named]:
    """Those with the name, by the first rule that finds any."""
    words = text.split()
    rules: tuple[Callable[[str], bool], ...] = (
        lambda name: name == text,
        lambda name: set(words) <= set(name.split()),
        lambda name: all(any(one.startswith(word) for one in name.split()) for word in words),
    )
    for rule in rules:
        if found := [one for one in known if any(map(rule, _names(one)))]:
            return found
    return []


def _names(one: Named) -> Iterable[str]:
    return map(plain, (one.name, *one.others))


def _nearest(text: str, known: Sequence[Named]) -> list[str]:
    by_name = {name: one for one in known for name in (*_names(one), *plain(one.name).split())}
    near = difflib.get_close_matches(text, by_name, n=3, cutoff=0.7)
    return list(dict.fromkeys(f"{by_name[n].name} ({by_name[n].number})" for n in near))
