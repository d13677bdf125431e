"""How the versions of a thing are shown: a table where the line is wide enough, else one by one."""

from collections.abc import Mapping
from datetime import UTC, datetime

from mlb_data_platform.cli.console import (
    counted,
    fits_a_line,
    note,
    out,
    show_records,
    show_table,
)
from mlb_data_platform.history import KeptVersion, Subject, notes_on, printable
from mlb_data_platform.pipelines import History


def history_value(history: History, *, last: int | None = None) -> dict[str, object]:
    """A history as a JSON value.

    Args:
        history: Versions of one thing, or of several.
        last: Only so many of the newest.
    """
    rows = list(zip(history.versions, _notes(history), strict=True))
    return {
        "table": history.table.name,
        "thing": history.thing.words,
        "versions_kept": len(rows),
        "answers_set_aside": history.set_aside,
        "versions": [
            {**version_value(one), "notes": list(notes)} for one, notes in rows[-(last or 0) :]
        ],
    }


def version_value(version: KeptVersion) -> dict[str, object]:
    """A version as a JSON value."""
    return {
        "raw_id": version.raw_id,
        "timecode": version.own_time or None,
        "captured_at": version.captured_at.astimezone(UTC),
        "last_seen_at": version.last_seen_at.astimezone(UTC),
        "is_latest": version.is_latest,
        "outcome": version.outcome or None,
        "issues": version.issues,
        "run_id": version.run_id or None,
        "command": version.command or None,
        "request_params": version.request,
        "content_hash": version.content_hash,
        **{name: _number(value) for name, value in version.facts.items()},
    }


def _number(text: str | None) -> int | str | None:
    return int(text) if text is not None and text.isdecimal() else text


def show_history(history: History, *, last: int | None = None) -> None:
    """Print the versions of a thing.

    Args:
        history: Versions of one thing, or of several.
        last: Only so many of the newest.
    """
    _show_rows(history, last)
    if history.set_aside:
        answers = counted(history.set_aside, "answer")
        note(f"{answers} about it in quarantine, as bytes: raw cannot hold what is in them")


def _show_rows(history: History, last: int | None) -> None:
    versions, shown = history.versions, history.versions[-(last or 0) :]
    notes = _notes(history)[-(last or 0) :]
    of_several = len({tuple(one.request.items()) for one in shown}) > 1
    columns = ["raw id", "timecode", "captured at (UTC)", "last seen at (UTC)"]
    columns += [name for name, _ in history.subject.shown]
    columns += ["run", "tables", "notes", *(["request"] if of_several else [])]
    rows = [
        [*_cells(one, history.subject), ", ".join(said), *([_request(one)] if of_several else [])]
        for one, said in zip(shown, notes, strict=True)
    ]
    if not any(row[1] for row in rows):
        columns, rows = _without(1, columns), [_without(1, row) for row in rows]
    head = f"{title(history)}: {counted(len(versions), 'version')}"
    if fits_a_line(columns, rows):
        numbers = ["raw id", "score", "plays", "games", "days"]
        show_table(head, columns, rows, right=numbers, whole=columns)
    else:
        out().print(head, style="bold", markup=False)
        show_records(columns, rows)
    if len(versions) > 1 and sum(one.is_latest for one in versions) == 1:
        note(f"what changed: {history.thing.history.replace('raw history', 'raw diff')}")


def title(history: History) -> str:
    """The thing in words: a game with its clubs and its day, where they are known."""
    facts = history.versions[-1].facts
    day, away, home = (facts.get(name) for name in ("official_date", "away_team", "home_team"))
    known = [history.thing.words, day, f"{away} at {home}" if away and home else None]
    return printable(", ".join(filter(None, known)))


def facts_in_words(version: KeptVersion, subject: Subject) -> dict[str, str]:
    """What the subject shows of a version, by title: `{"state": "Final", "score": "3–4"}`."""
    return {name: _joined(version.facts, facts) for name, facts in subject.shown}


def _joined(facts: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    found = [facts.get(name) for name in names]
    return "" if None in found else printable("–".join(map(str, found)))


def moment(at: datetime) -> str:
    """An instant in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _cells(version: KeptVersion, subject: Subject) -> list[str]:
    issues = f", {counted(version.issues, 'issue')}" if version.issues else ""
    return [
        str(version.raw_id),
        version.own_time,
        moment(version.captured_at),
        moment(version.last_seen_at),
        *facts_in_words(version, subject).values(),
        version.run_id,
        (version.outcome or ("due" if version.is_latest else "not transformed")) + issues,
    ]


def _request(version: KeptVersion) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(version.request.items()))


def _notes(history: History) -> list[tuple[str, ...]]:
    """Remarks on each version, of each thing by itself."""
    things: dict[object, list[KeptVersion]] = {}
    for one in history.versions:
        by_request = () if history.table.identity else tuple(sorted(one.request.items()))
        things.setdefault(by_request, []).append(one)
    found = {
        one.raw_id: said
        for versions in things.values()
        for one, said in zip(versions, notes_on(versions), strict=True)
    }
    return [found[one.raw_id] for one in history.versions]


def _without(place: int, values: list[str]) -> list[str]:
    return [*values[:place], *values[place + 1 :]]
