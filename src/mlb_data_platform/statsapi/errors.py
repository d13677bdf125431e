"""What can go wrong between a question and a usable answer.

TransientError   SourceUnreachableError, SourceTimeoutError, SourceFaultError, RateLimitedError,
                 BodyUnreadableError, SourceClosedError, BudgetAwayError
DocumentError    BodyTooLargeError, StubUnreadableError
CheckError       NotFoundError, RequestRefusedError, AnswerMismatchError
SetupError       CatalogueError, StubFolderMissingError, RedisMissingError, BudgetRefusedError
└── UsageError   UnknownMethodError, UnknownParameterError, ParameterMissingError, RateTooHighError,
                 BaseUrlError, SettingError, StubMissingError, RedisUrlError, YamlFileError
"""

from collections.abc import Sequence
from pathlib import Path

from mlb_data_platform.errors import (
    CheckError,
    DocumentError,
    SetupError,
    TransientError,
    UsageError,
    YamlFileError,
)

_TRY_LATER = "try again later; nothing was stored for this request"
_ALL_METHODS = "`mlb-etl endpoints` lists what can be asked"


class AttemptError(TransientError):
    """Every allowed attempt at one URL failed; the kind of the last failure is the class.

    Attributes:
        url: What was asked.
        found: What came instead of an answer.
        attempts: How often it was asked.
        retry_after_s: Seconds the server asked us to wait; None when it did not say.
        status: HTTP status that arrived; None where none did, or where it was not the trouble.
    """

    def __init__(
        self,
        *,
        url: str,
        found: str,
        attempts: int = 1,
        retry_after_s: float | None = None,
        status: int | None = None,
        hint: str = _TRY_LATER,
    ) -> None:
        times = "1 attempt" if attempts == 1 else f"{attempts} attempts"
        super().__init__(f"{url}: {found} (after {times})", hint=hint)
        self.url, self.found, self.attempts = url, found, attempts
        self.retry_after_s, self.status = retry_after_s, status


class SourceUnreachableError(AttemptError):
    """No connection to the API, or it broke before an answer began."""


class SourceTimeoutError(AttemptError):
    """The API did not answer in time."""


class SourceFaultError(AttemptError):
    """The API answered with a fault of its own (5xx)."""


class RateLimitedError(AttemptError):
    """The API said that we ask too often (429)."""


class BodyUnreadableError(AttemptError):
    """The body is empty, cut, or not JSON."""


class SourceClosedError(TransientError):
    """The source was closed while a question waited for its answer, as after Ctrl-C.

    Attributes:
        url: What was asked.
    """

    def __init__(self, *, url: str) -> None:
        super().__init__(f"{url}: given up, the source was closed", hint=_TRY_LATER)
        self.url = url


class BodyTooLargeError(DocumentError):
    """The body grew past the allowed size while it was read.

    Attributes:
        url: What was asked.
        limit_bytes: Largest decompressed size that is read.
    """

    def __init__(self, *, url: str, limit_bytes: int) -> None:
        super().__init__(
            f"{url}: the body is larger than {limit_bytes:,} bytes",
            hint="ask for less, e.g. with `fields` or a shorter range of dates",
        )
        self.url, self.limit_bytes = url, limit_bytes


class NotFoundError(CheckError):
    """The API answered that this does not exist (404); an answer, so it is not asked again.

    Attributes:
        url: What was asked.
        status: 404.
        body: What the API said with it; may be empty.
    """

    status = 404

    def __init__(self, *, url: str, body: bytes = b"") -> None:
        super().__init__(
            f"{url}: found 404, the API knows nothing under this address",
            hint="check the ids in the request, e.g. the game pk",
        )
        self.url, self.body = url, body


class RequestRefusedError(CheckError):
    """The API refused the request (3xx to another host, 4xx other than 404 and 429).

    Attributes:
        url: What was asked.
        status: HTTP status of the answer.
        found: What the API said.
    """

    def __init__(self, *, url: str, status: int, found: str) -> None:
        super().__init__(
            f"{url}: found {status}, {found}; wanted an answer",
            hint="check the parameters of the request and the base URL",
        )
        self.url, self.status, self.found = url, status, found


class AnswerMismatchError(CheckError):
    """The API answered, but not what was asked.

    Attributes:
        request: What was asked, as `Endpoint.method` with its parameters.
        path: Place in the answer.
        found: What stands there.
        wanted: What has to stand there.
    """

    def __init__(self, *, request: str, path: str, found: str, wanted: str) -> None:
        super().__init__(
            f"{request}: at {path} found {found}, wanted {wanted}",
            hint="the API answers parameters it does not understand with a default: "
            "check the values of the request; nothing was stored",
        )
        self.request, self.path, self.found, self.wanted = request, path, found, wanted


class CatalogueError(YamlFileError):
    """The endpoint catalogue is not valid."""

    exit_code = 3


class UnknownMethodError(UsageError):
    """The catalogue has no such `Endpoint.method`.

    Attributes:
        name: What was asked for.
        nearest: Names that exist and look like it, best first.
    """

    def __init__(self, *, name: str, nearest: Sequence[str]) -> None:
        super().__init__(
            f"{name}: no such endpoint and method in the catalogue",
            hint=f"did you mean {' or '.join(nearest)}?" if nearest else _ALL_METHODS,
        )
        self.name, self.nearest = name, tuple(nearest)


class UnknownParameterError(UsageError):
    """The method does not take this parameter.

    Attributes:
        name: `Endpoint.method`.
        parameter: The parameter that it does not take.
        nearest: Parameters that it takes and that look like it, best first.
    """

    def __init__(self, *, name: str, parameter: str, nearest: Sequence[str], takes: str) -> None:
        super().__init__(
            f"{name}: found the parameter {parameter!r}, wanted one of {takes or 'none'}",
            hint=f"did you mean {' or '.join(nearest)}?" if nearest else "",
        )
        self.name, self.parameter, self.nearest = name, parameter, tuple(nearest)


class ParameterMissingError(UsageError):
    """Parameters that the method needs are not there, or one has no value.

    Attributes:
        name: `Endpoint.method`.
        parameter: The first parameter that is needed.
        parameters: All that are needed and not there.
    """

    def __init__(self, *, name: str, parameters: Sequence[str], found: str = "nothing") -> None:
        words = " and ".join(map(repr, parameters))
        many = len(parameters) > 1
        super().__init__(
            f"{name}: found {found} for the parameter{'s' if many else ''} {words}, "
            f"wanted {'values' if many else 'a value'}",
            hint=f"{' '.join(f'--param {one}=…' for one in parameters)}, "
            "or source.parameters in a job file",
        )
        self.name, self.parameter, self.parameters = name, parameters[0], tuple(parameters)


class RateTooHighError(UsageError):
    """The rate asked for is not between 0 and the highest rate that is polite.

    Attributes:
        requests_per_s: The rate asked for.
        highest: The highest rate there is.
    """

    def __init__(self, *, requests_per_s: float, highest: float) -> None:
        super().__init__(
            f"rate: found {requests_per_s:g} requests a second, "
            f"wanted more than 0 and at most {highest:g}",
            hint="10 requests a second is the default and polite",
        )
        self.requests_per_s, self.highest = requests_per_s, highest


class BudgetAwayError(TransientError):
    """The Redis that keeps the shared budget of requests does not answer, or not as it should.

    Attributes:
        where: Its host and port.
    """

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(
            f"the shared budget of requests, Redis at {where}: {problem}",
            hint="start it; or say how many runs ask at once, and each keeps to its part: "
            "--rate-shared-by N (MLB_RATE_SHARED_BY)",
        )
        self.where = where


class BudgetRefusedError(SetupError):
    """The Redis that keeps the shared budget does not let us in.

    Attributes:
        where: Its host and port.
    """

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(
            f"the shared budget of requests, Redis at {where}: {problem}",
            hint="correct user and password in MLB_REDIS_URL; the user needs eval, evalsha, ping "
            "and the keys mlb-etl:*",
        )
        self.where = where


class RedisMissingError(SetupError):
    """A budget in Redis was asked for, and the library is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "the shared budget of requests needs the Python package redis, which is not here",
            hint="pip install 'mlb-data-platform[redis]'",
        )


class RedisUrlError(UsageError):
    """The address of Redis cannot be read; it is not repeated, since it may hold a password."""

    def __init__(self, *, problem: str) -> None:
        super().__init__(
            f"--redis-url: {problem}; wanted redis://[USER:PASSWORD@]HOST:6379/0, or rediss:// "
            "or unix://",
            hint="correct MLB_REDIS_URL, with @ : / ? # % of a password as %40 %3A %2F %3F %23 %25",
        )


class BaseUrlError(UsageError):
    """The address of the API is not an http or https address, or holds a user and password.

    Attributes:
        base_url: What was given, without what stands before an @.
    """

    def __init__(self, *, base_url: str) -> None:
        # What stands before an @ may be a password; errors are stored and shown.
        shown = base_url.rpartition("@")[2]
        found = repr(shown) if shown == base_url else f"a user or password before @{shown}"
        super().__init__(
            f"found {found} as the address of the API, wanted http://HOST or https://HOST",
            hint="correct MLB_STATSAPI_URL, or leave it out for https://statsapi.mlb.com",
        )
        self.base_url = shown


class SettingError(UsageError):
    """A setting of the client has a value that cannot work.

    Attributes:
        setting: Its name.
        found: Its value.
        wanted: What would do.
    """

    def __init__(self, *, setting: str, found: object, wanted: str) -> None:
        super().__init__(f"{setting}: found {found!r}, wanted {wanted}")
        self.setting, self.found, self.wanted = setting, found, wanted


class StubMissingError(UsageError):
    """Replay was asked for something that is not recorded.

    Attributes:
        request: What was asked.
        folder: Where it was looked for.
        nearest: Recorded requests that come nearest, best first, at most five.
    """

    def __init__(self, *, request: str, folder: Path, nearest: Sequence[str]) -> None:
        lines = "".join(f"\n  {one}" for one in nearest)
        listed = f"; the nearest recorded requests:{lines}" if nearest else "; nothing near it is"
        ask = "ask for one of the recorded requests, or " if nearest else ""
        super().__init__(
            f"{request}: not recorded in {folder}{listed}",
            hint=f"{ask}record it with --stub-mode capture",
        )
        self.request, self.folder, self.nearest = request, folder, tuple(nearest)


class StubFolderMissingError(SetupError):
    """The folder of recorded answers is not there.

    Attributes:
        folder: Where it was looked for.
    """

    def __init__(self, *, folder: Path) -> None:
        super().__init__(
            f"{folder}: found no folder, wanted one with recorded answers",
            hint="name it with --stub-dir DIR or MLB_STUB_DIR=DIR, or ask the API with "
            "--stub-mode live",
        )
        self.folder = folder


class StubUnreadableError(DocumentError):
    """A recorded answer is cut, not JSON, or lacks a part of the envelope.

    Attributes:
        file: The recording.
        found: What is wrong with it.
    """

    def __init__(self, *, file: Path, found: str) -> None:
        super().__init__(
            f"{file}: found {found}, wanted a gzipped JSON envelope with endpoint, method, "
            "path_params, query_params, status_code and response",
            hint="delete the file and record it again with --stub-mode capture",
        )
        self.file, self.found = file, found


class AnswerFileError(UsageError):
    """A file that was named holds no answer.

    Attributes:
        file: The file.
        found: What is wrong with it.
        wanted: What it has to be.
    """

    def __init__(
        self, *, file: Path, found: str, wanted: str = "the JSON of an answer, gzipped or not"
    ) -> None:
        super().__init__(
            f"{file}: found {found}, wanted {wanted}",
            hint="name recordings, answers saved as .json, or folders of them",
        )
        self.file, self.found, self.wanted = file, found, wanted
