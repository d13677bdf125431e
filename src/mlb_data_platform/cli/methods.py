"""Options that name a method of the API and its parameters, in the place of a job file."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mlb_data_platform.cli.options import parse_assignments
from mlb_data_platform.errors import UsageError
from mlb_data_platform.jobs import Job, build_job
from mlb_data_platform.statsapi import load_catalogue

_EXAMPLE = "--endpoint person --method person --param personIds=660271"

EndpointOption = Annotated[
    str | None,
    typer.Option(
        help="In the place of a job: endpoint of the API, or endpoint and method as in"
        " `Game.boxscore`.",
        envvar="MLB_ENDPOINT",
    ),
]
MethodOption = Annotated[
    str | None, typer.Option(help="Method of --endpoint.", envvar="MLB_METHOD")
]
ParamOption = Annotated[
    list[str] | None,
    typer.Option(
        help="NAME=VALUE for --endpoint; may be repeated, the same name makes a list. Variables"
        " such as ${TODAY} are resolved.",
        envvar="MLB_PARAM",
    ),
]


def typed_job(
    job: str | None, endpoint: str | None, method: str | None, params: Sequence[str] | None
) -> Job | None:
    """The job that was typed by its endpoint, method and parameters; None when a file was named.

    Args:
        job: What `--job` says.
        endpoint: What `--endpoint` says: `game`, `Game`, or `Game.boxscore`.
        method: What `--method` says.
        params: What every `--param` says.

    Raises:
        UsageError: Neither or both were named, or a part of the method's name is missing.
        UnknownMethodError: There is no such method.
    """
    if job is not None:
        for flag, given in {
            "--endpoint": endpoint,
            "--method": method,
            "--param": params,
        }.items():
            if given:
                problem = f"--job {job}: found {flag} beside it, wanted one of both"
                hint = "leave one out; values for a job's own variables go into --var NAME=VALUE"
                raise UsageError(problem, hint=hint)
        return None
    if endpoint is None:
        lonely = "--method alone" if method else "--param alone" if params else "neither"
        problem = f"ingest: found {lonely}, wanted --job, or --endpoint with --method"
        raise UsageError(problem, hint=f"--job season_daily, or {_EXAMPLE}")
    group, name = _named(endpoint, method)
    return build_job(group, name, _values(params))


def _values(params: Sequence[str] | None) -> dict[str, object]:
    """Values by name; what was named more than once is a list, which the API wants with commas."""
    found: dict[str, list[str]] = {}
    for one in params or ():
        for name, value in parse_assignments([one], "--param").items():
            found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _named(endpoint: str, method: str | None) -> tuple[str, str]:
    """Endpoint and method, also where the endpoint names both."""
    group, _, of_group = endpoint.partition(".")
    if method and of_group and method != of_group:
        problem = f"--endpoint {endpoint}: found --method {method} beside it, wanted one method"
        raise UsageError(problem, hint=f"--endpoint {group} --method {method}")
    if wanted := method or of_group:
        return group, wanted
    known = [e.method for e in load_catalogue().entries if e.endpoint.lower() == group.lower()]
    problem = f"--endpoint {endpoint}: found no --method beside it"
    if known:
        problem += f", wanted one of {', '.join(known)}"
    hint = f"--endpoint {group} --method {known[0]}" if known else "see `mlb-etl endpoints`"
    raise UsageError(problem, hint=hint)
