"""Reads the reconciliations (`reconciliations/*.sql`) and the named list of known exceptions."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files

from mlb_data_platform.quality.errors import CheckFileError
from mlb_data_platform.quality.model import KnownException, Reconciliation
from mlb_data_platform.yaml_section import Section, read_section

NO_VALUE = "none"
"""How the list of exceptions writes SQL's null."""

_KEYS = ("reconciliation", "game_pk", "subject", "measure", "official", "recomputed", "reason")


@cache
def load_reconciliations() -> tuple[Reconciliation, ...]:
    """Read every reconciliation the package ships, in the order of their names.

    Raises:
        CheckFileError: A file does not say what it promises.
    """
    folder = files("mlb_data_platform.quality") / "reconciliations"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(
        read_reconciliation(f.read_text("utf-8"), name=f.name.removesuffix(".sql")) for f in found
    )


@cache
def load_known_exceptions() -> tuple[KnownException, ...]:
    """Read the known exceptions the package ships.

    Raises:
        CheckFileError: The file is not valid.
    """
    file = files("mlb_data_platform.quality") / "known_exceptions.yaml"
    names = [one.name for one in load_reconciliations()]
    return read_known_exceptions(file.read_text("utf-8"), name=file.name, reconciliations=names)


def read_reconciliation(text: str, *, name: str) -> Reconciliation:
    """Read one reconciliation.

    Args:
        text: Comment lines, of which the first is the promise, then one statement.
        name: File name without suffix.

    Returns:
        The reconciliation.

    Raises:
        CheckFileError: It has no promise, or not one statement.
    """
    file = f"reconciliations/{name}.sql"
    lines = text.strip().splitlines()
    body = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    said = [line.removeprefix("--").strip() for line in lines[:body]]
    if not said or not said[0]:
        raise CheckFileError(
            file=file,
            line=1,
            problem="found no promise, wanted a first line such as '-- Runs by inning agree.'",
        )
    query = "\n".join(lines[body:]).strip().removesuffix(";").rstrip()
    if not query:
        raise CheckFileError(file=file, line=body + 1, problem="found no statement")
    return Reconciliation(name=name, promise=said[0], facts=tuple(said[1:]), query=query)


def read_known_exceptions(
    text: str, *, name: str, reconciliations: Collection[str]
) -> tuple[KnownException, ...]:
    """Read the list of known exceptions.

    Args:
        text: Its YAML, a list under `exceptions`.
        name: What the file is called, for errors.
        reconciliations: Names that there are.

    Returns:
        The exceptions in the order of the file.

    Raises:
        CheckFileError: Not valid; says file, line and key.
    """
    top = read_section(text, file=name, error=CheckFileError)
    top.allow(("exceptions",))
    found: dict[tuple[str, int, str, str], KnownException] = {}
    for section in top.sections("exceptions"):
        one = _exception(section, reconciliations)
        if one.place in found:
            raise section.fail("", f"{one.subject}, {one.measure}: stands here a second time")
        found[one.place] = one
    return tuple(found.values())


def _exception(section: Section, reconciliations: Collection[str]) -> KnownException:
    section.allow(_KEYS)
    written = section.as_written()
    for key in _KEYS:
        if not isinstance(written.get(key), str) or not written[key]:
            raise section.fail(key, "found nothing, wanted a value")
    name = section.text("reconciliation")
    if name not in reconciliations:
        problem = f"there is no reconciliation {name!r}{_nearest(name, reconciliations)}"
        raise section.fail("reconciliation", problem)
    game_pk = section.count("game_pk")
    assert game_pk is not None
    official, recomputed = (_value(written, key) for key in ("official", "recomputed"))
    if official == recomputed:
        raise section.fail("recomputed", "equals official, so there is nothing to except")
    return KnownException(
        reconciliation=name,
        game_pk=game_pk,
        subject=str(written["subject"]),
        measure=str(written["measure"]),
        official=official,
        recomputed=recomputed,
        reason=section.text("reason"),
    )


def _value(written: Mapping[str, object], key: str) -> str | None:
    return None if written[key] == NO_VALUE else str(written[key])


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"
