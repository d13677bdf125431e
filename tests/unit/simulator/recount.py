"""Counts a feed's plays in plain Python, as a scorer would, to hold a box score against."""

from collections import Counter, defaultdict

from tests.unit.simulator.games import BALLS, CUT_SHORT, HITS, Feed, plays_of

Line = Counter[str]

NO_AT_BAT = {
    "walk": ["baseOnBalls"],
    "intent_walk": ["baseOnBalls", "intentionalWalks"],
    "hit_by_pitch": ["hitByPitch"],
    "sac_fly": ["sacFlies"],
    "sac_bunt": ["sacBunts"],
    "catcher_interf": ["catchersInterference"],
}
BASES = {"single": 1, "double": 2, "triple": 3, "home_run": 4}
EXTRA = {"double": "doubles", "triple": "triples", "home_run": "homeRuns"}
OUTS = {
    "ground_ball": "groundOuts",
    "bunt_grounder": "groundOuts",
    "fly_ball": "flyOuts",
    "line_drive": "lineOuts",
    "popup": "popOuts",
    "bunt_popup": "popOuts",
    "bunt_line_drive": "lineOuts",
}


def is_pitching_change(event: Feed) -> bool:
    """Say whether an event brings in a pitcher."""
    return event["details"].get("eventType") == "pitching_substitution"


def first_move(play: Feed) -> int:
    """Return the index of the first event that is no substitution, visit or notice."""
    for event in play["playEvents"]:
        if event["type"] != "action" or event.get("isBaseRunningPlay"):
            return event["index"]
    return len(play["playEvents"])


def charged_batter(play: Feed) -> int:
    """Return whose turn it was: a strikeout begun by another, with two strikes, is the other's."""
    strikes = 0
    for event in play["playEvents"]:
        hitter = event.get("position", {}).get("code") == "11"
        if hitter and strikes == 2 and play["result"]["eventType"].startswith("strikeout"):
            return event["replacedPlayer"]["id"]
        strikes = event["count"]["strikes"]
    return play["matchup"]["batter"]["id"]


def charged_pitcher(play: Feed, at: list[int]) -> int:
    """Return who is charged with the batter: a walk begun by another may be the other's."""
    balls = strikes = 0
    for event in play["playEvents"]:
        behind = balls > 1 and balls > strikes
        if is_pitching_change(event) and behind and play["result"]["eventType"].endswith("walk"):
            return at[event["index"] - 1]
        balls, strikes = event["count"]["balls"], event["count"]["strikes"]
    return play["matchup"]["pitcher"]["id"]


class PitcherAt:
    """Knows who pitches at every event of a game."""

    def __init__(self, feed: Feed) -> None:
        teams = feed["liveData"]["boxscore"]["teams"]
        self.now = {True: teams["home"]["pitchers"][0], False: teams["away"]["pitchers"][0]}

    def of(self, play: Feed) -> list[int]:
        """Return the pitcher at each event of the next play."""
        top = play["about"]["isTopInning"]
        found = []
        for event in play["playEvents"]:
            if is_pitching_change(event):
                self.now[top] = event["player"]["id"]
            found.append(self.now[top])
        return found


def catchers_of(feed: Feed) -> list[int]:
    """Return who catches in each play."""
    teams = feed["liveData"]["boxscore"]["teams"]
    now = {}
    for top, side in ((True, teams["home"]), (False, teams["away"])):
        for player in side["players"].values():
            first = player.get("allPositions", [{}])[0]
            if first.get("code") == "2" and player["battingOrder"].endswith("00"):
                now[top] = player["person"]["id"]
    found = []
    for play in plays_of(feed):
        top = play["about"]["isTopInning"]
        for event in play["playEvents"]:
            if event.get("isSubstitution") and event["position"]["code"] == "2":
                now[top] = event["player"]["id"]
        found.append(now[top])
    return found


class Bases:
    """Knows who stands where: follows every movement, and empties the bases between half innings.

    Attributes:
        now: Person id by base, after the latest play.
        at_last_event: Who stood on base just before the last event of the latest play.
    """

    def __init__(self) -> None:
        self.now: dict[str, int] = {}
        self.at_last_event: set[int] = set()
        self._half: tuple[int, bool] | None = None

    def follow(self, play: Feed) -> None:
        """Move everybody as one play says; raises KeyError when somebody was not where he was."""
        half = (play["about"]["inning"], play["about"]["isTopInning"])
        if half != self._half:
            self._half, self.now = half, {}
        last = len(play["playEvents"]) - 1
        substitutes = [e for e in play["playEvents"] if "base" in e]
        for event in substitutes:
            self.now[f"{event['base']}B"] = event["player"]["id"]
        self.at_last_event = set(self.now.values())
        for runner in play["runners"]:
            move, who = runner["movement"], runner["details"]["runner"]["id"]
            if move["start"]:
                found = self.now.pop(move["start"])
                assert found == who, (move, found, who)
            if move["end"] and move["end"] != "score":
                assert move["end"] not in self.now, move
                self.now[move["end"]] = who
            if runner["details"]["playIndex"] < last:
                self.at_last_event = set(self.now.values())


def is_appearance(play: Feed) -> bool:
    """Say whether a play is a whole plate appearance."""
    return not play["result"]["eventType"].startswith(CUT_SHORT)


def runs_of(play: Feed) -> list[Feed]:
    """Return the movements that scored."""
    return [r for r in play["runners"] if r["movement"]["end"] == "score"]


def count_batting(feed: Feed) -> dict[int, Line]:
    """Return the batting counts of everybody who did something at bat or on base."""
    lines: dict[int, Line] = defaultdict(Counter)
    bases = Bases()
    for play in plays_of(feed):
        bases.follow(play)
        if is_appearance(play):
            line = lines[charged_batter(play)]
            _count_batter(line, play)
            kind = play["result"]["eventType"]
            if kind not in NO_AT_BAT and kind not in HITS:
                scored = {r["details"]["runner"]["id"] for r in runs_of(play)}
                line["leftOnBase"] += len(bases.at_last_event - scored)
        for runner in play["runners"]:
            line = lines[runner["details"]["runner"]["id"]]
            reason = runner["details"]["movementReason"] or ""
            line["runs"] += runner["movement"]["end"] == "score"
            line["stolenBases"] += reason.startswith("r_stolen_base")
            line["caughtStealing"] += "caught_stealing" in reason
            line["pickoffs"] += reason.startswith("r_pickoff") and runner["movement"]["isOut"]
    return lines


def _count_batter(line: Line, play: Feed) -> None:
    kind = play["result"]["eventType"]
    line.update(NO_AT_BAT.get(kind, ["atBats"]))
    line["plateAppearances"] += 1
    line["rbi"] += sum(r["details"]["rbi"] for r in play["runners"])
    line["strikeOuts"] += kind.startswith("strikeout")
    line["groundIntoDoublePlay"] += kind == "grounded_into_double_play"
    if kind in HITS:
        line["hits"] += 1
        line["totalBases"] += BASES[kind]
        line.update([EXTRA[kind]] if kind in EXTRA else [])
    hit = play["playEvents"][-1].get("hitData")
    if hit and kind not in HITS:
        line[OUTS[hit["trajectory"]]] += 1
        line["airOuts"] += OUTS[hit["trajectory"]] != "groundOuts"


def count_pitching(feed: Feed) -> dict[int, Line]:
    """Return the pitching counts of every pitcher."""
    lines: dict[int, Line] = defaultdict(Counter)
    pitchers = PitcherAt(feed)
    bases = Bases()
    half = None
    for play in plays_of(feed):
        begins = half != (play["about"]["inning"], play["about"]["isTopInning"])
        half = (play["about"]["inning"], play["about"]["isTopInning"])
        at = pitchers.of(play)
        _count_changes(lines, play, 0 if begins else len(bases.now))
        bases.follow(play)
        if is_appearance(play):
            owner, last = charged_pitcher(play, at), play["matchup"]["pitcher"]["id"]
            lines[last]["inheritedRunners"] += owner != last
            line = lines[owner]
            line["battersFaced"] += 1
            line.update(_against(play))
        for index, event in enumerate(play["playEvents"]):
            _count_pitch(lines[at[index]], event)
        _count_runs_and_outs(lines, play, at)
    return lines


def _against(play: Feed) -> Line:
    line: Line = Counter()
    _count_batter(line, play)
    return Counter({k: v for k, v in line.items() if k != "plateAppearances"})


def _count_changes(lines: dict[int, Line], play: Feed, on_base: int) -> None:
    for event in play["playEvents"]:
        if is_pitching_change(event):
            moved = [
                r["movement"] for r in play["runners"] if r["details"]["playIndex"] < event["index"]
            ]
            gone = sum(bool(m["isOut"] or m["end"] == "score") for m in moved)
            lines[event["player"]["id"]]["inheritedRunners"] += on_base - gone


def _count_pitch(line: Line, event: Feed) -> None:
    kind = event["details"].get("eventType")
    if event["isPitch"]:
        line["numberOfPitches"] += 1
        line["balls" if event["details"]["code"] in BALLS else "strikes"] += 1
    line["wildPitches"] += kind == "wild_pitch"
    line["balks"] += kind == "balk"


def _count_runs_and_outs(lines: dict[int, Line], play: Feed, at: list[int]) -> None:
    wild_third_strike = set()
    for runner in play["runners"]:
        details, move = runner["details"], runner["movement"]
        line, reason = lines[at[details["playIndex"]]], details["movementReason"] or ""
        line["outs"] += move["isOut"]
        line["stolenBases"] += reason.startswith("r_stolen_base")
        line["caughtStealing"] += "caught_stealing" in reason
        line["pickoffs"] += reason.startswith("r_pickoff") and move["isOut"]
        of_last_pitch = play["playEvents"][details["playIndex"]]["isPitch"]
        if details["eventType"] == "wild_pitch" and of_last_pitch:
            wild_third_strike.add(details["playIndex"])
        if move["end"] == "score":
            charged = lines[details["responsiblePitcher"]["id"]]
            charged["runs"] += 1
            charged["earnedRuns"] += details["earned"]
            line["inheritedRunnersScored"] += charged is not line
    lines[at[-1]]["wildPitches"] += len(wild_third_strike)


def count_fielding(feed: Feed) -> dict[int, Line]:
    """Return put-outs, assists, errors and what runners took off the catcher."""
    lines: dict[int, Line] = defaultdict(Counter)
    for play, catcher in zip(plays_of(feed), catchers_of(feed), strict=True):
        passed = {
            e["index"] for e in play["playEvents"] if e["details"].get("eventType") == "passed_ball"
        }
        for runner in play["runners"]:
            reason = runner["details"]["movementReason"] or ""
            lines[catcher]["stolenBases"] += reason.startswith("r_stolen_base")
            lines[catcher]["caughtStealing"] += "caught_stealing" in reason
            if runner["details"]["eventType"] == "passed_ball":
                passed.add(runner["details"]["playIndex"])
            throwers = {c["player"]["id"] for c in runner["credits"] if c["credit"] == "f_assist"}
            for thrower in throwers:
                lines[thrower]["assists"] += 1
            for credit in runner["credits"]:
                line = lines[credit["player"]["id"]]
                line["putOuts"] += credit["credit"] == "f_putout"
        for credit in errors_of(play):
            lines[credit["player"]["id"]]["errors"] += 1
        lines[catcher]["passedBall"] += len(passed)
    return lines


def errors_of(play: Feed) -> list[Feed]:
    """Return the credits of a play that are errors, those of dropped foul flies included."""
    credited = [*play["runners"], *play["playEvents"]]
    return [
        credit
        for holder in credited
        for credit in holder.get("credits", [])
        if credit["credit"].endswith("_error") or credit["credit"] == "c_catcher_interf"
    ]


def differences(
    feed: Feed, part: str, counted: dict[int, Line], names: tuple[str, ...]
) -> list[tuple[object, ...]]:
    """Compare counts with the box score's lines; nobody may have counts without a line."""
    found: list[tuple[object, ...]] = []
    lines: dict[int, Feed] = {}
    for side in feed["liveData"]["boxscore"]["teams"].values():
        for player in side["players"].values():
            if player["stats"][part]:
                lines[player["person"]["id"]] = player["stats"][part]
    for player_id in lines.keys() | {key for key, line in counted.items() if +line}:
        line = lines.get(player_id, {})
        for name in names:
            official, mine = line.get(name, 0), counted.get(player_id, Counter())[name]
            if official != mine:
                found.append((feed["gamePk"], player_id, name, official, mine))
    return found
