"""What happened in a game, before anybody writes it down as JSON."""

from dataclasses import dataclass, field

from mlb_data_platform.simulator.rosters import Player, Roster

BASES = ("1B", "2B", "3B")


@dataclass(slots=True)
class Credit:
    """One fielder's share in a movement: `f_putout`, `f_assist`, `f_fielded_ball`, an error."""

    fielder: Player
    position: str
    kind: str


@dataclass(slots=True)
class Movement:
    """One step of one runner; a runner who goes on after a forced step has two.

    Attributes:
        origin: Base at the beginning of the play, None for the batter.
        end: Base reached, `score`, or None when out.
        out_base: Where he was put out, None when safe.
        out_number: 1 to 3 when out.
        event_index: Which event of the play moved him.
        pitcher: Whom a run is charged to; None when nobody scored.
        earned: Whether the run counts against him; known when the half inning is over.
        team_earned: Whether it counts against his club too.
    """

    runner: Player
    origin: str | None
    start: str | None
    end: str | None
    event: str
    event_type: str
    reason: str | None
    event_index: int
    out_base: str | None = None
    out_number: int | None = None
    pitcher: Player | None = None
    rbi: bool = False
    earned: bool = False
    team_earned: bool = False
    credits: list[Credit] = field(default_factory=list)


@dataclass(slots=True)
class BattedBall:
    """A ball put in play.

    Attributes:
        trajectory: `ground_ball`, `line_drive`, `fly_ball`, `popup` or `bunt_grounder`.
        fate: `out`, `hit` or `home_run`: decides how hard it was hit.
        location: Position code of the fielder it went to.
    """

    trajectory: str
    fate: str
    location: str


@dataclass(slots=True)
class Pitch:
    """One pitch; the count is the one after it.

    Attributes:
        code: The API's call code, such as `B`, `C`, `S`, `F`, `X`, `D`, `E`, `H`.
        is_out: Whether it ended in an out.
        error: Who dropped it, for a foul fly that should have been caught.
    """

    code: str
    balls: int
    strikes: int
    outs: int
    is_out: bool = False
    hit: BattedBall | None = None
    runner_going: bool = False
    error: Credit | None = None


@dataclass(slots=True)
class Action:
    """Anything else that a feed lists between pitches.

    Attributes:
        kind: `action`, `pickoff`, `stepoff` or `no_pitch`.
        event: The API's words, such as `Stolen Base 2B`; empty for a pick-off throw.
        position: Position code of a substitute.
        batting_order: Slot x 100 + substitution number, for a substitute.
        inherited: Men on base whom a new pitcher did not put there.
        disengagement: How often the pitcher has left the rubber in this plate appearance.
        injury: The part of the body that hurts.
    """

    kind: str
    event: str
    event_type: str
    description: str
    balls: int
    strikes: int
    outs: int
    away_score: int
    home_score: int
    player: Player | None = None
    position: str | None = None
    batting_order: str | None = None
    replaced: Player | None = None
    base: int | None = None
    is_out: bool = False
    running: bool = False
    scoring: bool = False
    code: str = ""
    inherited: int = 0
    disengagement: int = 0
    injury: str = ""


@dataclass(slots=True)
class Play:
    """One plate appearance, or an inning cut short on the bases.

    Attributes:
        top: Whether the visitors bat.
        bat_side: `L` or `R`, the side he stood on.
        men_on_base: `Empty`, `Men_On`, `RISP` or `Loaded`, before the play.
        on_base: Who stands on first, second and third after it.
        outs: Outs after it.
        wild: `wild_pitch` or `passed_ball` when the last pitch was one.
        relieved: The pitcher who threw the first pitches, when he was replaced under way.
        relieved_at: Index of the event that replaced him.
        owes_walk: Whether a walk would be his: the count favoured the batter when he left.
        replaced: The batter who was replaced under way.
        owes_strikeout: Whether a strikeout would be his: he had two strikes.
        prolonged: Whether a foul fly was dropped that would have put the batter out.
    """

    index: int
    inning: int
    top: bool
    batter: Player
    bat_side: str
    pitcher: Player
    catcher: Player
    men_on_base: str = "Empty"
    event: str = ""
    event_type: str = ""
    description: str = ""
    rbi: int = 0
    away_score: int = 0
    home_score: int = 0
    is_out: bool = False
    scoring: bool = False
    outs: int = 0
    balls: int = 0
    strikes: int = 0
    events: list[Pitch | Action] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    on_base: tuple[Player | None, ...] = (None, None, None)
    wild: str = ""
    relieved: Player | None = None
    relieved_at: int = 0
    owes_walk: bool = False
    replaced: Player | None = None
    owes_strikeout: bool = False
    prolonged: bool = False

    @property
    def charged_pitcher(self) -> Player:
        """Who is charged with the batter: a walk may still be the former pitcher's (9.16 h)."""
        if self.relieved and self.owes_walk and self.event_type in ("walk", "intent_walk"):
            return self.relieved
        return self.pitcher

    @property
    def charged_batter(self) -> Player:
        """Whose turn it was: a strikeout may still be the former batter's (9.15 b)."""
        if self.replaced and self.owes_strikeout and self.event_type.startswith("strikeout"):
            return self.replaced
        return self.batter

    def pitcher_at(self, event_index: int) -> Player:
        """Return who pitched when an event happened."""
        if self.relieved and event_index < self.relieved_at:
            return self.relieved
        return self.pitcher

    def note(self, event: str, words: str, player: Player | None, kind: str = "") -> Action:
        """Add an action with the count and score of the moment.

        Args:
            event: The API's words, such as `Mound Visit`.
            words: The description.
            player: Whom it is about.
            kind: The API's event type; by default made from the words.
        """
        action = Action(
            "action",
            event,
            kind or event.lower().replace(" ", "_"),
            words,
            self.balls,
            self.strikes,
            self.outs,
            self.away_score,
            self.home_score,
            player=player,
        )
        self.events.append(action)
        return action


@dataclass(slots=True)
class Appearance:
    """One player's part in one game.

    Attributes:
        batting_order: `300`, `301`, …; None for one who never batted nor was due to.
        positions: Position codes in the order in which he held them.
        started: In the first line-up, or the starting pitcher.
        note: The box score's letter, such as `a-`, of a pinch hitter.
        due_at: Position that a pinch hitter takes over afterwards.
    """

    player: Player
    batting_order: str | None = None
    positions: list[str] = field(default_factory=list)
    started: bool = False
    note: str = ""
    due_at: str = ""


@dataclass(frozen=True, slots=True)
class PinchNote:
    """A pinch hitter or runner, for the notes under the box score.

    Attributes:
        label: `a`, `b`, … for hitters, `1`, `2`, … for runners.
        runs: Whether he came in to run.
    """

    label: str
    player: Player
    replaced: Player
    inning: int
    runs: bool = False


@dataclass(slots=True)
class SideRecord:
    """One club's line-up over the game.

    Attributes:
        slots: Who holds the nine places of the batting order at the end.
        fielders: Position code to player, at the end.
        pitchers: In order of appearance.
        appearances: By player id, in order of first appearance.
        up_next: Place (0 to 8) of the batter who leads off next.
    """

    roster: Roster
    slots: list[Player]
    fielders: dict[str, Player]
    pitchers: list[Player]
    appearances: dict[int, Appearance]
    bench: list[Player]
    bullpen: list[Player]
    up_next: int = 0
    substitutions: list[int] = field(default_factory=lambda: [0] * 9)
    notes: list[PinchNote] = field(default_factory=list)


@dataclass(slots=True)
class GameRecord:
    """A whole game, played."""

    home: SideRecord
    away: SideRecord
    plays: list[Play] = field(default_factory=list)
