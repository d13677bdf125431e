"""Which source a command asks: the live API, the API with a recorder, or recordings."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.errors import UsageError
from mlb_data_platform.jobs import Job
from mlb_data_platform.statsapi import (
    DEFAULT_BASE_URL,
    DEFAULT_REQUESTS_PER_S,
    HIGHEST_REQUESTS_PER_S,
    CaptureSource,
    HttpSettings,
    HttpSource,
    RateLimiter,
    ReplaySource,
    Source,
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


def open_source(
    mode: StubMode,
    folder: Path | None,
    job: Job | None = None,
    *,
    requests_per_s: float = DEFAULT_REQUESTS_PER_S,
) -> Source:
    """Open the source that was asked for.

    Args:
        mode: Live, capture or replay.
        folder: Folder of recordings; a usual place when None.
        job: Whose patience and pace to use.
        requests_per_s: The pace without a job.

    Returns:
        The source; the caller closes it.
    """
    recordings = stub_folder(folder)
    if mode is StubMode.REPLAY:
        return ReplaySource(recordings)
    live = HttpSource(
        os.environ.get("MLB_STATSAPI_URL", DEFAULT_BASE_URL),
        settings=job.http_settings() if job else _patience(),
        limiter=RateLimiter(job.requests_per_s if job else requests_per_s),
    )
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
