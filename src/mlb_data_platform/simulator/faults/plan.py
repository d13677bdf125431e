"""Decides which request gets which fault."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from threading import Lock

import yaml

from mlb_data_platform.simulator.faults.kinds import Fault, FaultSettingError, parse_kind

_REMEMBERED = 1_000
_KEYS = {"path", "fault", "request", "seconds"}


@dataclass(frozen=True, slots=True)
class ScriptedFault:
    """A fault for certain requests.

    Attributes:
        path: Pattern of path and query, such as `/api/v1/schedule*`; `*` stands for anything.
        requests: Which of the requests that fit, from 1; None for all of them.
    """

    path: str
    fault: Fault
    requests: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Which faults there are to be.

    Attributes:
        rates: How likely each fault is for any request, 0 to 1; together at most 1.
        script: Faults for certain requests; the first that fits wins, and goes before the rates.
        seed: The same seed gives the same requests the same faults.

    Raises:
        FaultSettingError: The rates add up to more than 1.
    """

    rates: Mapping[Fault, float] = field(default_factory=dict)
    script: Sequence[ScriptedFault] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse rates that cannot be."""
        total = sum(self.rates.values())
        if total > 1:
            raise FaultSettingError(f"the rates add up to {total:g}, wanted at most 1")


class FaultDice:
    """A plan at work: counts requests and tells each its fault; threads may share it."""

    def __init__(self, plan: FaultPlan) -> None:
        self.plan = plan
        self._lock = Lock()
        self._asked: Counter[str] = Counter()
        self._fitting: Counter[int] = Counter()
        self._requests = 0
        self._made: Counter[str] = Counter()
        self._log: deque[dict[str, object]] = deque(maxlen=_REMEMBERED)

    def choose(self, target: str) -> Fault | None:
        """Return the fault of the next request for a path and query; None for a good answer."""
        with self._lock:
            self._requests += 1
            self._asked[target] += 1
            scripted = self._scripted(target)
            return scripted or self._drawn(target, self._asked[target])

    def _scripted(self, target: str) -> Fault | None:
        chosen: Fault | None = None
        for place, one in enumerate(self.plan.script):
            if not fnmatchcase(target, one.path):
                continue
            self._fitting[place] += 1
            fits = one.requests is None or self._fitting[place] in one.requests
            chosen = chosen or (one.fault if fits else None)
        return chosen

    def _drawn(self, target: str, time: int) -> Fault | None:
        """Draw for this request alone, so that the order in which threads ask does not matter."""
        dice = Random(f"fault:{self.plan.seed}:{target}:{time}")  # noqa: S311  (a game)
        roll = dice.random()
        for fault, rate in self.plan.rates.items():
            roll -= rate
            if roll < 0:
                return fault
        return None

    def note(self, target: str, fault: Fault) -> None:
        """Count a fault that was really made."""
        with self._lock:
            self._made[fault.kind] += 1
            self._log.append({"request": target, "fault": str(fault.kind)})

    def report(self) -> dict[str, object]:
        """Return what has happened so far, as `/simulator/faults` shows it."""
        with self._lock:
            return {
                "seed": self.plan.seed,
                "requests": self._requests,
                "faults": dict(sorted(self._made.items())),
                "rates": {str(fault.kind): rate for fault, rate in self.plan.rates.items()},
                "scripted": len(self.plan.script),
                "latest": list(self._log),
            }


def parse_script(text: str) -> list[ScriptedFault]:
    """Read a script: a YAML list of entries with `path`, `fault`, `request` and `seconds`.

    Args:
        text: The YAML. `request` is a number from 1, a list of numbers, or `all`; 1 when missing.

    Raises:
        FaultSettingError: It is no such list; the message names the entry.

    Example:
        >>> (one,) = parse_script("- {path: '*feed/live*', fault: reset, request: [1, 2]}")
        >>> one.fault.kind, sorted(one.requests)
        (<FaultKind.RESET: 'reset'>, [1, 2])
    """
    try:
        entries = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        raise FaultSettingError(f"no YAML: {str(error).replace(chr(10), ' ')}") from error
    if not isinstance(entries, list):
        raise FaultSettingError("wanted a list of entries, each with path and fault")
    return [_entry(number, entry) for number, entry in enumerate(entries, start=1)]


def _entry(number: int, entry: object) -> ScriptedFault:
    where = f"entry {number}"
    if not isinstance(entry, dict) or not {"path", "fault"} <= entry.keys() <= _KEYS:
        wanted = "path and fault, and if need be request and seconds"
        raise FaultSettingError(f"{where}: found {entry!r}, wanted {wanted}")
    seconds = entry.get("seconds")
    if seconds is not None and not (_is_number(seconds) and seconds >= 0):
        raise FaultSettingError(f"{where}: seconds: found {seconds!r}, wanted a number from 0")
    try:
        kind = parse_kind(str(entry["fault"]))
    except FaultSettingError as error:
        raise FaultSettingError(f"{where}: {error}") from error
    fault = Fault(kind, None if seconds is None else float(seconds))
    return ScriptedFault(str(entry["path"]), fault, _requests(where, entry.get("request", 1)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _requests(where: str, value: object) -> frozenset[int] | None:
    if value == "all":
        return None
    numbers = value if isinstance(value, list) else [value]
    if not all(type(one) is int and one > 0 for one in numbers):
        wanted = "a number from 1, a list of them, or all"
        raise FaultSettingError(f"{where}: request: found {value!r}, wanted {wanted}")
    return frozenset(numbers)
