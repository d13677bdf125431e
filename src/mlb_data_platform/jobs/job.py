"""A job: what to ask, when and how politely, as one file of `config/jobs` says it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from zoneinfo import ZoneInfo

from mlb_data_platform.jobs.errors import FlagError
from mlb_data_platform.jobs.template import Variables, escape, resolve, variables_in
from mlb_data_platform.statsapi import (
    DEFAULT_REQUESTS_PER_S,
    Catalogue,
    Entry,
    HttpSettings,
    Request,
    load_catalogue,
)

JobType = Literal["batch", "streaming", "scheduled"]
_GAME_PK = "GAME_PK"
_TYPED = "--param"
_NO_VARIABLES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSource:
    """What a job asks.

    Attributes:
        endpoint: Group in the catalogue, e.g. `game`.
        method: Method of the group, e.g. `liveGameV1`.
        parameters: Parameters of the API, texts or lists of texts, with template variables in them.
    """

    endpoint: str
    method: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSchedule:
    """When a job runs.

    Attributes:
        cron: Five fields, in the job's time zone; None for a job that is started by hand.
        poll_interval_s: Seconds between two questions of a streaming job.
        until: Coded states of a game (`F`, `D`, …) that end a streaming job.
    """

    cron: str | None = None
    poll_interval_s: float | None = None
    until: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRetry:
    """How patient a job is; None means as the client is by default.

    Attributes:
        attempts: Requests for one question, the first one included.
        timeout_s: Longest silence while an answer is read.
        wait_max_s: Longest wait between two attempts.
        retry_after_cap_s: Longest `Retry-After` that is waited for.
    """

    attempts: int | None = None
    timeout_s: float | None = None
    wait_max_s: float | None = None
    retry_after_cap_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file of `config/jobs`.

    Attributes:
        name: Its name, e.g. `season_daily`.
        type: `batch`: once; `scheduled`: by the clock; `streaming`: again until a game is over.
        source: What is asked.
        raw_table: Where answers are kept.
        catalogue: What can be asked.
        file: File it was read from, for errors; None for a job that was typed.
        description: What it is for.
        zone: Time zone whose days `${TODAY}` means.
        schedule: When it runs.
        retry: How patient it is.
        requests_per_s: How fast it may ask.
        replay_today: The day that `${TODAY}` means when recordings are replayed, since recordings
            know no today.
    """

    name: str
    type: JobType
    source: JobSource
    raw_table: str
    catalogue: Catalogue = field(repr=False)
    file: str | None
    description: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    schedule: JobSchedule = field(default_factory=JobSchedule)
    retry: JobRetry = field(default_factory=JobRetry)
    requests_per_s: float = DEFAULT_REQUESTS_PER_S
    replay_today: dt.date | None = None

    @property
    def entry(self) -> Entry:
        """What the catalogue says about the method."""
        return self.catalogue.entry(self.source.endpoint, self.source.method)

    @property
    def flags(self) -> list[str]:
        """Flags of the command line that fit the method."""
        takes = self.entry.takes
        fits = {
            "--game-pks": bool(self._game_parameter() or self._names_a_game()),
            "--date": "date" in takes,
            "--start-date": "startDate" in takes,
            "--end-date": "endDate" in takes,
        }
        return [flag for flag, fit in fits.items() if fit]

    def http_settings(self) -> HttpSettings:
        """The client's settings with this job's wishes in them."""
        wish, default = self.retry, HttpSettings()
        return replace(
            default,
            attempts=wish.attempts or default.attempts,
            read_timeout_s=wish.timeout_s or default.read_timeout_s,
            wait_max_s=wish.wait_max_s or default.wait_max_s,
            retry_after_cap_s=wish.retry_after_cap_s or default.retry_after_cap_s,
        )

    def requests(
        self,
        now: dt.datetime,
        variables: Mapping[str, str] = _NO_VARIABLES,
        *,
        game_pks: Sequence[int | str] = (),
        date: dt.date | None = None,
        start_date: dt.date | None = None,
        end_date: dt.date | None = None,
        environ: Mapping[str, str] = _NO_VARIABLES,
        replay: bool = False,
    ) -> list[Request]:
        """What the job asks in one run.

        Args:
            now: The present instant, with a time zone.
            variables: Custom template variables.
            game_pks: One request for each; `${GAME_PK}` is the game's number in it.
            date: The day to ask for instead of the job's dates.
            start_date: First day to ask for instead of the job's dates; needs `end_date`.
            end_date: Last day of that.
            environ: What `${ENV:NAME}` may name.
            replay: Recordings answer, so today is `replay_today` when the job says one.

        Returns:
            One request, or one for each game, in the order given and each once.

        Raises:
            TemplateError: A variable is unknown or malformed.
            FlagError: A flag does not fit the job's method.
            UsageError: The catalogue refuses the parameters.
        """
        parameters = self._with_dates(date, start_date, end_date)
        today = self.replay_today if replay else None
        known = Variables(now=now, zone=self.zone, custom=variables, environ=environ, today=today)
        if not game_pks:
            return [self._request(parameters, known)]
        return [
            self._request(
                self._with_game(parameters, pk),
                replace(known, custom={**variables, _GAME_PK: pk}),
            )
            for pk in dict.fromkeys(map(str, game_pks))
        ]

    def _request(self, written: Mapping[str, object], known: Variables) -> Request:
        flat = {}
        for name, value in written.items():
            place, key = (self.file, f"source.parameters.{name}") if self.file else (_TYPED, name)
            inner = resolve(value, known, file=place, key=key)
            flat[name] = ",".join(map(str, inner)) if isinstance(inner, list) else str(inner)
        return self.catalogue.request(self.source.endpoint, self.source.method, flat)

    def _with_dates(
        self, date: dt.date | None, start: dt.date | None, end: dt.date | None
    ) -> dict[str, object]:
        """The job's parameters, with the dates of the flags in the place of its own."""
        given = {"--date": date, "--start-date": start, "--end-date": end}
        flags = [flag for flag, day in given.items() if day is not None]
        for flag in flags:
            if flag not in self.flags:
                raise self._flag_error(flag, f"{self.entry.name} does not take it")
        if date and (start or end):
            raise self._flag_error("--date", "found a range of dates beside it, wanted one of both")
        if bool(start) != bool(end):
            raise self._flag_error(flags[0], "found one end of a range, wanted both")
        if start and end and start > end:
            raise self._flag_error("--start-date", f"found {start} after the end date {end}")
        days = {"date": date, "startDate": start, "endDate": end}
        if not flags:
            return dict(self.source.parameters)
        kept = {name: one for name, one in self.source.parameters.items() if name not in days}
        return kept | {name: day.isoformat() for name, day in days.items() if day is not None}

    def _with_game(self, parameters: Mapping[str, object], pk: str) -> dict[str, object]:
        parameter = self._game_parameter()
        if parameter in self.entry.path_params or (parameter and not self._names_a_game()):
            return {**parameters, parameter: escape(pk)}
        if self._names_a_game():
            return dict(parameters)
        raise self._flag_error("--game-pks", f"{self.entry.name} does not take it")

    def _game_parameter(self) -> str | None:
        """The parameter that names one game; the API has two spellings."""
        return next((name for name in ("game_pk", "gamePk") if name in self.entry.takes), None)

    def _names_a_game(self) -> bool:
        return _GAME_PK in variables_in(self.source.parameters)

    def _flag_error(self, flag: str, problem: str) -> FlagError:
        return FlagError(
            flag=flag,
            method=self.entry.name,
            problem=problem,
            takes=self.flags,
            instead="--var" if self.file else _TYPED,
        )


def build_job(
    endpoint: str,
    method: str,
    parameters: Mapping[str, object],
    *,
    catalogue: Catalogue | None = None,
) -> Job:
    """Make a job of what was typed, without a file: any method of the catalogue.

    Args:
        endpoint: Group in the catalogue; its first letter may be large or small.
        method: Method of the group.
        parameters: As in `JobSource`.
        catalogue: What can be asked; the shipped one when None.

    Returns:
        A job that asks once, with the default patience and pace, named as the method.

    Raises:
        UnknownMethodError: There is no such method.
    """
    catalogue = catalogue or load_catalogue()
    entry = catalogue.entry(endpoint, method)
    return Job(
        name=entry.name,
        type="batch",
        source=JobSource(endpoint=entry.endpoint, method=entry.method, parameters=parameters),
        raw_table=entry.raw_table,
        catalogue=catalogue,
        file=None,
    )
