"""One budget of requests for all runs that know the same Redis; needs the extra `redis`."""

import functools
import uuid
from collections.abc import Callable
from importlib.resources import files
from typing import ParamSpec, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, NoPermissionError
from redis.retry import Retry

from mlb_data_platform.statsapi.errors import BudgetAwayError, BudgetRefusedError, RedisUrlError
from mlb_data_platform.statsapi.shared_rate import Turn

_TIMEOUT_S = 2.0
_MICROSECONDS = 1_000_000
_HERE = files("mlb_data_platform.statsapi")

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def _translated(ask: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """What the library raises becomes an error of ours."""

    @functools.wraps(ask)
    def wrapper(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        where = args[0].where  # type: ignore[attr-defined]
        try:
            return ask(*args, **kwargs)
        except (AuthenticationError, AuthorizationError, NoPermissionError) as error:
            raise BudgetRefusedError(where=where, problem=str(error)) from error
        except (redis.RedisError, OSError, UnicodeError) as error:  # the last: no such host can be
            problem = str(error) or type(error).__name__
            raise BudgetAwayError(where=where, problem=problem) from error

    return wrapper


class RedisBudget:
    """Turns of one API's budget, given out by one script that Redis carries out whole.

    Time is that of the Redis server: clocks of the machines that share do not matter. Keys expire
    a minute after the last turn. Threads may share one.

    Args:
        url: `redis://`, `rediss://` or `unix://`, with user and password where there are any.
        api: Which API the budget is for, such as `statsapi.mlb.com`.

    Raises:
        RedisUrlError: The URL cannot be read.

    Attributes:
        where: Host and port, never the password.
    """

    def __init__(self, url: str, *, api: str) -> None:
        try:
            self._redis = redis.Redis.from_url(
                url,
                socket_timeout=_TIMEOUT_S,
                socket_connect_timeout=_TIMEOUT_S,
                # Once, at once: a connection of the pool may have died while nobody used it.
                retry=Retry(NoBackoff(), 1),
                client_name="mlb-etl",
            )
        except ValueError as error:
            # Not what the library says of it: it quotes what it takes for a port.
            raise RedisUrlError(problem="cannot be read") from error
        known = self._redis.connection_pool.connection_kwargs
        self.where = str(known.get("path") or f"{known.get('host')}:{known.get('port', 6379)}")
        self._take_turn = self._redis.register_script((_HERE / "take_turn.lua").read_text("utf-8"))
        self._hold_all = self._redis.register_script((_HERE / "hold_all.lua").read_text("utf-8"))
        # In braces what a cluster of Redis servers hashes: both keys lie on the same one.
        self._keys = [f"mlb-etl:{{{api}}}:budget", f"mlb-etl:{{{api}}}:sharers"]
        self._name = uuid.uuid4().hex

    @_translated
    def greet(self) -> None:
        """Say hello, so that a wrong address is known before anything is asked.

        Raises:
            BudgetAwayError: It does not answer.
            BudgetRefusedError: It does not let us in.
        """
        self._redis.ping()

    @_translated
    def ask(self, spacing_s: float, *, is_back: bool) -> Turn:
        """Take a turn, or hear when to ask again.

        Raises:
            BudgetAwayError: It does not answer, or cannot be written to now.
            BudgetRefusedError: It does not let us in any more.
        """
        spacing = max(1, round(spacing_s * _MICROSECONDS))
        wait, sharers = self._take_turn(
            keys=self._keys, args=[spacing, self._name, "1" if is_back else "0"]
        )
        return Turn(wait_s=wait / _MICROSECONDS, sharers=sharers)

    @_translated
    def hold(self, seconds: float) -> None:
        """Let nobody ask for that many seconds.

        Raises:
            BudgetAwayError: It does not answer, or cannot be written to now.
            BudgetRefusedError: It does not let us in any more.
        """
        self._hold_all(keys=self._keys[:1], args=[round(seconds * _MICROSECONDS)])
