"""Which source a command asks: the live API, the API with a recorder, or recordings."""

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from mlb_data_platform.cli.options import Command, with_fields
from mlb_data_platform.errors import UsageError
from mlb_data_platform.jobs import Job
from mlb_data_platform.statsapi import (
    DEFAULT_BASE_URL,
    DEFAULT_REQUESTS_PER_S,
    HIGHEST_REQUESTS_PER_S,
    CaptureSource,
    HttpSettings,
    HttpSource,
    ReplaySource,
    Source,
    open_limiter,
)

_STUB_FOLDERS = (Path("stubs"), Path("../shared/stubs"))
"""Where recordings are looked for when nobody says."""


class StubMode(StrEnum):
    """Where answers come from."""

    LIVE = "live"
    CAPTURE = "capture"
    REPLAY = "replay"


StubModeOption = Annotated[
    StubMode,
    typer.Option(
        help="live asks the API; capture asks and records; replay answers from recordings.",
        envvar="MLB_STUB_MODE",
    ),
]
StubDirOption = Annotated[
    Path | None,
    typer.Option(help="Folder of the recordings.", envvar="MLB_STUB_DIR", show_default="./stubs"),
]
RateOption = Annotated[
    float,
    typer.Option(
        help="Requests a second at most; the API refuses more than 25.",
        envvar="MLB_REQUESTS_PER_S",
        min=0.01,
        max=HIGHEST_REQUESTS_PER_S,
    ),
]
_BUDGET_PANEL = "Runs that ask at once, on any number of machines"
_BUDGET_FIELDS = {
    "redis_url": Annotated[
        str | None,
        typer.Option(
            help="Share the requests a second with all runs that name this Redis, such as"
            " redis://HOST:6379/0. The environment keeps a password out of the process list.",
            envvar="MLB_REDIS_URL",
            rich_help_panel=_BUDGET_PANEL,
            show_default=False,
        ),
    ],
    "rate_shared_by": Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many ask at once: without Redis, each takes its part of the requests.",
            envvar="MLB_RATE_SHARED_BY",
            rich_help_panel=_BUDGET_PANEL,
            show_default="1",
        ),
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOptions:
    """With whom a command shares the requests a second.

    Attributes:
        redis_url: Where the budget is kept; None for no Redis.
        sharers: How many runs ask at once.
    """

    redis_url: str | None = field(default=None, repr=False)
    sharers: int = 1


def with_budget(command: Command) -> Command:
    """Give a command the options of shared requests, as one `budget: BudgetOptions`."""

    def build(redis_url: str | None, rate_shared_by: int | None) -> BudgetOptions:
        return BudgetOptions(redis_url=redis_url, sharers=rate_shared_by or 1)

    return with_fields(command, "budget", _BUDGET_FIELDS, build)


def open_source(
    mode: StubMode,
    folder: Path | None,
    job: Job | None = None,
    *,
    budget: BudgetOptions,
    requests_per_s: float = DEFAULT_REQUESTS_PER_S,
) -> Source:
    """Open the source that was asked for.

    Args:
        mode: Live, capture or replay.
        folder: Folder of recordings; a usual place when None.
        job: Whose patience and pace to use.
        budget: With whom the pace is shared.
        requests_per_s: The pace without a job.

    Returns:
        The source; the caller closes it.
    """
    recordings = stub_folder(folder)
    if mode is StubMode.REPLAY:
        return ReplaySource(recordings)
    address = os.environ.get("MLB_STATSAPI_URL", DEFAULT_BASE_URL)
    limiter = open_limiter(
        job.requests_per_s if job else requests_per_s,
        api=urlsplit(address).netloc.rpartition("@")[2],
        redis_url=budget.redis_url,
        sharers=budget.sharers,
    )
    settings = job.http_settings() if job else _patience()
    live = HttpSource(address, settings=settings, limiter=limiter)
    return CaptureSource(live, recordings) if mode is StubMode.CAPTURE else live


_PATIENCE = {
    "MLB_HTTP_ATTEMPTS": "attempts",
    "MLB_HTTP_TIMEOUT_S": "read_timeout_s",
    "MLB_HTTP_WAIT_MAX_S": "wait_max_s",
}
"""Settings of the environment, and what they set; a job file says its own."""


def _patience() -> HttpSettings:
    """How long to wait for the API, and how often to ask again.

    Raises:
        UsageError: A setting is no number.
    """
    given: dict[str, float] = {}
    for variable, name in _PATIENCE.items():
        text = os.environ.get(variable, "")
        try:
            given[name] = float(text) if text else getattr(HttpSettings(), name)
        except ValueError:
            problem = f"{variable}: found {text!r}, wanted a number"
            raise UsageError(problem, hint=f"{variable}=5") from None
    attempts = int(given.pop("attempts"))
    return HttpSettings(attempts=attempts, **given)  # type: ignore[arg-type]


def stub_folder(named: Path | None) -> Path:
    """The folder of recordings: the one that was named, else a usual place."""
    return named or next((f for f in _STUB_FOLDERS if f.is_dir()), _STUB_FOLDERS[0])
