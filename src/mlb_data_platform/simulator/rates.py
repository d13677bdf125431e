"""How often things happen: every number that shapes the simulated game, in one place.

Set so that a league plays like the majors of 2024: a team and game 4.4 runs, 8.2 hits, 3.1 walks,
8.5 strikeouts and 1.1 home runs, and 290 pitches a game.
"""

# Chances of (ball, called strike, swinging strike, foul, in play) by balls and strikes before.
PITCH_RATES: dict[tuple[int, int], tuple[float, float, float, float, float]] = {
    (0, 0): (0.366, 0.326, 0.076, 0.116, 0.117),
    (0, 1): (0.359, 0.138, 0.121, 0.202, 0.181),
    (0, 2): (0.438, 0.058, 0.127, 0.198, 0.179),
    (1, 0): (0.323, 0.272, 0.091, 0.170, 0.144),
    (1, 1): (0.330, 0.154, 0.124, 0.202, 0.190),
    (1, 2): (0.363, 0.059, 0.139, 0.224, 0.216),
    (2, 0): (0.322, 0.250, 0.082, 0.177, 0.169),
    (2, 1): (0.279, 0.159, 0.112, 0.230, 0.220),
    (2, 2): (0.292, 0.058, 0.137, 0.263, 0.251),
    (3, 0): (0.336, 0.571, 0.015, 0.033, 0.044),
    (3, 1): (0.289, 0.179, 0.087, 0.225, 0.220),
    (3, 2): (0.222, 0.062, 0.126, 0.295, 0.295),
}

HIT_BATTER_SHARE_OF_BALLS = 0.0086
DIRT_SHARE_OF_BALLS = 0.066
BLOCKED_SHARE_OF_MISSES = 0.05
FOUL_TIP_SHARE_OF_MISSES = 0.08
WILD_PITCH_IF_DIRT = 0.19
PASSED_BALL_SHARE_OF_WILD = 0.12

TRAJECTORIES: dict[str, float] = {
    "ground_ball": 0.428,
    "line_drive": 0.208,
    "fly_ball": 0.284,
    "popup": 0.080,
}

# What becomes of a ball in play; the rest are outs.
OUTCOMES: dict[str, dict[str, float]] = {
    "ground_ball": {"single": 0.220, "double": 0.018, "field_error": 0.038},
    "line_drive": {
        "single": 0.464,
        "double": 0.176,
        "triple": 0.012,
        "home_run": 0.018,
        "field_error": 0.009,
    },
    "fly_ball": {
        "single": 0.050,
        "double": 0.060,
        "triple": 0.009,
        "home_run": 0.132,
        "field_error": 0.005,
    },
    "popup": {"single": 0.012, "field_error": 0.003},
}
THIN_AIR_HOME_RUN_FACTOR = 1.15

# Who fields the ball, by position code.
FIELDERS: dict[str, dict[str, float]] = {
    "ground_ball": {"1": 0.07, "2": 0.02, "3": 0.16, "4": 0.26, "5": 0.20, "6": 0.29},
    "ground_ball_hit": {"7": 0.32, "8": 0.28, "9": 0.27, "4": 0.03, "5": 0.05, "6": 0.05},
    "line_drive": {"3": 0.05, "4": 0.09, "5": 0.07, "6": 0.10, "7": 0.23, "8": 0.25, "9": 0.21},
    "line_drive_hit": {"7": 0.35, "8": 0.31, "9": 0.34},
    "fly_ball": {"7": 0.31, "8": 0.40, "9": 0.29},
    "fly_ball_hit": {"7": 0.36, "8": 0.29, "9": 0.35},
    "popup": {"2": 0.10, "3": 0.19, "4": 0.22, "5": 0.17, "6": 0.22, "7": 0.03, "9": 0.07},
    "popup_hit": {"7": 0.4, "9": 0.4, "4": 0.2},
    "bunt_grounder": {"1": 0.55, "2": 0.15, "3": 0.15, "5": 0.15},
}

DOUBLE_PLAY = 0.5
FORCE_AT_SECOND = 0.52
UNASSISTED_AT_FIRST = 0.33
THROWING_SHARE_OF_ERRORS = 0.4
RUN_SCORES_ON_GROUNDER = 0.5
SECOND_TO_THIRD_ON_GROUNDER = 0.62
FIRST_TO_THIRD_ON_SINGLE = 0.29
SECOND_SCORES_ON_SINGLE = 0.60
FIRST_SCORES_ON_DOUBLE = 0.42
TWO_OUT_RUNNING_BONUS = 0.20
SACRIFICE_FLY = 0.9
TAG_TO_THIRD = 0.20
SACRIFICE_BUNT = 0.15
THROWN_OUT_AT_HOME = 0.045
THROW_HOME = 0.3
DOUBLED_OFF = 0.35
WILD_THROW_ON_HIT = 0.012
SECOND_ON_WILD_THROW = 0.3
CATCHER_INTERFERENCE = 0.0008
REACHES_ON_THIRD_STRIKE = 0.15
INTENTIONAL_WALK = 0.09
PITCH_TIMER_VIOLATION = 0.0009
PITCHER_HURT = 0.00008
BATTER_HURT = 0.00004
DROPPED_FOUL = 0.0004
DROPPED_TAG = 0.04

STEAL_SECOND_ATTEMPT = 0.185
STEAL_THIRD_ATTEMPT = 0.04
STEAL_SUCCESS = 0.79
PICKOFF_THROW = 0.06
PICKED_OFF = 0.018
CAUGHT_AFTER_PICKOFF = 0.008
WILD_PICKOFF = 0.014
STEP_OFF = 0.012
BALK = 0.0006
WILD_THROW_ON_STEAL = 0.05
CAUGHT_ON_THIRD_STRIKE = 0.2
INDIFFERENCE = 0.25
MOUND_VISIT = 0.06
BATTER_TIMEOUT = 0.16

HOME_EDGE = 1.02
PINCH_HITTER = 0.1
PINCH_RUNNER = 0.2
DEFENSIVE_REPLACEMENT = 0.22
REST_DAY = 0.07
RELIEVER_RESTS = 0.4
CLOSER_RESTS = 0.12
STARTER_EARLY_EXIT_RUNS = 6

POSTPONED_SHARE = 0.018

# Chance that the league's mean pitcher throws each kind: (code, name, share, mph off the fastball,
# spin in rpm, break toward the arm side and upward in inches).
PITCH_KINDS: tuple[tuple[str, str, float, float, float, float, float], ...] = (
    ("FF", "Four-Seam Fastball", 0.33, 0.0, 2300, 7.5, 15.8),
    ("SI", "Sinker", 0.16, 0.8, 2150, 15.0, 8.0),
    ("SL", "Slider", 0.17, 8.6, 2430, -4.5, 1.5),
    ("FC", "Cutter", 0.08, 4.8, 2380, -2.5, 8.0),
    ("CH", "Changeup", 0.10, 8.7, 1780, 14.0, 5.5),
    ("ST", "Sweeper", 0.06, 12.0, 2600, -14.5, 1.5),
    ("CU", "Curveball", 0.06, 14.5, 2550, -9.0, -9.5),
    ("FS", "Splitter", 0.02, 7.9, 1320, 11.0, 3.0),
    ("KC", "Knuckle Curve", 0.02, 12.6, 2450, -6.0, -10.5),
)

# Launch speed (mph, mean and spread), launch angle (degrees), distance (feet) by what was hit.
LAUNCH: dict[tuple[str, str], tuple[float, float, float, float, float, float]] = {
    ("ground_ball", "out"): (84.5, 14.0, -15.0, 14.0, 28.0, 22.0),
    ("ground_ball", "hit"): (90.0, 13.0, -4.0, 8.0, 60.0, 35.0),
    ("line_drive", "out"): (89.0, 12.0, 17.0, 5.0, 250.0, 60.0),
    ("line_drive", "hit"): (93.5, 11.0, 15.5, 5.0, 245.0, 60.0),
    ("fly_ball", "out"): (89.5, 8.0, 39.0, 8.0, 305.0, 40.0),
    ("fly_ball", "hit"): (92.0, 12.0, 32.0, 7.0, 300.0, 60.0),
    ("popup", "out"): (76.0, 12.0, 64.0, 8.0, 140.0, 45.0),
    ("popup", "hit"): (70.0, 10.0, 62.0, 8.0, 180.0, 30.0),
    ("bunt_grounder", "out"): (36.0, 8.0, -38.0, 20.0, 8.0, 5.0),
    ("bunt_grounder", "hit"): (36.0, 8.0, -38.0, 20.0, 8.0, 5.0),
    ("home_run", "hit"): (104.0, 4.2, 28.5, 4.5, 402.0, 22.0),
}

# Direction from home plate in degrees (left field negative) and usual depth in feet.
SPRAY: dict[str, tuple[float, float]] = {
    "1": (0.0, 50.0),
    "2": (0.0, 12.0),
    "3": (37.0, 110.0),
    "4": (15.0, 145.0),
    "5": (-37.0, 115.0),
    "6": (-15.0, 145.0),
    "7": (-27.0, 290.0),
    "8": (0.0, 315.0),
    "9": (27.0, 290.0),
}

# How often a close play of each kind is challenged, and how often the umpires look again.
CHALLENGED: dict[str, float] = {"MA": 0.1, "MF": 0.03, "MI": 0.05}
CHALLENGE_OVERTURNED = 0.5
HOME_RUN_REVIEWED = 0.02
HOME_RUN_OVERTURNED = 0.2
