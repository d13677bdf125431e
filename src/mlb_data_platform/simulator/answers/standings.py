"""Answers `standings`: who leads, from the games that have been played."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.calendar import FIRST_WILD_CARD_SEASON
from mlb_data_platform.simulator.clubs import DIVISIONS, LEAGUES
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import ref, render_team
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.statlines import ratio
from mlb_data_platform.simulator.table import (
    Result,
    Split,
    Standing,
    best_first,
    build_table,
    games_behind,
    magic_number,
    wild_cards,
)

REGULAR_SEASON = "regularSeason"
BY_DIVISION = frozenset({REGULAR_SEASON, "byDivision"})
BY_LEAGUE, WILD_CARD, LEADERS = "byLeague", "wildCard", "divisionLeaders"
_DIVISIONS_IN_ORDER = (201, 202, 200, 204, 205, 203)
_WINNING = 0.5
_FIRST_ROUND_BYES = 2


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Everybody's place.

    Attributes:
        sport: All clubs, best first.
        league: By league.
        division: By division.
        wild: By league, without the division leaders.
        wild_cards: How many of those of each league go on.
    """

    sport: list[Standing]
    league: Mapping[int, list[Standing]]
    division: Mapping[int, list[Standing]]
    wild: Mapping[int, list[Standing]]
    wild_cards: int


@dataclass(frozen=True, slots=True)
class _Group:
    """The clubs of one record of the answer; of a league when no division is named."""

    league: int
    members: list[Standing]
    division: int | None = None


def _standings(asked: Asked) -> Json:
    """Answer records in the groups that were asked for; nothing for kinds that are not played."""
    season = asked.season()
    ranks = _rank(build_table(asked.league, season, asked.day("date")), season)
    query = asked.query
    kinds = asked.path.get("standings_type") or query.get("standingsTypes")
    return {
        "copyright": copyright_of(asked.league.season),
        "records": [
            _record(asked, ranks, kind, group)
            for kind in str(kinds or query.get("standingsType") or REGULAR_SEASON).split(",")
            for group in _groups(asked, ranks, kind)
        ],
    }


def _rank(table: Mapping[int, Standing], season: int) -> _Ranks:
    everybody = best_first(table.values())
    league = {number: [s for s in everybody if s.club.league == number] for number in LEAGUES}
    division = {number: [s for s in everybody if s.club.division == number] for number in DIVISIONS}
    leaders = {members[0].club.id for members in division.values()}
    wild = {
        number: [s for s in members if s.club.id not in leaders]
        for number, members in league.items()
    }
    return _Ranks(everybody, league, division, wild, wild_cards(season))


def _groups(asked: Asked, ranks: _Ranks, kind: str) -> list[_Group]:
    leagues = [n for n in LEAGUES if n in (asked.numbers("leagueId") or set(LEAGUES))]
    if kind == BY_LEAGUE:
        return [_Group(n, ranks.league[n]) for n in leagues]
    if kind == WILD_CARD:
        return [_Group(n, ranks.wild[n]) for n in leagues]
    if kind == LEADERS:
        return [_Group(n, [s for s in ranks.league[n] if s not in ranks.wild[n]]) for n in leagues]
    if kind not in BY_DIVISION:
        return []
    divisions = [
        _Group(ranks.division[number][0].club.league, ranks.division[number], number)
        for number in _DIVISIONS_IN_ORDER
    ]
    return [group for group in divisions if group.league in leagues]


def _record(asked: Asked, ranks: _Ranks, kind: str, group: _Group) -> Json:
    place: Json = {"division": _ref("divisions", group.division)} if group.division else {}
    return {
        "standingsType": kind,
        "league": _ref("league", group.league),
        **place,
        "sport": _ref("sports", 1),
        "roundRobin": {"status": "false"},
        "lastUpdated": f"{_seen(asked)}.000Z",
        "teamRecords": [_team_record(asked, ranks, member) for member in group.members],
    }


def _ref(kind: str, number: int) -> Json:
    return {"id": number, "link": f"/api/v1/{kind}/{number}"}


def _seen(asked: Asked) -> str:
    return f"{asked.league.today.isoformat()}T10:00:00"


def _team_record(asked: Asked, ranks: _Ranks, one: Standing) -> Json:
    club, total, season = one.club, one.total, asked.season()
    scored, allowed = one.runs
    division, league = ranks.division[club.division], ranks.league[club.league]
    leads = division[0] is one
    full = "team" in asked.hydrate()
    return {
        "team": render_team(club, season) if full else ref("teams", club.id, club.name),
        "season": str(season),
        "streak": _streak(one),
        **_clinched(ranks, one),
        "divisionRank": str(division.index(one) + 1),
        "leagueRank": str(league.index(one) + 1),
        **_wild_card(ranks, one),
        "sportRank": str(ranks.sport.index(one) + 1),
        "gamesPlayed": total.games,
        "gamesBack": _back(division[0], one),
        "wildCardGamesBack": _wild_card_back(ranks, one),
        "leagueGamesBack": _back(league[0], one),
        "springLeagueGamesBack": "-",
        "sportGamesBack": _back(ranks.sport[0], one),
        "divisionGamesBack": _back(division[0], one),
        "conferenceGamesBack": "-",
        "leagueRecord": {**_wins(total), "ties": 0, "pct": _share(total)},
        "lastUpdated": f"{_seen(asked)}Z",
        "records": _records(ranks, one),
        "runsAllowed": allowed,
        "runsScored": scored,
        "divisionChamp": leads and _is_settled(division),
        "divisionLeader": leads,
        "hasWildcard": season >= FIRST_WILD_CARD_SEASON,
        "clinched": "clinchIndicator" in _clinched(ranks, one),
        "eliminationNumber": _elimination(division[0], one),
        "eliminationNumberSport": _elimination(ranks.sport[0], one),
        "eliminationNumberLeague": _elimination(league[0], one),
        "eliminationNumberDivision": _elimination(division[0], one),
        "eliminationNumberConference": _elimination(league[0], one),
        "wildCardEliminationNumber": _wild_card_elimination(ranks, one),
        **({"magicNumber": _magic(division)} if leads else {}),
        "wins": total.wins,
        "losses": total.losses,
        "runDifferential": scored - allowed,
        "winningPercentage": _share(total),
    }


def _wins(split: Split) -> Json:
    return {"wins": split.wins, "losses": split.losses}


def _share(split: Split) -> str:
    return ratio(split.wins, split.games, empty=".---")


def _streak(one: Standing) -> Json:
    won, length = one.streak
    if not length:
        return {}
    return {
        "streakCode": f"{'W' if won else 'L'}{length}",
        "streakType": "wins" if won else "losses",
        "streakNumber": length,
    }


def _back(leader: Standing, one: Standing) -> str:
    behind = games_behind(leader.total, one.total)
    return "-" if behind <= 0 else f"{behind:.1f}"


def _wild_card(ranks: _Ranks, one: Standing) -> Json:
    """Return the rank among those who do not lead a division."""
    wild = ranks.wild[one.club.league]
    if one not in wild:
        return {}
    rank = wild.index(one) + 1
    leader: Json = {"wildCardLeader": True} if rank <= ranks.wild_cards else {}
    return {"wildCardRank": str(rank), **leader}


def _wild_card_back(ranks: _Ranks, one: Standing) -> str:
    """Return the distance to the last wild card, with a plus when ahead of it."""
    wild = ranks.wild[one.club.league]
    if one not in wild:
        return "-"
    behind = games_behind(wild[ranks.wild_cards - 1].total, one.total)
    return "-" if behind == 0 else f"{'+' if behind < 0 else ''}{abs(behind):.1f}"


def _elimination(leader: Standing, one: Standing) -> str:
    """Return how much more it takes to put a club out of reach; `E` when it is."""
    if leader is one:
        return "-"
    left = _left(leader, one)
    return str(left) if left > 0 else "E"


def _left(leader: Standing, rival: Standing) -> int:
    """Return the magic number; who is first among equals at the end has won."""
    if not leader.games_left and not rival.games_left:
        return 0
    return magic_number(leader.total, rival.total)


def _wild_card_elimination(ranks: _Ranks, one: Standing) -> str:
    wild = ranks.wild[one.club.league]
    if one not in wild or wild.index(one) < ranks.wild_cards:
        return "-"
    return _elimination(wild[ranks.wild_cards - 1], one)


def _magic(division: list[Standing]) -> str:
    left = max(_left(division[0], rival) for rival in division[1:])
    return str(left) if left > 0 else "-"


def _is_settled(division: list[Standing]) -> bool:
    leader, *rivals = division
    return all(_left(leader, one) <= 0 for one in rivals)


def _clinched(ranks: _Ranks, one: Standing) -> Json:
    """Return what is certain: `z` division and bye, `y` division, `w` wild card."""
    league = ranks.league[one.club.league]
    if any(member.games_left for member in league):
        leads = ranks.division[one.club.division]
        return {"clinchIndicator": "y"} if leads[0] is one and _is_settled(leads) else {}
    wild = ranks.wild[one.club.league]
    if one in wild:
        return {"clinchIndicator": "w"} if wild.index(one) < ranks.wild_cards else {}
    champions = [member for member in league if member not in wild]
    return {"clinchIndicator": "z" if champions.index(one) < _FIRST_ROUND_BYES else "y"}


_SPLITS: tuple[tuple[str, Callable[[Result], bool]], ...] = (
    ("left", lambda one: one.starter_throws == "L"),
    ("leftHome", lambda one: one.starter_throws == "L" and one.at_home),
    ("leftAway", lambda one: one.starter_throws == "L" and not one.at_home),
    ("rightHome", lambda one: one.starter_throws == "R" and one.at_home),
    ("rightAway", lambda one: one.starter_throws == "R" and not one.at_home),
    ("right", lambda one: one.starter_throws == "R"),
)
_MORE_SPLITS: tuple[tuple[str, Callable[[Result], bool]], ...] = (
    ("extraInning", lambda one: one.extra_innings),
    ("oneRun", lambda one: abs(one.runs[0] - one.runs[1]) == 1),
)
_PLACES: tuple[tuple[str, Callable[[Result], bool]], ...] = (
    ("day", lambda one: one.by_day),
    ("night", lambda one: not one.by_day),
    ("grass", lambda one: one.on_grass),
    ("turf", lambda one: not one.on_grass),
)


def _records(ranks: _Ranks, one: Standing) -> Json:
    shares = {standing.club.id: standing.total.share for standing in ranks.sport}
    grounds = [
        _typed("home", one.split(lambda result: result.at_home)),
        _typed("away", one.split(lambda result: not result.at_home)),
    ]
    winners = one.split(lambda result: shares[result.opponent.id] >= _WINNING)
    own = [n for n in _DIVISIONS_IN_ORDER if ranks.division[n][0].club.league == one.club.league]
    expected = one.expected()
    more = round(one.games_left * expected.share)
    return {
        "splitRecords": [
            *grounds,
            *(_typed(name, one.split(of)) for name, of in _SPLITS),
            _typed("lastTen", one.last_ten()),
            *(_typed(name, one.split(of)) for name, of in _MORE_SPLITS),
            _typed("winners", winners),
            *(_typed(name, one.split(of)) for name, of in _PLACES),
        ],
        "divisionRecords": [
            {**_against(one, "division", n), "division": ref("divisions", n, DIVISIONS[n])}
            for n in own
        ],
        "overallRecords": grounds,
        "leagueRecords": [
            {**_against(one, "league", n), "league": ref("league", n, name)}
            for n, name in LEAGUES.items()
        ],
        "expectedRecords": [
            _typed("xWinLoss", expected),
            _typed(
                "xWinLossSeason",
                Split(one.total.wins + more, one.total.losses + one.games_left - more),
            ),
        ],
    }


def _typed(name: str, split: Split) -> Json:
    return {**_wins(split), "type": name, "pct": _share(split)}


def _against(one: Standing, group: str, number: int) -> Json:
    split = one.split(lambda result: getattr(result.opponent, group) == number)
    return {**_wins(split), "pct": _share(split)}


ROUTES: Routes = (
    ("/api/v1/standings", _standings),
    ("/api/v1/standings/{standings_type}", _standings),
)
