"""Games from the work list to the tables: fetched, kept and transformed at the same time.

    claim → fetch (threads) → raw (two writers) → queue → tables (worker processes)

The queue is bounded, so a slow end slows the other down and memory stays flat. Every step is noted
on the work list when it is committed; whoever is killed leaves games that the next run takes up.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Full, Queue
from types import TracebackType
from typing import Self

import structlog

from mlb_data_platform.engines import LocalEngine, batches_of
from mlb_data_platform.errors import TransientError
from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.ingest import Failure, IngestReport, fetch_and_keep
from mlb_data_platform.pipelines.transform import mapping_named
from mlb_data_platform.raw import raw_table
from mlb_data_platform.statsapi import Document, Request, Source
from mlb_data_platform.warehouse import (
    Connection,
    FailedGame,
    LoadReport,
    Selection,
    claim_games,
    connect,
    due_documents,
    failed_games,
    forget_known_fields,
    games_of_others,
    give_back,
    mark_failed,
    mark_fetched,
    mark_transformed,
)

_LOG = structlog.get_logger(__name__)
GAME_TABLE = "game.live_game_v1"
_CLAIMED_AT_ONCE = 24
_AHEAD = 4  # groups of games that are kept and wait for their turn
_LOOK_EVERY_S = 0.2
_WORTH_PROCESSES = 48  # games; starting processes costs more than a few games do

CHANCES = 3
"""How often a run asks for what fails, after all else: an odd 404 needs nobody's help."""

Progress = Callable[[int], None]


@dataclass(slots=True, kw_only=True)
class GamesReport:
    """What a run did with its games.

    Attributes:
        planned: Games of the run's scope.
        ingested: Counts of fetching and keeping.
        loaded: Counts of the tables.
        transformed: Games that the run took to the tables, or found there.
        failed: Games of the scope that could not be brought in, by this run or an earlier one.
        with_others: Games that another living run works on.
    """

    planned: int = 0
    ingested: IngestReport = field(default_factory=IngestReport)
    loaded: LoadReport = field(default_factory=LoadReport)
    transformed: int = 0
    failed: list[FailedGame] = field(default_factory=list)
    with_others: int = 0

    @property
    def counts(self) -> dict[str, object]:
        """The numbers, for bookkeeping and JSON."""
        return {
            "planned": self.planned,
            "fetched": self.ingested.fetched,
            "transformed": self.transformed,
            "failed": len(self.failed),
            "with_others": self.with_others,
        }


def bring_in_games(
    game_pks: Sequence[int],
    source: Source,
    *,
    context: RunContext,
    asked: Progress = lambda _: None,
    done: Progress = lambda _: None,
) -> GamesReport:
    """Fetch the planned games that are due and take them to the tables.

    Args:
        game_pks: The run's games, on the work list; other runs may share them.
        source: Where to ask.
        context: The warehouse and the run.
        asked: Told how many games have been asked for.
        done: Told how many are in the tables.

    Returns:
        True counts. A game without an answer is named in it, and does not stop the others.

    Raises:
        TransientError: The source is down. What arrived is in the tables, the rest is due.
    """
    forget_known_fields(context.connection, [mapping_named("game_live_v1")])
    try:
        with _Road(game_pks, context=context, done=done) as road:
            ingested = fetch_and_keep(
                road.requests(),
                source,
                context=context,
                table=GAME_TABLE,
                progress=asked,
                listener=road,
                chances=CHANCES,
            )
            road.settle_failures()
    finally:
        if not context.connection.broken:
            give_back(context.connection, run_id=context.run.run_id)
    return GamesReport(
        planned=len(game_pks),
        ingested=ingested,
        loaded=road.loaded,
        transformed=road.transformed,
        failed=failed_games(context.connection, game_pks),
        with_others=len(games_of_others(context.connection, game_pks, run_id=context.run.run_id)),
    )


class _Road:
    """The games on their way; hears from the ingest, and has a thread that sees to the tables."""

    def __init__(self, game_pks: Sequence[int], *, context: RunContext, done: Progress) -> None:
        self._game_pks, self._context, self._done = game_pks, context, done
        self._kept: Queue[list[int] | None] = Queue(maxsize=_AHEAD)
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tables")
        self._tables: Future[None] = Future()
        self._stopped = threading.Event()
        self._silent: list[Failure] = []
        self.loaded = LoadReport()
        self.transformed = 0

    def __enter__(self) -> Self:
        self._tables = self._hand.submit(self._take_to_tables)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait until the tables have what is kept; after Ctrl-C only what is under way."""
        if isinstance(error, KeyboardInterrupt):
            self._stopped.set()
        self._hand_on(None)
        self._hand.shutdown(wait=True)
        failure = self._tables.exception()
        if failure is not None and failure is not error:
            raise failure from error

    def requests(self) -> Iterator[Request]:
        """Claim games, a few at a time, and ask for those that raw does not have."""
        while not self._tables.done():
            claims = claim_games(
                self._context.connection,
                self._game_pks,
                run_id=self._context.run.run_id,
                most=_CLAIMED_AT_ONCE,
            )
            if not claims:
                return
            if there := [claim.game_pk for claim in claims if claim.is_fetched]:
                self._hand_on(there)
            for claim in claims:
                if not claim.is_fetched:
                    yield game_request(claim.game_pk)

    def keeping(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Note what is fetched in the transaction that keeps it."""
        mark_fetched(connection, _games_of(documents))

    def kept(self, documents: Sequence[Document]) -> None:
        """Hand kept games on; waits while the tables are behind."""
        self._hand_on(_games_of(documents))

    def failed(self, failure: Failure) -> None:
        """Remember a failure; whether it is the game's or the source's, the next ones show."""
        self._silent.append(failure)
        if not isinstance(failure.error, TransientError):
            self.settle_failures()

    def settle_failures(self) -> None:
        """Note the failures on the work list: the source answers others, so they are the games'."""
        for failure in self._silent:
            pk = int(failure.request.path_params["game_pk"])
            mark_failed(self._context.connection, pk, str(failure.error))
            _LOG.warning("game.failed", game_pk=pk, reason=str(failure.error))
        self._silent.clear()

    def _hand_on(self, games: list[int] | None) -> None:
        """Put games into the queue, unless nobody takes them out any more."""
        while not self._tables.done():
            try:
                self._kept.put(games, timeout=_LOOK_EVERY_S)
            except Full:
                continue
            return

    def _take_to_tables(self) -> None:
        """See to the tables until there are no more games; runs in a thread of its own."""
        mapping, context = mapping_named("game_live_v1"), self._context
        large = len(self._game_pks) >= _WORTH_PROCESSES and context.workers > 1
        under_way = deque[tuple[list[int], list[Future[LoadReport]]]]()
        with (
            connect(context.database) as connection,
            LocalEngine(
                database=context.database,
                mapping=mapping,
                table=GAME_TABLE,
                run_id=context.run.run_id,
                processes=context.workers if large else 0,
                spare=context.spare,
            ) as engine,
        ):

            def finish_oldest() -> None:
                games, futures = under_way.popleft()
                for future in futures:
                    self.loaded.add(engine.result(future))
                for pk in mark_transformed(connection, games):
                    _LOG.warning("game.failed", game_pk=pk, reason="its answer is in quarantine")
                self.transformed += len(games)
                self._done(len(games))

            while (games := self._kept.get()) is not None:
                if self._stopped.is_set():
                    continue
                due = due_documents(
                    connection,
                    raw_table(GAME_TABLE),
                    Selection(game_pks=tuple(games)),
                    fingerprint=mapping.fingerprint,
                    not_with=mapping.not_with,
                )
                batches = batches_of(due, mapping)
                under_way.append((games, [engine.submit(batch) for batch in batches]))
                while len(under_way) > engine.most_under_way:
                    finish_oldest()
            while under_way and not self._stopped.is_set():
                finish_oldest()


def _games_of(documents: Sequence[Document]) -> list[int]:
    return [int(document.request.path_params["game_pk"]) for document in documents]


def game_request(game_pk: int) -> Request:
    """Return the question for a game's feed."""
    return Request(endpoint="game", method="liveGameV1", path_params={"game_pk": str(game_pk)})
