"""Fetches answers of the MLB StatsAPI: a `Request` goes in, a `Document` comes out, untouched.

A `Source` is live (`HttpSource`), recording (`CaptureSource`) or recorded (`ReplaySource`). What
can be asked is data: `catalogue.yaml`. This room checks that an answer is whole and belongs to the
question (`sanity.py`), and never knows a table beyond the name of the raw one. Read `document.py`
first, then `client.py`.
"""

from mlb_data_platform.statsapi.catalogue import DEFAULT_BASE_URL, Catalogue, Entry, Match
from mlb_data_platform.statsapi.catalogue_reader import load_catalogue, read_catalogue
from mlb_data_platform.statsapi.client import USER_AGENT, HttpSettings, HttpSource
from mlb_data_platform.statsapi.document import Document, Request, Source
from mlb_data_platform.statsapi.errors import (
    AnswerFileError,
    AnswerMismatchError,
    AttemptError,
    BaseUrlError,
    BodyTooLargeError,
    BodyUnreadableError,
    BudgetAwayError,
    BudgetRefusedError,
    CatalogueError,
    NotFoundError,
    ParameterMissingError,
    RateLimitedError,
    RateTooHighError,
    RedisMissingError,
    RedisUrlError,
    RequestRefusedError,
    SettingError,
    SourceClosedError,
    SourceFaultError,
    SourceTimeoutError,
    SourceUnreachableError,
    StubFolderMissingError,
    StubMissingError,
    StubUnreadableError,
    UnknownMethodError,
    UnknownParameterError,
)
from mlb_data_platform.statsapi.rate import (
    DEFAULT_REQUESTS_PER_S,
    HIGHEST_REQUESTS_PER_S,
    Limiter,
    RateLimiter,
    check_rate,
)
from mlb_data_platform.statsapi.recordings import (
    Recording,
    Unusable,
    read_recordings,
    recording_files,
)
from mlb_data_platform.statsapi.sanity import describe
from mlb_data_platform.statsapi.shared_rate import (
    Budget,
    SharedRateLimiter,
    Turn,
    divided_limiter,
    open_limiter,
)
from mlb_data_platform.statsapi.stub_file import RecordedAnswer, read_answer_file
from mlb_data_platform.statsapi.stubs import CaptureSource, ReplaySource

__all__ = [
    "DEFAULT_BASE_URL",
    "DEFAULT_REQUESTS_PER_S",
    "HIGHEST_REQUESTS_PER_S",
    "USER_AGENT",
    "AnswerFileError",
    "AnswerMismatchError",
    "AttemptError",
    "BaseUrlError",
    "BodyTooLargeError",
    "BodyUnreadableError",
    "Budget",
    "BudgetAwayError",
    "BudgetRefusedError",
    "CaptureSource",
    "Catalogue",
    "CatalogueError",
    "Document",
    "Entry",
    "HttpSettings",
    "HttpSource",
    "Limiter",
    "Match",
    "NotFoundError",
    "ParameterMissingError",
    "RateLimitedError",
    "RateLimiter",
    "RateTooHighError",
    "RecordedAnswer",
    "Recording",
    "RedisMissingError",
    "RedisUrlError",
    "ReplaySource",
    "Request",
    "RequestRefusedError",
    "SettingError",
    "SharedRateLimiter",
    "Source",
    "SourceClosedError",
    "SourceFaultError",
    "SourceTimeoutError",
    "SourceUnreachableError",
    "StubFolderMissingError",
    "StubMissingError",
    "StubUnreadableError",
    "Turn",
    "UnknownMethodError",
    "UnknownParameterError",
    "Unusable",
    "check_rate",
    "describe",
    "divided_limiter",
    "load_catalogue",
    "open_limiter",
    "read_answer_file",
    "read_catalogue",
    "read_recordings",
    "recording_files",
]
