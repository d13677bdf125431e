"""People, teams and venues that games mention, kept raw in bulk: few requests for many."""

from collections.abc import Iterator, Sequence

from mlb_data_platform.pipelines.steps import Steps
from mlb_data_platform.statsapi import Request, load_catalogue
from mlb_data_platform.warehouse import ids_never_asked, seasons_never_asked

_IDS_A_REQUEST = 100
"""Makes URLs of about 800 characters; servers take 2,000 and more."""


def fill_dimensions(steps: Steps, seasons: Sequence[int]) -> None:
    """Ask for the people, teams and venues of some seasons that raw does not have.

    Nothing is asked twice: a person or venue once, the teams once a season.

    Args:
        steps: The run.
        seasons: Seasons whose games are in the tables.
    """
    connection, sport_id = steps.context.connection, steps.sport_id
    table = _table_of("team", "teams")
    never_asked = seasons_never_asked(connection, table, seasons, sport_id=sport_id)
    asked = [{"sportId": str(sport_id), "season": str(season)} for season in never_asked]
    _keep(steps, "teams", "team", "teams", asked)
    people = ids_never_asked(connection, "person", _table_of("person", "person"), seasons)
    _keep(steps, "people", "person", "person", [{"personIds": ids} for ids in _in_bulk(people)])
    venues = ids_never_asked(connection, "venue", _table_of("venue", "venue"), seasons)
    _keep(steps, "venues", "venue", "venue", [{"venueIds": ids} for ids in _in_bulk(venues)])


def _keep(
    steps: Steps, name: str, endpoint: str, method: str, asked: Sequence[dict[str, str]]
) -> None:
    if asked:
        requests = [Request(endpoint=endpoint, method=method, query_params=one) for one in asked]
        steps.keep(name, _table_of(endpoint, method), requests, needed=False)


def _in_bulk(ids: Sequence[int]) -> Iterator[str]:
    for begin in range(0, len(ids), _IDS_A_REQUEST):
        yield ",".join(map(str, ids[begin : begin + _IDS_A_REQUEST]))


def _table_of(endpoint: str, method: str) -> str:
    return load_catalogue().entry(endpoint, method).raw_table
