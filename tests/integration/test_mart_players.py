"""Player games, seasons and games: the official lines, summed and divided as everybody does."""

import copy
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.integration.conftest import Warehouse
from tests.support.stubs import game_file, newest_game_files, read_answer

Json = dict[str, Any]
FEEDS = {feed["gamePk"]: feed for feed in map(read_answer, newest_game_files())}
FINAL = {
    pk: feed
    for pk, feed in FEEDS.items()
    if feed["gameData"]["status"]["codedGameState"] == "F"
}  # fmt: skip


def table(warehouse: Warehouse, query: str) -> list[Json]:
    """Rows of a query by column."""
    cursor = warehouse.connection.execute(query.encode())
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def players(feed: Json, kind: str) -> Iterator[tuple[str, Json]]:
    """Side and player of everybody with a batting or pitching line."""
    for side, team in feed["liveData"]["boxscore"]["teams"].items():
        for player in team["players"].values():
            if player["stats"].get(kind):
                yield side, player


def ratio(number: float, of: float, digits: int) -> Decimal | None:
    """A rate as people round it; nothing for nothing."""
    if not of:
        return None
    return (Decimal(number) / Decimal(of)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


# -- games ----------------------------------------------------------------------------------------


def test_a_game_has_its_day_its_teams_and_its_winner(recorded: Warehouse) -> None:
    rows = recorded.all(
        "select game_pk, game_date::text, away_team, away_runs, home_team, home_runs, winner"
        " from mart.games where game_pk in (633860, 744914, 747175, 746552) order by game_pk"
    )
    assert rows == [
        # In progress, and recorded when feeds did not name the official day.
        (633860, "2021-06-03", "TEX", 2, "COL", 9, None),
        (744914, "2024-07-01", "HOU", 3, "TOR", 1, "away"),
        (746552, "2024-05-28", "CLE", None, "COL", None, None),
        (747175, "2024-07-12", "TOR", 4, "AZ", 5, "home"),
    ]


# -- player games ---------------------------------------------------------------------------------

BATTING = {
    "plate_appearances": "plateAppearances", "at_bats": "atBats", "runs": "runs", "hits": "hits",
    "doubles": "doubles", "triples": "triples", "home_runs": "homeRuns", "rbi": "rbi",
    "base_on_balls": "baseOnBalls", "intentional_walks": "intentionalWalks",
    "hit_by_pitch": "hitByPitch", "strike_outs": "strikeOuts", "total_bases": "totalBases",
    "sac_bunts": "sacBunts", "sac_flies": "sacFlies", "stolen_bases": "stolenBases",
    "caught_stealing": "caughtStealing",
}  # fmt: skip
PITCHING = {
    "wins": "wins", "losses": "losses", "saves": "saves", "holds": "holds",
    "innings_outs": "outs", "batters_faced": "battersFaced", "number_of_pitches": "numberOfPitches",
    "strikes": "strikes", "runs": "runs", "earned_runs": "earnedRuns", "hits": "hits",
    "home_runs": "homeRuns", "base_on_balls": "baseOnBalls", "hit_batsmen": "hitBatsmen",
    "strike_outs": "strikeOuts", "wild_pitches": "wildPitches",
}  # fmt: skip


@pytest.mark.parametrize("game_pk", [744914, 718594, 823556, 746139])
@pytest.mark.parametrize(
    ("view", "kind", "columns"),
    [
        ("mart.player_game_batting", "batting", BATTING),
        ("mart.player_game_pitching", "pitching", PITCHING),
    ],
    ids=["batting", "pitching"],
)
def test_a_player_s_game_is_his_official_line_with_his_season_beside_it(
    recorded: Warehouse, view: str, kind: str, columns: dict[str, str], game_pk: int
) -> None:
    found = {r["person_id"]: r for r in table(recorded, f"select * from {view} order by 1")
             if r["game_pk"] == game_pk}  # fmt: skip
    feed, seen = FEEDS[game_pk], 0
    abbreviations = {s: t["abbreviation"] for s, t in feed["gameData"]["teams"].items()}
    for side, player in players(feed, kind):
        row, other = found[player["person"]["id"]], {"home": "away", "away": "home"}[side]
        line, season = player["stats"][kind], player["seasonStats"][kind]
        assert {c: row[c] for c in columns} == {c: line.get(key) for c, key in columns.items()}
        same = {c: key for c, key in columns.items() if f"season_{c}" in row}
        assert {c: row[f"season_{c}"] for c in same} == {c: season[k] for c, k in same.items()}
        assert (row["team"], row["opponent"]) == (abbreviations[side], abbreviations[other])
        assert row["is_home"] == (side == "home")
        seen += 1
    assert len(found) == seen > 0


def test_a_batter_s_game_by_hand(recorded: Warehouse) -> None:
    """Yordan Alvarez in HOU at TOR on 1 July 2024: home run and walk in four trips."""
    (row,) = table(
        recorded,
        "select * from mart.player_game_batting"
        " where game_pk = 744914 and player_name = 'Yordan Alvarez'",
    )
    assert (row["slot"], row["positions"], row["is_starter"]) == (3, "DH", True)
    assert (row["result"], row["team_runs"], row["opponent_runs"]) == ("W", 3, 1)
    assert (row["at_bats"], row["hits"], row["home_runs"], row["base_on_balls"]) == (3, 1, 1, 1)
    rates = [row[name] for name in ("avg", "obp", "slg", "ops")]
    assert rates == [Decimal(text) for text in ("0.333", "0.500", "1.333", "1.833")]


def test_a_pitcher_s_game_by_hand(recorded: Warehouse) -> None:
    """Shota Imanaga, STL at CHC on 15 June 2024: seven innings, four hits, one run."""
    (row,) = table(
        recorded,
        "select * from mart.player_game_pitching"
        " where game_pk = 746865 and player_name = 'Shota Imanaga'",
    )
    assert (row["decision"], row["pitching_order"], row["is_starter"]) == ("W", 1, True)
    assert (row["innings_pitched"], row["innings_outs"]) == ("7.0", 21)
    rates = [row[name] for name in ("era", "whip", "strikeouts_per_9", "walks_per_9")]
    assert rates == [Decimal(text) for text in ("1.29", "0.57", "7.71", "0.00")]


def test_positions_stand_in_the_order_he_had_them(recorded: Warehouse) -> None:
    found = {
        (row["game_pk"], row["person_id"]): row["positions"]
        for row in table(recorded, "select * from mart.player_game_batting")
    }
    for game_pk, feed in FEEDS.items():
        for _, player in players(feed, "batting"):
            names = [position["abbreviation"] for position in player.get("allPositions", [])]
            assert found[game_pk, player["person"]["id"]] == ("-".join(names) or None)


# -- seasons --------------------------------------------------------------------------------------


def totals(kind: str, columns: dict[str, str]) -> dict[tuple[int, int], dict[str, int]]:
    """Sums by season and player over the final games, read from the feeds."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for feed in FINAL.values():
        for _, player in players(feed, kind):
            one = found[int(feed["gameData"]["game"]["season"]), player["person"]["id"]]
            one["games"] += 1
            for column, key in columns.items():
                one[column] += player["stats"][kind].get(key, 0)
    return found


def test_a_batter_s_season_is_the_sum_of_his_final_games_with_the_usual_rates(
    recorded: Warehouse,
) -> None:
    wanted = totals("batting", BATTING)
    rows = table(recorded, "select * from mart.season_batting")
    assert {(row["season"], row["person_id"]) for row in rows} == wanted.keys()
    for row in rows:
        t = wanted[row["season"], row["person_id"]]
        assert {name: row[name] for name in t} == t
        on, slg = t["hits"] + t["base_on_balls"] + t["hit_by_pitch"], t["total_bases"]
        chances = t["at_bats"] + t["base_on_balls"] + t["hit_by_pitch"] + t["sac_flies"]
        obp, slugging = ratio(on, chances, 3), ratio(slg, t["at_bats"], 3)
        assert row["avg"] == ratio(t["hits"], t["at_bats"], 3)
        assert (row["obp"], row["slg"]) == (obp, slugging)
        assert row["ops"] == (None if obp is None or slugging is None else obp + slugging)
        assert row["iso"] == ratio(slg - t["hits"], t["at_bats"], 3)
        in_play = t["at_bats"] - t["strike_outs"] - t["home_runs"] + t["sac_flies"]
        assert row["babip"] == ratio(t["hits"] - t["home_runs"], in_play, 3)
        assert row["strikeout_rate"] == ratio(t["strike_outs"], t["plate_appearances"], 3)
        assert row["walk_rate"] == ratio(t["base_on_balls"], t["plate_appearances"], 3)


def test_a_pitcher_s_season_is_the_sum_of_his_final_games_with_the_usual_rates(
    recorded: Warehouse,
) -> None:
    wanted = totals("pitching", PITCHING)
    rows = table(recorded, "select * from mart.season_pitching")
    assert {(row["season"], row["person_id"]) for row in rows} == wanted.keys()
    for row in rows:
        t = wanted[row["season"], row["person_id"]]
        assert {name: row[name] for name in t} == t
        outs = t["innings_outs"]
        assert row["innings_pitched"] == f"{outs // 3}.{outs % 3}"
        assert row["era"] == ratio(27 * t["earned_runs"], outs, 2)
        assert row["whip"] == ratio(3 * (t["base_on_balls"] + t["hits"]), outs, 2)
        assert row["strikeouts_per_9"] == ratio(27 * t["strike_outs"], outs, 2)
        assert row["walks_per_9"] == ratio(27 * t["base_on_balls"], outs, 2)
        assert row["home_runs_per_9"] == ratio(27 * t["home_runs"], outs, 2)
        assert row["strikeout_walk_ratio"] == ratio(t["strike_outs"], t["base_on_balls"], 2)
        assert row["strikeout_rate"] == ratio(t["strike_outs"], t["batters_faced"], 3)


def test_a_league_s_fip_is_its_era(recorded: Warehouse) -> None:
    for season in (2023, 2024, 2026):
        rows = [
            row
            for row in table(recorded, "select * from mart.season_pitching")
            if row["season"] == season and row["innings_outs"]
        ]
        outs = sum(row["innings_outs"] for row in rows)
        fip = sum(row["fip"] * row["innings_outs"] for row in rows) / outs
        era = Decimal(27 * sum(row["earned_runs"] for row in rows)) / outs
        assert abs(fip - era) < Decimal("0.01")


def test_a_fip_by_hand(recorded: Warehouse) -> None:
    """Imanaga's 2024 as recorded: (13 HR + 3 (BB + HBP) - 2 K) / IP + constant."""
    (row,) = table(
        recorded, "select * from mart.season_pitching where player_name = 'Shota Imanaga'"
    )
    raw = Decimal(13 * 0 + 3 * (0 + 1) - 2 * 6) / 7
    assert (row["home_runs"], row["base_on_balls"], row["hit_batsmen"]) == (0, 0, 1)
    assert abs(row["fip"] - (raw + row["fip_constant"])) < Decimal("0.006")


def test_simulated_seasons_add_up_to_their_games(simulated: Warehouse) -> None:
    for view, lines, names in (
        ("mart.season_batting", "game.batting_lines", ("at_bats", "hits", "rbi", "strike_outs")),
        ("mart.season_pitching", "game.pitching_lines", ("outs", "earned_runs", "batters_faced")),
    ):
        for name in names:
            column = "innings_outs" if name == "outs" else name
            wanted = simulated.one(f"select sum({name}) from {lines}")
            assert simulated.one(f"select sum({column}) from {view}") == wanted > 0


def test_nothing_is_divided_by_nothing(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    warehouse.connection.execute(
        "update game.pitching_lines set innings_outs = 0, batters_faced = 0"
    )
    warehouse.connection.execute("update game.batting_lines set at_bats = 0, plate_appearances = 0")
    rates = "era, whip, strikeouts_per_9, fip, strikeout_rate, fip_constant"

    assert set(warehouse.all(f"select {rates} from mart.season_pitching")) == {(None,) * 6}
    assert set(warehouse.all("select avg, slg, ops, iso, strikeout_rate from mart.season_batting")
    ) == {(None,) * 5}  # fmt: skip
    assert set(warehouse.all("select era, whip from mart.player_game_pitching")) == {(None, None)}


def test_a_traded_player_has_one_row_for_all_his_teams(warehouse: Warehouse) -> None:
    for game_pk in (744914, 747175):
        warehouse.keep(game_file(game_pk))
    warehouse.transform("game")
    alvarez, marte = 670541, 606466
    warehouse.connection.execute(
        "update game.batting_lines set person_id = %s, full_name = 'Yordan Alvarez'"
        " where game_pk = 747175 and person_id = %s",
        (alvarez, marte),
    )
    rows = warehouse.all(
        "select teams, team_count, games, last_team_id from mart.season_batting"
        " where person_id = %s",
        alvarez,
    )
    assert rows == [("HOU-AZ", 2, 2, 109)]


def test_kinds_of_games_and_levels_are_summed_apart(warehouse: Warehouse) -> None:
    for game_pk, change in ((744914, None), (999001, "S"), (999002, "minors")):
        feed = copy.deepcopy(FEEDS[744914])
        feed["gamePk"] = feed["gameData"]["game"]["pk"] = game_pk
        if change == "S":
            feed["gameData"]["game"]["type"] = "S"
        if change == "minors":
            for side in ("away", "home"):
                feed["gameData"]["teams"][side]["sport"] = {"id": 11, "name": "Triple-A"}
        warehouse.keep_feed(feed)
    warehouse.transform("game")
    rows = warehouse.all(
        "select game_type, sport_id, games from mart.season_batting"
        " where player_name = 'Yordan Alvarez' order by 1, 2"
    )
    assert rows == [("R", 1, 1), ("R", 11, 1), ("S", 1, 1)]


def test_a_game_in_progress_is_in_no_season(recorded: Warehouse) -> None:
    live = "select person_id from game.pitching_lines where game_pk = 824445"
    other = "select person_id from game.pitching_lines l join mart.games g using (game_pk)"
    query = f"select count(*) from mart.season_pitching where person_id in ({live})"
    assert recorded.one(f"{query} and person_id not in ({other} where is_final)") == 0
    assert recorded.one("select count(*) from mart.player_game_pitching where game_pk=824445") > 0


# -- plate appearances ----------------------------------------------------------------------------


def test_plate_appearances_add_up_to_every_official_line(recorded: Warehouse) -> None:
    counted = recorded.all(
        "select game_pk, batter_id, count(*), sum(is_at_bat::int), sum(is_hit::int),"
        " sum(total_bases), sum(is_strikeout::int) from mart.plate_appearances"
        " group by 1, 2 order by 1, 2"
    )
    official = [
        (pk, player["person"]["id"], *(line[name] for name in _LINE))
        for pk, feed in FINAL.items()
        for _, player in players(feed, "batting")
        if (line := player["stats"]["batting"])["plateAppearances"]
    ]
    assert [row for row in counted if row[0] in FINAL] == sorted(official)
    assert len(official) > 200


_LINE = ("plateAppearances", "atBats", "hits", "totalBases", "strikeOuts")


def test_a_plate_appearance_has_its_names_and_its_teams(recorded: Warehouse) -> None:
    nameless = recorded.one(
        "select count(*) from mart.plate_appearances where batter_name is null"
        " or pitcher_name is null or team is null or opponent is null or team = opponent"
    )
    assert nameless == 0
    assert recorded.one("select count(*) from mart.plate_appearances") == recorded.one(
        "select count(*) from game.plate_appearances"
    )
