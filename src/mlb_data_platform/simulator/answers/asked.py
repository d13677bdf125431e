"""What was asked of a league, and how the API reads its parameters."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mlb_data_platform.simulator.league import League

MLB_SPORT = "1"
_INNERMOST = re.compile(r"\([^()]*\)")


class NotFoundError(LookupError):
    """Nothing has that number; the API answers 404."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, as the router took it apart.

    Attributes:
        league: Whom it is put to.
        path: The path's parameters; `{name:int}` ones are numbers.
        query: The query's parameters; of a repeated one the last.
    """

    league: League
    path: Mapping[str, str | int]
    query: Mapping[str, str]

    def number(self, name: str) -> int:
        """Return a path parameter that the router has read as a number."""
        return int(self.path[name])

    def numbers(self, *names: str) -> set[int]:
        """Return the whole numbers of the first of these parameters that was given."""
        return parse_numbers(next((self.query[name] for name in names if name in self.query), ""))

    def day(self, name: str) -> date | None:
        """Return a day of the query; None when it is missing or no day."""
        return parse_day(self.query.get(name, ""))

    def season(self, *, default: str | None = None) -> int:
        """Return the season asked for; the current one stands in for an unknown one."""
        text = default or self.query.get("season") or self.query.get("seasonId") or ""
        year = int(text) if text.isdecimal() else self.league.season
        return year if self.league.knows(year) else self.league.season

    def is_about_mlb(self) -> bool:
        """Say whether the sport asked for is major league baseball, or none was named."""
        return MLB_SPORT in self.query.get("sportId", MLB_SPORT).split(",")

    def hydrate(self) -> frozenset[str]:
        """Return the branches to write out: `team(league),venue` names `team` and `venue`."""
        text = self.query.get("hydrate", "")
        while (plain := _INNERMOST.sub("", text)) != text:
            text = plain
        return frozenset(name.strip() for name in text.split(",") if name.strip())


Answer = Callable[[Asked], object]
"""Answers a question with what will be written as JSON; may raise `NotFoundError`."""

Routes = Sequence[tuple[str, Answer]]
"""Paths as Starlette writes them, each with what answers it."""


def parse_day(text: str) -> date | None:
    """Read a day as the API does, `MM/DD/YYYY` or ISO; None for anything else.

    Example:
        >>> parse_day("07/04/2024") == parse_day("2024-07-04")
        True
        >>> parse_day("tomorrow") is None
        True
    """
    for shape in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None


def parse_numbers(text: str) -> set[int]:
    """Read whole numbers with commas between them; what is none is passed over.

    Example:
        >>> sorted(parse_numbers("147, 111,x"))
        [111, 147]
    """
    return {int(part) for part in text.split(",") if part.strip().isdecimal()}
