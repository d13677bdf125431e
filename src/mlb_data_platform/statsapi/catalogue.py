"""The endpoint catalogue: what can be asked, under which address, and where answers are kept.

The catalogue itself is `catalogue.yaml`; `catalogue_reader.py` reads it.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter
from typing import Literal
from urllib.parse import quote

from mlb_data_platform.statsapi.document import Request
from mlb_data_platform.statsapi.errors import (
    ParameterMissingError,
    UnknownMethodError,
    UnknownParameterError,
)

DEFAULT_BASE_URL = "https://statsapi.mlb.com"
_READABLE = ",:()"  # the API takes them as they are, and recorded URLs show them so


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How to see that an answer belongs to what was asked.

    Attributes:
        at: Place in the answer, e.g. `dates[*].date`; `[*]` stands for every item.
        one_of: Parameter that names the allowed values, commas between several.
        between: Parameters that name the lowest and the highest allowed value.
        is_date: The parameters are dates, as YYYY-MM-DD or MM/DD/YYYY.
    """

    at: str
    one_of: str | None = None
    between: tuple[str, str] | None = None
    is_date: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `Endpoint.method` of the API.

    Attributes:
        name: E.g. `Game.liveGameV1`.
        paths: Addresses below the host; of several, the placeholders decide.
        query: Query parameters it takes.
        required: Parameters it cannot do without.
        raw_table: Schema and table that keep its answers.
        answer: What the top of the body may be.
        holds: Keys the body has, when it is an object and no `fields` were asked.
        matches: How to see that an answer belongs to what was asked.
        aliases: Further names.
    """

    name: str
    paths: tuple[str, ...]
    raw_table: str
    query: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    answer: Literal["object", "array", "either"] = "object"
    holds: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def endpoint(self) -> str:
        """Group in lower case, as in `Request` and in stub folders."""
        return _split_name(self.name)[0]

    @property
    def method(self) -> str:
        """Method of the group."""
        return _split_name(self.name)[1]

    @property
    def path_params(self) -> tuple[str, ...]:
        """Placeholders of all its paths, each once."""
        return tuple(dict.fromkeys(name for path in self.paths for name in placeholders(path)))

    @property
    def takes(self) -> tuple[str, ...]:
        """All parameters it takes, path parameters first."""
        return tuple(dict.fromkeys((*self.path_params, *self.query)))

    def places(self) -> list[tuple[str, str]]:
        """Endpoint and method under its name and every alias, as stub folders have them."""
        return [_split_name(name) for name in (self.name, *self.aliases)]

    def path_for(self, path_params: Iterable[str]) -> str:
        """The address whose placeholders are these.

        Raises:
            UnknownParameterError: No address of this method has such a placeholder.
            ParameterMissingError: A placeholder has no value.
        """
        given = set(path_params)
        for path in self.paths:
            if set(placeholders(path)) == given:
                return path
        for name in sorted(given - set(self.path_params)):
            raise self.unknown(name)
        nearest = min(self.paths, key=lambda path: len(set(placeholders(path)) ^ given))
        missing = [name for name in placeholders(nearest) if name not in given]
        raise ParameterMissingError(name=self.name, parameters=missing)

    def unknown(self, parameter: str) -> UnknownParameterError:
        """The error that says this method does not take a parameter."""
        return UnknownParameterError(
            name=self.name,
            parameter=parameter,
            nearest=_nearest(parameter, self.takes),
            takes=", ".join(self.takes),
        )


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Every `Endpoint.method` that can be asked.

    Attributes:
        entries: In the order of the file.
    """

    entries: tuple[Entry, ...] = field(repr=False)

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        return {name: one for one in self.entries for name in (one.name, *one.aliases)}

    def entry(self, endpoint: str, method: str) -> Entry:
        """What the catalogue says about one method.

        Args:
            endpoint: Group; its first letter may be large or small.
            method: Method of the group.

        Raises:
            UnknownMethodError: There is none; the error names the nearest ones.
        """
        name = Request(endpoint=endpoint, method=method).name
        found = self._by_name.get(name)
        if found is None:
            raise UnknownMethodError(name=name, nearest=self._nearest_names(name))
        return found

    def request(self, endpoint: str, method: str, params: Mapping[str, str]) -> Request:
        """Make a request from parameters that are not yet told apart into path and query.

        Of several addresses the one with the most placeholders that have a value is taken.

        Raises:
            UnknownMethodError: There is no such method.
            UnknownParameterError: It does not take one of the parameters.
            ParameterMissingError: One that it needs is missing.
        """
        entry = self.entry(endpoint, method)
        fitting = [path for path in entry.paths if set(placeholders(path)) <= set(params)]
        path = max(fitting or entry.paths[:1], key=lambda one: len(placeholders(one)))
        in_path = [name for name in placeholders(path) if name in params]
        request = Request(
            endpoint=entry.endpoint,
            method=entry.method,
            path_params={name: params[name] for name in in_path},
            query_params={name: text for name, text in params.items() if name not in in_path},
        )
        self.url(request)
        return request

    def url(self, request: Request, base_url: str = DEFAULT_BASE_URL) -> str:
        """The address of a request, its query in the order given.

        Raises:
            UnknownMethodError: There is no such method.
            UnknownParameterError: It does not take one of the parameters.
            ParameterMissingError: One that it needs is missing or empty.
        """
        entry = self.entry(request.endpoint, request.method)
        path = _path(entry, request)
        for name, text in request.params.items():
            # An empty value makes the API fall back to a default, a dot leads to another address.
            # What cannot be printed can be neither sent as it is meant nor kept beside the answer.
            is_elsewhere = name in request.path_params and text in {".", ".."}
            if not text or is_elsewhere or not text.isprintable():
                raise ParameterMissingError(name=entry.name, parameters=[name], found=repr(text))
        values = {name: quote(text, safe="") for name, text in request.path_params.items()}
        query = "&".join(
            f"{name}={quote(text, safe=_READABLE)}" for name, text in request.query_params.items()
        )
        return f"{base_url.rstrip('/')}{path.format(**values)}{'?' if query else ''}{query}"

    def _nearest_names(self, name: str) -> list[str]:
        """Valid names that look like one, whatever the case of their letters."""
        by_lower = {known.lower(): known for known in self._by_name}
        near = difflib.get_close_matches(name.lower(), by_lower, n=3, cutoff=0.6)
        group = f"{name.lower().partition('.')[0]}."
        same_group = [known for known in by_lower if known.startswith(group)]
        return [by_lower[one] for one in near or same_group]


def _path(entry: Entry, request: Request) -> str:
    """The address of a request whose parameters are known and complete."""
    for name in request.query_params:
        if name not in entry.takes:
            raise entry.unknown(name)
    lacks = [name for name in entry.required if name not in request.params]
    try:
        path = entry.path_for(request.path_params)
    except ParameterMissingError as error:
        # Whoever has to type it again wants to know all that lacks.
        raise ParameterMissingError(
            name=entry.name, parameters=[*error.parameters, *lacks]
        ) from error
    if lacks:
        raise ParameterMissingError(name=entry.name, parameters=lacks)
    for name in request.query_params:
        if name not in entry.query:
            raise entry.unknown(name)
    return path


def placeholders(path: str) -> list[str]:
    """Names in curly brackets of an address, in order.

    Example:
        >>> placeholders("/api/v1/teams/{teamId}/roster/{rosterType}")
        ['teamId', 'rosterType']
    """
    return [name for _, name, _, _ in Formatter().parse(path) if name]


def _split_name(name: str) -> tuple[str, str]:
    group, _, method = name.partition(".")
    return group[:1].lower() + group[1:], method


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    """Known words that look like one; `gamePk` and `game_pk` are near."""
    by_plain = {one.lower().replace("_", ""): one for one in known}
    plain = word.lower().replace("_", "")
    near = difflib.get_close_matches(plain, by_plain, n=3, cutoff=0.6)
    return [by_plain[one] for one in near]
