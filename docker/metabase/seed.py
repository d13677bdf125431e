"""Register the warehouse in Metabase and make a first dashboard, through Metabase's own API.

It may run again: what is there under the same name is brought up to date, what people made stays.
Needs nothing but Python. Environment: METABASE_URL, METABASE_EMAIL, METABASE_PASSWORD,
WAREHOUSE_HOST, WAREHOUSE_PASSWORD; WAREHOUSE_PORT, _NAME and _USER have the values of compose.yaml.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

BOARD = Path(__file__).with_name("dashboard.json")
TIMEOUT_S = 60


class Metabase:
    """Metabase's API, once somebody is signed in."""

    def __init__(self, url: str) -> None:
        self._url, self._session = url.rstrip("/"), ""

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request; its answer as JSON."""
        request = urllib.request.Request(  # noqa: S310  (the address is the operator's)
            f"{self._url}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-Metabase-Session": self._session},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            said = error.read(500).decode(errors="replace")
            sys.exit(f"error: Metabase: {method} /api/{path}: found {error.code} {said}")
        except OSError as error:
            sys.exit(f"error: Metabase at {self._url} does not answer ({error}); try again")

    def sign_in(self, email: str, password: str) -> None:
        """Make the first administrator, or sign in as the one that is there."""
        told = self.ask("GET", "session/properties")
        if told["has-user-setup"]:
            answer = self.ask("POST", "session", {"username": email, "password": password})
        else:
            user = {"email": email, "password": password, "first_name": "MLB", "last_name": "Admin"}
            prefs = {"site_name": "MLB", "site_locale": "en", "allow_tracking": False}
            whole = {"token": told["setup-token"], "user": {**user, "site_name": "MLB"}}
            answer = self.ask("POST", "setup", {**whole, "prefs": prefs})
        self._session = answer["id"]

    def put(self, kind: str, there: dict[str, int], body: dict[str, Any]) -> int:
        """Make a thing, or bring the one of the same name up to date; its number."""
        number = there.get(body["name"])
        if number is None:
            return int(self.ask("POST", kind, body)["id"])
        self.ask("PUT", f"{kind}/{number}", body)
        return number


def numbers(items: list[dict[str, Any]], model: str | None = None) -> dict[str, int]:
    """Numbers by name, of one kind where a list holds several."""
    return {one["name"]: one["id"] for one in items if model in {None, one.get("model")}}


def warehouse(environment: dict[str, str]) -> dict[str, Any]:
    """The warehouse, as Metabase wants to know a database."""
    return {
        "name": "MLB warehouse",
        "engine": "postgres",
        "details": {
            "host": environment["WAREHOUSE_HOST"],
            "port": int(environment.get("WAREHOUSE_PORT", "5432")),
            "dbname": environment.get("WAREHOUSE_NAME", "mlb"),
            "user": environment.get("WAREHOUSE_USER", "mlb_analyst"),
            "password": environment["WAREHOUSE_PASSWORD"],
            "ssl": False,
            "schema-filters-type": "inclusion",
            "schema-filters-patterns": "mart,game,schedule,season,person,team,metadata",
        },
        "auto_run_queries": True,
    }


def seed(metabase: Metabase, board: dict[str, Any], environment: dict[str, str]) -> str:
    """Database, collection, questions, dashboard; where the dashboard is.

    Args:
        metabase: Somebody is signed in.
        board: As `dashboard.json` has it: name, description, and cards with their SQL.
        environment: Where the warehouse is.
    """
    listed = metabase.ask("GET", "database")
    # Metabase has told databases as a list and, since 0.40, as an object with a list in it.
    there = numbers(listed["data"] if isinstance(listed, dict) else listed)
    database = metabase.put("database", there, warehouse(environment))
    folders = numbers(metabase.ask("GET", "collection"))
    folder = folders.get(board["name"]) or int(
        metabase.ask("POST", "collection", {"name": board["name"]})["id"]
    )
    items = metabase.ask("GET", f"collection/{folder}/items?models=card&models=dashboard")["data"]
    cards, boards = numbers(items, "card"), numbers(items, "dashboard")
    placed = []
    for place, card in enumerate(board["cards"], start=1):
        question = {
            "name": card["name"],
            "description": card["description"],
            "collection_id": folder,
            "display": card["display"],
            "visualization_settings": card.get("settings", {}),
            "dataset_query": {
                "type": "native",
                "database": database,
                "native": {"query": card["sql"], "template-tags": {}},
            },
        }
        number = metabase.put("card", cards, question)
        where = {name: card[name] for name in ("row", "col", "size_x", "size_y")}
        extra: dict[str, Any] = {"parameter_mappings": [], "visualization_settings": {}}
        placed.append({"id": -place, "card_id": number, **where, **extra})
    about = {
        "name": board["name"],
        "description": board["description"],
        "collection_id": folder,
    }
    dashboard = metabase.put("dashboard", boards, about)
    metabase.ask("PUT", f"dashboard/{dashboard}", {**about, "dashcards": placed})
    return f"dashboard/{dashboard}"


def main() -> None:
    """As compose.yaml runs it."""
    environment = dict(os.environ)
    metabase = Metabase(environment["METABASE_URL"])
    metabase.sign_in(environment["METABASE_EMAIL"], environment["METABASE_PASSWORD"])
    where = seed(metabase, json.loads(BOARD.read_text("utf-8")), environment)
    sys.stdout.write(f"Metabase: the first dashboard is /{where}\n")


if __name__ == "__main__":
    main()
