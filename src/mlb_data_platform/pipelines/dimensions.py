"""People, teams, venues and leagues that games mention: fetched in bulk, and taken to tables."""

from collections.abc import Iterator, Sequence

from mlb_data_platform.pipelines.steps import Steps
from mlb_data_platform.statsapi import Request, load_catalogue
from mlb_data_platform.warehouse import Selection, ids_never_asked, seasons_never_asked

_IDS_A_REQUEST = 100
"""Makes URLs of about 800 characters; servers take 2,000 and more."""
_ABOUT_VENUES = "location,timezone,fieldInfo"
_OF_A_SEASON = {
    "leagues": ("league", "league"),
    "divisions": ("division", "divisions"),
    "sports": ("sports", "sports"),
    "teams": ("team", "teams"),
}
"""Lists that one question a season answers: step, endpoint and method."""
_SUBJECTS = ("league", "team", "person", "venue")


def fill_dimensions(steps: Steps, seasons: Sequence[int]) -> None:
    """Bring in the people, teams, venues and leagues of some seasons that raw does not have.

    Nothing is asked twice: a person or venue once, teams and leagues once a season. A team that
    the season's list leaves out, such as that of an All-Star Game, is asked for by itself.

    Args:
        steps: The run.
        seasons: Seasons whose games are in the tables.
    """
    for name, (endpoint, method) in _OF_A_SEASON.items():
        _keep(steps, name, _of_seasons(steps, endpoint, method, seasons))
    steps.bring_up("team", Selection())
    asked = {
        "further teams": [
            _request("team", "teams", {"season": str(max(seasons))}, team_id=str(team_id))
            for team_id in _ids(steps, "team", "teams", seasons)
        ],
        "people": [
            _request("person", "person", {"personIds": ids})
            for ids in _in_bulk(_ids(steps, "person", "person", seasons))
        ],
        "venues": [
            _request("venue", "venue", {"venueIds": ids, "hydrate": _ABOUT_VENUES})
            for ids in _in_bulk(_ids(steps, "venue", "venue", seasons))
        ],
    }
    for name, requests in asked.items():
        _keep(steps, name, requests)
    for subject in _SUBJECTS:
        steps.bring_up(subject, Selection())


def _of_seasons(steps: Steps, endpoint: str, method: str, seasons: Sequence[int]) -> list[Request]:
    never_asked = seasons_never_asked(
        steps.context.connection,
        _table_of(endpoint, method),
        seasons,
        sport_id=steps.sport_id,
    )
    sport = {"sportId": str(steps.sport_id)}
    return [_request(endpoint, method, sport | {"season": str(one)}) for one in never_asked]


def _ids(steps: Steps, endpoint: str, method: str, seasons: Sequence[int]) -> list[int]:
    table = _table_of(endpoint, method)
    return ids_never_asked(steps.context.connection, endpoint, table, seasons)


def _request(
    endpoint: str, method: str, query: dict[str, str], *, team_id: str | None = None
) -> Request:
    path = {"teamId": team_id} if team_id else {}
    return Request(endpoint=endpoint, method=method, path_params=path, query_params=query)


def _keep(steps: Steps, name: str, requests: Sequence[Request]) -> None:
    if requests:
        table = _table_of(requests[0].endpoint, requests[0].method)
        steps.keep(name, table, requests, needed=False)


def _in_bulk(ids: Sequence[int]) -> Iterator[str]:
    for begin in range(0, len(ids), _IDS_A_REQUEST):
        yield ",".join(map(str, ids[begin : begin + _IDS_A_REQUEST]))


def _table_of(endpoint: str, method: str) -> str:
    return load_catalogue().entry(endpoint, method).raw_table
