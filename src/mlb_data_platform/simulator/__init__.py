"""Plays baseball from a seed, and answers over HTTP like the MLB Stats API.

In comes a seed, a season and a day that is today; out come schedules, feeds, people and clubs in
the API's shapes, with box scores that follow from their plays. It reads no clock but the one it is
given, nor the network or the rest of the package, and holds no data of MLB but public facts about
clubs and parks.
Read `engine.py` first (how a game is played), then `feed.py` (how it is written down).
"""

from mlb_data_platform.simulator.league import League, build_league
from mlb_data_platform.simulator.league_clock import LeagueClock
from mlb_data_platform.simulator.server import build_app, running_server, serve_forever

__all__ = ["League", "LeagueClock", "build_app", "build_league", "running_server", "serve_forever"]
