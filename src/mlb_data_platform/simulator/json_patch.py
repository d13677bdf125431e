"""Computes JSON Patch operations (RFC 6902) between two copies of a feed.

Our own, because copies share most of their branches and a general library walks all of them: see
`docs/simulator-live.md` for the measurement. What is emitted follows the recorded answers: `add`,
`replace` and `remove` at the leaves, a `copy` for a small value that stands elsewhere too, a `move`
for a branch that only changed its name.
"""

from collections.abc import Iterator, Mapping

from mlb_data_platform.simulator.plays import Json

Operation = dict[str, object]


def diff(old: object, new: object) -> list[Operation]:
    """Return operations that turn one JSON value into another, in the order to apply them.

    Example:
        >>> diff({"a": 1, "b": [1, 2]}, {"a": 2, "b": [1, 2, 3]})
        [{'op': 'replace', 'path': '/a', 'value': 2}, {'op': 'add', 'path': '/b/2', 'value': 3}]
        >>> diff({"first": {"id": 7}}, {"second": {"id": 7}})
        [{'op': 'move', 'from': '/first', 'path': '/second'}]
    """
    return list(_changes("", old, new))


def diff_feeds(old: Json, new: Json) -> list[Operation]:
    """Return operations between two copies of a feed, with copies where the API makes them."""
    sources = _unchanged_scalars(old, new)
    return [_as_copy(operation, sources) for operation in diff(old, new)]


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _changes(path: str, old: object, new: object) -> Iterator[Operation]:
    if old is new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        if old != new:
            yield from _object_changes(path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        if old != new:
            yield from _array_changes(path, old, new)
    elif old != new or type(old) is not type(new):
        yield {"op": "replace", "path": path, "value": new}


def _object_changes(
    path: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Operation]:
    gone = {key: value for key, value in old.items() if key not in new}
    renamed = {}
    for key, value in new.items():
        if key not in old and isinstance(value, dict):
            former = next((name for name, was in gone.items() if was == value), None)
            if former is not None:
                renamed[key] = former
                del gone[former]
    for key in gone:
        yield {"op": "remove", "path": f"{path}/{_escape(key)}"}
    for key, value in new.items():
        here = f"{path}/{_escape(key)}"
        if key in old:
            yield from _changes(here, old[key], value)
        elif key in renamed:
            yield {"op": "move", "from": f"{path}/{_escape(renamed[key])}", "path": here}
        else:
            yield {"op": "add", "path": here, "value": value}


def _array_changes(path: str, old: list[object], new: list[object]) -> Iterator[Operation]:
    """Compare place by place, after taking off what both begin and end with."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and _same(old[start], new[start]):
        start += 1
    tail = 0
    while tail < shorter - start and _same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    both = min(old_end, new_end)
    for place in range(start, both):
        yield from _changes(f"{path}/{place}", old[place], new[place])
    for place in range(both, new_end):
        yield {"op": "add", "path": f"{path}/{place}", "value": new[place]}
    for place in range(old_end - 1, new_end - 1, -1):
        yield {"op": "remove", "path": f"{path}/{place}"}


def _same(one: object, other: object) -> bool:
    return one is other or one == other


def _unchanged_scalars(old: Json, new: Json) -> dict[tuple[type, object], str]:
    """Return where small values stand that both copies have in the same place."""
    found: dict[tuple[type, object], str] = {}
    for path in _near(old):
        before, after = _branch(old, path), _branch(new, path)
        for key, value in before.items():
            if isinstance(value, (bool, int)) and value == after.get(key):
                found.setdefault((type(value), value), "/".join(["", *path, key]))
    return found


def _near(feed: Json) -> list[tuple[str, ...]]:
    """Return the branches in which the API, too, finds the values that it copies."""
    listed = _branch(feed, ("liveData", "plays")).get("allPlays")
    last = len(listed) - 1 if isinstance(listed, list) else -1
    about = [("liveData", "plays", "allPlays", str(last), "about")] if last >= 0 else []
    return [*about, ("liveData", "linescore"), ("metaData",)]


def _branch(feed: object, path: tuple[str, ...]) -> Mapping[str, object]:
    for key in path:
        if isinstance(feed, list):
            feed = feed[int(key)] if int(key) < len(feed) else None
        else:
            feed = feed.get(key) if isinstance(feed, dict) else None
    return feed if isinstance(feed, dict) else {}


def _as_copy(operation: Operation, sources: Mapping[tuple[type, object], str]) -> Operation:
    value = operation.get("value")
    if operation["op"] != "add" or not isinstance(value, (bool, int)):
        return operation
    source = sources.get((type(value), value))
    path = operation["path"]
    return {"op": "copy", "from": source, "path": path} if source else operation
