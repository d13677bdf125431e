"""Account for answers in files: which mapping reads each of them, and what nothing accounts for."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mlb_data_platform.errors import UsageError
from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.mapping.coverage import Accountant, Coverage, decode_document
from mlb_data_platform.mapping.decoder import ITEM, compile_tree
from mlb_data_platform.statsapi import (
    AnswerFileError,
    UnknownMethodError,
    load_catalogue,
    read_answer_file,
)

_SUFFIXES = (".json", ".json.gz")
_LONGEST_PATH = 4_096
_SUCCESS = range(200, 300)
_FEED = "Game.liveGameV1"
_FEED_OR_PATCHES = "Game.liveGameDiffPatchV1"
"""Answers either patches or a whole feed (statsapi.md, "live delta")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """A file to account for.

    Attributes:
        path: Where it lies.
        is_named: It was named itself, not found in a folder or by a pattern: so it has to fit.
    """

    path: Path
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCoverage:
    """The account of one file.

    Attributes:
        path: The file.
        endpoint: What it is an answer of.
        mapping: The mapping that reads such answers.
        coverage: Its values.
    """

    path: Path
    endpoint: str
    mapping: str
    coverage: Coverage


@dataclass(slots=True, kw_only=True)
class CoverageReport:
    """The account of all files.

    Attributes:
        files: Those that a mapping reads.
        passed_over: Numbers of the others, by reason.
    """

    files: list[FileCoverage] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Coverage:
        """All files together."""
        return sum((one.coverage for one in self.files), Coverage())

    @property
    def by_mapping(self) -> dict[str, Coverage]:
        """The files of each mapping together."""
        found: dict[str, Coverage] = {}
        for one in self.files:
            found[one.mapping] = found.get(one.mapping, Coverage()) + one.coverage
        return found


def find_answer_files(named: Sequence[str]) -> list[AnswerFile]:
    """Find the files that were meant.

    Args:
        named: Files, folders (with all they hold at any depth), or patterns such as `a/*.json`.

    Returns:
        Each file once, in order.

    Raises:
        UsageError: One of the names leads to no file.
    """
    found: dict[Path, AnswerFile] = {}
    for text in named:
        path = Path(text)
        if len(text) > _LONGEST_PATH:
            raise UsageError(f"{text[:80]}…: found {len(text):,} characters, wanted a path")
        if path.is_file():
            found[path] = AnswerFile(path=path, is_named=True)
            continue
        files = [file for place in _places(path) for file in _files_in(place)]
        if not files:
            what = "no .json or .json.gz file in it" if path.is_dir() else "no such file or folder"
            raise UsageError(
                f"{text}: found {what}", hint="mlb-etl schema coverage stubs/game/liveGameV1"
            )
        for file in files:
            found.setdefault(file, AnswerFile(path=file, is_named=False))
    return list(found.values())


def account_files(
    files: Sequence[AnswerFile],
    *,
    endpoint: str | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> CoverageReport:
    """Account for every value of the answers in files.

    Args:
        files: Recordings of any recorder, and bare answers.
        endpoint: What bare answers are answers of; recognised by their keys when None.
        progress: Told how many files are done.

    Returns:
        One account a file, and how many files were passed over for which reason.

    Raises:
        AnswerFileError: A file holds no JSON, or one that was named is read by no mapping.
        UsageError: There is no such endpoint, or no file at all is read by a mapping.
    """
    desk = _Desk(_mapped_name(endpoint) if endpoint else None)
    for file in files:
        desk.take(file)
        progress(1)
    if not desk.report.files:
        reasons = "; ".join(f"{n} × {why}" for why, n in desk.report.passed_over.most_common())
        raise UsageError(
            f"found no answer that a mapping reads, but {reasons}",
            hint=f"name answers of {', '.join(_mappings())}",
        )
    return desk.report


class _PassedOverError(Exception):
    """No mapping reads this file; says why."""


class _Desk:
    """Takes files one by one; an accountant for each mapping is made once."""

    def __init__(self, endpoint: str | None) -> None:
        self.report = CoverageReport()
        self._endpoint = endpoint
        self._accountants: dict[str, Accountant] = {}

    def take(self, file: AnswerFile) -> None:
        """Account for one file, or pass it over."""
        try:
            name, document = self._read(file.path)
        except _PassedOverError as why:
            if file.is_named:
                wanted = f"an answer of {', '.join(_mappings())}"
                raise AnswerFileError(file=file.path, found=str(why), wanted=wanted) from why
            self.report.passed_over[str(why)] += 1
            return
        mapping = _mappings()[name]
        if mapping.name not in self._accountants:
            self._accountants[mapping.name] = Accountant(mapping)
        self.report.files.append(
            FileCoverage(
                path=file.path,
                endpoint=name,
                mapping=mapping.name,
                coverage=self._accountants[mapping.name].account(document),
            )
        )

    def _read(self, path: Path) -> tuple[str, object]:
        answer = read_answer_file(path)
        if answer.status not in _SUCCESS:
            raise _PassedOverError(f"a recorded status {answer.status}")
        name = _catalogued(answer.name) if answer.name else self._endpoint
        if name is not None and name not in (*_mappings(), _FEED_OR_PATCHES):
            raise _PassedOverError(f"an answer of {name}, which no mapping reads")
        try:
            document = decode_document(answer.body)
        except ValueError as error:
            raise AnswerFileError(file=path, found=str(error)) from error
        if name == _FEED_OR_PATCHES:
            return _feed(document), document
        return name or _recognised(document), document


def _feed(document: object) -> str:
    if isinstance(document, dict) and "liveData" in document:
        return _FEED
    raise _PassedOverError(f"an answer of {_FEED_OR_PATCHES} that is no whole feed")


def _recognised(document: object) -> str:
    """The endpoint whose answers hold just such keys, where one mapping alone fits."""
    keys = set(document) if isinstance(document, dict) else set()
    fitting: dict[str, str] = {}
    for name, mapping in _mappings().items():
        holds = load_catalogue().entry(*name.split(".")).holds
        if holds and keys.issuperset(holds) and _has_shape(document, mapping, holds):
            fitting.setdefault(mapping.name, name)
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if fitting:
        names = ", ".join(fitting.values())
        raise _PassedOverError(f"an answer of {names}: say which with --endpoint")
    raise _PassedOverError("JSON that is no answer of a mapped endpoint")


def _has_shape(document: object, mapping: Mapping, holds: Collection[str]) -> bool:
    """Whether lists and objects stand where the mapping looks for them."""
    root = compile_tree(mapping)
    if not isinstance(document, dict):
        return False
    found = [(root.fields[key], document[key]) for key in holds if key in root.fields]
    return all(
        value is None or isinstance(value, list) is (ITEM in node.fields) for node, value in found
    )


def _mapped_name(endpoint: str) -> str:
    """An endpoint as the catalogue spells it."""
    name = _catalogued(endpoint)
    if name not in _mappings():
        problem = f"--endpoint: found {endpoint!r}, which no mapping reads"
        raise UsageError(problem, hint=f"--endpoint with one of {', '.join(_mappings())}")
    return name


def _catalogued(name: str) -> str:
    """The catalogue's name for a method; as it is where the catalogue does not know it."""
    group, _, method = name.partition(".")
    try:
        return load_catalogue().entry(group, method).name
    except UnknownMethodError:
        return name


def _mappings() -> dict[str, Mapping]:
    return {name: mapping for mapping in load_mappings() for name in mapping.endpoints}


def _places(path: Path) -> list[Path]:
    """A folder itself, or what a pattern finds."""
    if path.is_dir():
        return [path]
    anchor = Path(path.anchor)
    try:
        return sorted(anchor.glob(path.relative_to(anchor).as_posix()))
    except ValueError:  # no pattern that Python reads, and no file of that name
        return []


def _files_in(place: Path) -> list[Path]:
    """A file, or the answers at any depth of a folder."""
    if place.is_file():
        return [place]
    return sorted(f for f in place.rglob("*") if f.is_file() and f.name.endswith(_SUFFIXES))
