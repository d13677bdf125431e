"""All that is fixed about one season before a ball is thrown, and what is known of it so far."""

from collections import defaultdict
from dataclasses import dataclass, field

from mlb_data_platform.simulator.clubs import all_clubs
from mlb_data_platform.simulator.fixtures import Fixture, build_fixtures
from mlb_data_platform.simulator.rosters import Player, Roster, build_officials, build_roster
from mlb_data_platform.simulator.season_totals import ClubTotals, GameTally
from mlb_data_platform.simulator.weather import Rain, plan_rain


@dataclass(slots=True)
class SeasonBook:
    """All that is fixed about one year before a ball is thrown.

    Attributes:
        by_club: Each club's games in the order in which they are played; not those cancelled.
        places: Where a game stands there, by club id and gamePk; a cancelled one, where it would.
        rain: What the rain does to games of that year, by gamePk.
        results: Score (away, home) of the games played so far, by gamePk.
        extra_innings: Which of them took more than nine innings.
        totals: By club, its season after each of its games, as far as known.
        tallies: What games played out of turn will add to the totals, by gamePk and club.
    """

    season: int
    rosters: dict[int, Roster]
    officials: list[dict[str, object]]
    fixtures: dict[int, Fixture]
    by_club: dict[int, list[Fixture]]
    places: dict[tuple[int, int], int]
    players: dict[int, Player]
    rain: dict[int, Rain]
    results: dict[int, tuple[int, int]] = field(default_factory=dict)
    extra_innings: set[int] = field(default_factory=set)
    totals: dict[int, list[ClubTotals]] = field(default_factory=lambda: defaultdict(list))
    tallies: dict[tuple[int, int], GameTally] = field(default_factory=dict)


def build_season_book(seed: int, season: int) -> SeasonBook:
    """Invent the rosters and lay out the calendar of one year."""
    fixtures = build_fixtures(seed, season)
    rosters = {
        club.id: build_roster(seed, season, club, index)
        for index, club in enumerate(all_clubs().values())
    }
    rain = plan_rain(seed, season, fixtures)
    by_club: dict[int, list[Fixture]] = defaultdict(list)
    places: dict[tuple[int, int], int] = {}
    for fixture in sorted(fixtures, key=lambda game: (game.played_at, game.game_pk)):
        for club_id in (fixture.home.id, fixture.away.id):
            places[club_id, fixture.game_pk] = len(by_club[club_id])
            if not (fate := rain.get(fixture.game_pk)) or not fate.is_called_off:
                by_club[club_id].append(fixture)
    return SeasonBook(
        season=season,
        rosters=rosters,
        officials=build_officials(seed, season),
        fixtures={fixture.game_pk: fixture for fixture in fixtures},
        by_club=by_club,
        places=places,
        players={player.id: player for roster in rosters.values() for player in roster.players},
        rain=rain,
    )
