"""How differences of two versions are shown: by branch, thing by thing, before → after."""

from collections import Counter
from collections.abc import Iterable, Sequence

from mlb_data_platform.cli.console import counted, note, out
from mlb_data_platform.cli.versions import facts_in_words, moment, title, version_value
from mlb_data_platform.history import (
    Change,
    Group,
    KeptVersion,
    Path,
    Standing,
    Subject,
    Told,
    count_by_branch,
    group,
    is_at,
    path_text,
    renumbered_plays,
    tell,
)
from mlb_data_platform.pipelines import Difference, History

_MANY = 5
"""From so many things on of which just the same fields changed, one example stands for all."""

_MOST_THINGS = 30
_MOST_NAMES = 5

_QUIET = {
    Standing.CONSEQUENCE: "season totals",
    Standing.NUMBERING: "positions",
    Standing.REPEAT: "repeats",
    Standing.VOLATILE: "that move with every answer",
}


def difference_value(
    history: History, difference: Difference, paths: Sequence[Path]
) -> dict[str, object]:
    """A difference as a JSON value, with every change.

    Args:
        history: The versions it was made from.
        difference: What is different.
        paths: Only changes at one of these; all when there are none.
    """
    shown = _at(difference.changes, paths)
    return {
        "table": history.table.name,
        "thing": history.thing.words,
        "from": version_value(difference.older),
        "to": version_value(difference.newer),
        "is_in_place": _is_in_place(difference.older, difference.newer),
        "is_different": bool(difference.changes),
        "changes_found": len(difference.changes),
        "summary": count_by_branch(shown),
        "renumbered": renumbered_plays(shown),
        "changes": [_change_value(tell(change, history.subject)) for change in shown],
    }


def _change_value(told: Told) -> dict[str, object]:
    change = told.change
    return {
        "branch": change.branch,
        "standing": change.standing,
        "kind": change.kind,
        "path": path_text(change.path),
        "where": told.where,
        "field": told.field,
        "keys": told.keys,
        "before": change.before,
        "after": change.after,
        "words": told.words,
    }


def show_difference(
    history: History, difference: Difference, paths: Sequence[Path], *, every: bool
) -> None:
    """Print what is different between two versions.

    Args:
        history: The versions it was made from.
        difference: What is different.
        paths: Only changes at one of these; all when there are none.
        every: Also what follows from other changes or moves by itself; nothing is shortened.
    """
    out().print(title(history), style="bold", markup=False)
    for word, version in (("from", difference.older), ("to", difference.newer)):
        out().print(f"  {word:<4}  {_version_words(version, history.subject)}", markup=False)
    if _is_in_place(difference.older, difference.newer) and difference.changes:
        note("corrected in place: the timecode is the same, the content is not")
    found = _at(difference.changes, paths)
    # Whoever names a path wants to see what is there, whatever it says.
    loud = [one for one in found if every or paths or one.standing is Standing.CONTENT]
    if loud:
        _show_changes(loud, history.subject, every=every)
    else:
        out().print(_nothing(difference, found, paths), markup=False)
    for words in renumbered_plays(found):
        note(words)
    if len(loud) < len(found):
        note(f"not listed: {_quiet_words(found)} (--all)")


def _nothing(difference: Difference, found: Sequence[Change], paths: Sequence[Path]) -> str:
    if difference.older.raw_id == difference.newer.raw_id:
        return "no difference: there is no newer version to compare with"
    if found:
        return "no difference in what happened: only what follows or moves by itself"
    if difference.changes and paths:
        where = " or ".join(path_text(path) for path in paths)
        return f"no difference at {where} ({counted(len(difference.changes), 'change')} elsewhere)"
    return "no difference"


def _show_changes(changes: Sequence[Change], subject: Subject, *, every: bool) -> None:
    told = [tell(change, subject) for change in changes]
    branches = {branch: [one for one in told if one.change.branch == branch] for branch in
                dict.fromkeys(change.branch for change in changes)}  # fmt: skip
    out().print("")
    for branch, ones in branches.items():
        out().print(f"  {branch:<13} {_sum_words(ones)}", markup=False)
    for branch, ones in branches.items():
        out().print(f"\n{branch}", style="bold", markup=False)
        groups = group(ones, many=0 if every else _MANY)
        most = len(groups) if every else _MOST_THINGS
        for one in groups[:most]:
            _show_group(one)
        if groups[most:]:
            out().print(f"  … and {counted(len(groups) - most, 'more thing')} (--all)")


def _sum_words(told: Sequence[Told]) -> str:
    ranked = sorted(told, key=lambda one: one.rank)
    names = list(dict.fromkeys(one.whom for one in ranked if one.whom))
    more = f", and {len(names) - _MOST_NAMES} more" if names[_MOST_NAMES:] else ""
    of_whom = f": {'; '.join(names[:_MOST_NAMES])}{more}" if names else ""
    return f"{counted(len(told), 'change')}{of_whom}"


def _show_group(one: Group) -> None:
    if one.is_pattern:
        things = list(dict.fromkeys(told.where for told in one.told))
        fields = ", ".join(dict.fromkeys(told.field for told in one.told))
        out().print(f"  {len(things)} things: {fields}", markup=False)
        out().print(f"    e.g. {one.told[0].words}", markup=False)
        return
    if where := one.told[0].where:
        out().print(f"  {where}", markup=False)
    for told in one.told:
        said = " ".join(filter(None, (told.field, told.what)))
        out().print(f"    {said}" if where else f"  {said}", markup=False)


def _quiet_words(changes: Iterable[Change]) -> str:
    counts = Counter(change.standing for change in changes)
    return ", ".join(f"{counts[one]} {words}" for one, words in _QUIET.items() if counts[one])


def _at(changes: Sequence[Change], paths: Sequence[Path]) -> list[Change]:
    return [one for one in changes if not paths or any(is_at(one, path) for path in paths)]


def _is_in_place(older: KeptVersion, newer: KeptVersion) -> bool:
    return (
        older.raw_id != newer.raw_id and bool(older.own_time) and older.own_time == newer.own_time
    )


def _version_words(version: KeptVersion, subject: Subject) -> str:
    facts = ", ".join(
        f"{value} {name}" if value.isdecimal() else value
        for name, value in facts_in_words(version, subject).items()
        if value
    )
    named = f"raw id {version.raw_id}"
    time = f"  {version.own_time}" if version.own_time else ""
    return f"{named}{time}  captured {moment(version.captured_at)}  {facts}".rstrip()
