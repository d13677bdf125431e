# ruff: noqa: S311  (a game, not a secret)
"""Writes a played game down once, with a time for everything: what every copy of its feed shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from mlb_data_platform.simulator.decisions import REGULATION_INNINGS
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.gamedata import Surroundings, build_surroundings
from mlb_data_platform.simulator.play_events import EventWriter
from mlb_data_platform.simulator.plays import Json, PlayWriter, SeasonNumbers
from mlb_data_platform.simulator.rain_delays import (
    DELAY_WORDS,
    DELAYED_START_WORDS,
    RESUMED_WORDS,
    WARMUP_WORDS,
    interrupted_play,
    read_time,
    stretch,
    write_time,
)
from mlb_data_platform.simulator.records import GameRecord
from mlb_data_platform.simulator.reviews import Reviews, review_game
from mlb_data_platform.simulator.scoring import Scorebook
from mlb_data_platform.simulator.weather import DELAYED, SUSPENDED, Rain

# Recorded final feeds of recent years carry the timecode of their last play; one of 2018 got a new
# one when it became final.
FINAL_IN_PLACE_SHARE = 0.6
PRE_GAME_WORDS = "Status Change - Pre-Game"


@dataclass(frozen=True, slots=True)
class WrittenGame:
    """A game played and written down.

    Attributes:
        plays: `liveData.plays` of the whole game; nobody edits it.
        reviews: What the replay room was asked, over the whole game.
        first_pitch: When it began.
        end: When its last play was over.
        over_at: When that was the end of the game; later than `end` when the rain decided.
        final_at: When the official scorer was done with it.
        final_in_place: Whether it became final without a new timecode.
        suspended_at: When it was put off to the next day; None for most.
        lost: For how long nobody played after the first pitch: it rained, or it was night.
        late: By how much rain delayed the first pitch.
    """

    record: GameRecord
    book: Scorebook
    plays: Json
    reviews: Reviews
    around: Surroundings
    first_pitch: datetime
    end: datetime
    over_at: datetime
    final_at: datetime
    final_in_place: bool = True
    suspended_at: datetime | None = None
    lost: timedelta = timedelta()
    late: timedelta = timedelta()

    @property
    def duration(self) -> timedelta:
        """How long was played."""
        return self.end - self.first_pitch - self.lost

    @property
    def delay(self) -> timedelta:
        """How long everybody waited for the rain to end; a night between is no delay."""
        return self.late if self.suspended_at else self.late + self.lost

    @property
    def is_shortened(self) -> bool:
        """Whether the umpires called it before nine innings were played."""
        return self.record.plays[-1].inning < REGULATION_INNINGS


def write_game(
    record: GameRecord,
    book: Scorebook,
    fixture: Fixture,
    *,
    seed: int,
    officials: list[Json],
    rain: Rain | None,
    numbers: SeasonNumbers,
) -> WrittenGame:
    """Write a played game down.

    Args:
        record: What happened.
        book: What was counted.
        fixture: Which game of the calendar it is.
        seed: The league's.
        officials: Whom to choose the umpires from.
        rain: What the rain did to it.
        numbers: Counts home runs and the like on from the season.
    """
    dice = Random(f"feed:{seed}:{fixture.game_pk}")
    around = build_surroundings(fixture, dice, officials)
    late = rain.start_delay if rain else timedelta()
    first_pitch = fixture.played_at + around.first_pitch_delay + late
    reviews = review_game(record, dice)
    writer = EventWriter(dice, first_pitch)
    plays = PlayWriter(record, writer, dice, reviews, numbers).write()
    times = Random(f"times:{seed}:{fixture.game_pk}")
    _time_preparations(plays, times, fixture.played_at, first_pitch)
    lost, suspended_at = _lose_time(record, plays, rain)
    end = writer.clock.now() + lost
    shortened = rain is not None and record.plays[-1].inning < REGULATION_INNINGS
    over_at = end + rain.pause if rain and shortened else end
    scored = timedelta(minutes=times.randint(4, 14), seconds=times.randint(0, 59))
    return WrittenGame(
        record,
        book,
        plays,
        reviews,
        around,
        first_pitch,
        end,
        over_at,
        over_at + scored,
        times.random() < FINAL_IN_PLACE_SHARE,
        suspended_at,
        lost,
        late,
    )


def all_plays(plays: Json) -> list[Json]:
    """Return the list in `liveData.plays`."""
    listed = plays["allPlays"]
    return listed if isinstance(listed, list) else []


def events_of(play: Json) -> list[Json]:
    """Return the events of a written play."""
    events = play["playEvents"]
    return events if isinstance(events, list) else []


def words_of(event: Json) -> str:
    """Return the description of a written event."""
    details = event["details"]
    return str(details.get("description", "")) if isinstance(details, dict) else ""


def _time_preparations(plays: Json, dice: Random, planned: datetime, first_pitch: datetime) -> None:
    """Give the advisories before the first pitch the times at which a ball park gets ready."""
    opened = planned - timedelta(minutes=dice.randint(150, 235), seconds=dice.randint(0, 59))
    times = {
        PRE_GAME_WORDS: opened,
        DELAYED_START_WORDS: planned - timedelta(minutes=dice.randint(4, 40)),
        WARMUP_WORDS: first_pitch - timedelta(minutes=dice.randint(19, 33)),
        RESUMED_WORDS: first_pitch - timedelta(seconds=dice.randint(35, 110)),
    }
    events = events_of(all_plays(plays)[0])
    advisories = [event for event in events if words_of(event) in times]
    for event in advisories:
        event["startTime"] = write_time(times[words_of(event)])
    for event, following in zip(advisories, events[1:], strict=False):
        event["endTime"] = following["startTime"]


def _lose_time(
    record: GameRecord, plays: Json, rain: Rain | None
) -> tuple[timedelta, datetime | None]:
    """Let nobody play while it rains.

    Returns:
        By how much the game lasts longer, and when it was suspended.
    """
    index = interrupted_play(record, rain) if rain and rain.kind in (DELAYED, SUSPENDED) else None
    if rain is None or index is None:
        return timedelta(), None
    listed = all_plays(plays)
    events = events_of(listed[index])
    # Substitutions between the half innings come before the rain.
    delayed = next(at for at, event in enumerate(events) if words_of(event) == DELAY_WORDS)
    stretch(listed, index, delayed + 1, rain.pause)
    if rain.resumes_at is None:
        return rain.pause, None
    suspension, resumption = events[delayed + 1 : delayed + 3]
    overnight = rain.resumes_at - read_time(str(resumption["startTime"]))
    stretch(listed, index, delayed + 2, overnight)
    return rain.pause + overnight, read_time(str(suspension["startTime"]))
