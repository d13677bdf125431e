"""`mlb-etl deploy`: manifests for Kubernetes, and what a cluster lacks for them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    counted,
    exit_note,
    note,
    show_json,
    show_records,
    show_table,
)
from mlb_data_platform.cli.options import OutputOption
from mlb_data_platform.deploy import (
    CHART,
    Finding,
    Manifest,
    Release,
    State,
    check_cluster,
    find_needs,
    oldest_kubernetes,
    open_cluster,
    read_values,
    render_chart,
    write_manifests,
)
from mlb_data_platform.errors import SetupError

app = typer.Typer(
    no_args_is_help=True,
    help="Kubernetes: the manifests of the Helm chart, and what a cluster lacks for them.",
)

ReleaseOption = Annotated[
    str, typer.Option(help="Name of the release; objects begin with it.", envvar="MLB_RELEASE")
]
NamespaceOption = Annotated[
    str,
    typer.Option("--namespace", "-n", help="Where its objects live.", envvar="MLB_NAMESPACE"),
]
ValuesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--values",
        "-f",
        help="YAML file with values; may be given again, later ones win.",
        envvar="MLB_HELM_VALUES",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", help="One value, as Helm writes it; may be given again.", envvar="MLB_HELM_SET"
    ),
]
_MISSING_CODE = SetupError.exit_code


@app.command("render")
def render(
    *,
    release: ReleaseOption = CHART,
    namespace: NamespaceOption = "default",
    values: ValuesOption = None,
    setting: SetOption = None,
    to: Annotated[
        Path | None,
        typer.Option(
            help="Folder for a file of each object, numbered in their order.",
            envvar="MLB_DEPLOY_TO",
            show_default="standard output",
        ),
    ] = None,
    hooks: Annotated[
        bool,
        typer.Option(
            help="With what Helm runs before an install: the migrations.", envvar="MLB_DEPLOY_HOOKS"
        ),
    ] = True,
    output: OutputOption = Output.TABLE,
) -> int:
    """Print the manifests that the Helm chart renders to; asks no cluster.

    [bold]mlb-etl deploy render -n baseball -f production.yaml | kubectl apply -f -[/]

    [bold]mlb-etl deploy render --set live.replicas=2 --to manifests/[/]
    """
    wanted = [
        one
        for one in _rendered(release, namespace, values, setting)
        if "test" not in one.hooks and (hooks or not one.hooks)
    ]
    if to is not None:
        return _write(wanted, to, output)
    if output is Output.JSON:
        show_json({"manifests": [one.document for one in wanted], **exit_note(0)})
    else:
        for one in wanted:
            typer.echo(f"---\n# Source: {one.source}\n{one.text}", nl=False)
    return 0


@app.command("check")
def check(
    *,
    release: ReleaseOption = CHART,
    namespace: NamespaceOption = "default",
    values: ValuesOption = None,
    setting: SetOption = None,
    kubeconfig: Annotated[
        Path | None,
        typer.Option(
            help="File that says how to reach clusters.",
            envvar="MLB_KUBECONFIG",
            show_default="as kubectl",
        ),
    ] = None,
    context: Annotated[
        str | None,
        typer.Option(
            help="Context of it.", envvar="MLB_KUBE_CONTEXT", show_default="the present one"
        ),
    ] = None,
    output: OutputOption = Output.TABLE,
) -> int:
    """Look what the cluster lacks for a release: kinds, Secrets with their keys, rights, storage.

    Nothing is changed. Exit code 3: something is missing, and the last column says what to type.

    [bold]mlb-etl deploy check --namespace baseball --values production.yaml[/]
    """
    needs = find_needs(_rendered(release, namespace, values, setting))
    cluster = open_cluster(kubeconfig=kubeconfig, context=context)
    found = list(check_cluster(cluster, needs, namespace=namespace, oldest=oldest_kubernetes()))
    code = _MISSING_CODE if any(one.state is State.MISSING for one in found) else 0
    if output is Output.JSON:
        findings = [asdict(one) for one in found]
        show_json({"cluster": cluster.host, "findings": findings, **exit_note(code)})
    else:
        _show(cluster.host, found)
    return code


def _rendered(
    release: str, namespace: str, values: Sequence[Path] | None, settings: Sequence[str] | None
) -> list[Manifest]:
    merged = read_values(values or (), settings or ())
    return render_chart(Release(name=release, namespace=namespace, values=merged))


def _write(manifests: Sequence[Manifest], folder: Path, output: Output) -> int:
    try:
        files = write_manifests(manifests, folder)
    except OSError as error:
        problem = f"--to {folder}: cannot be written ({error.strerror})"
        raise SetupError(problem, hint=f"mkdir -p {folder}   (and see who owns it)") from error
    if output is Output.JSON:
        show_json({"files": [str(file) for file in files], **exit_note(0)})
    else:
        note(f"{counted(len(files), 'object')} written; next: kubectl apply -f {folder}")
    return 0


def _show(host: str, found: Sequence[Finding]) -> None:
    rows = [[one.what, one.state.value, one.found] for one in found]
    show_table(host, ["what", "state", "found"], rows, whole=["state"])
    wrong = [one for one in found if one.state is not State.OK]
    if wrong:
        show_records(["what", "found", "next"], [[one.what, one.found, one.next] for one in wrong])
        missing = sum(one.state is State.MISSING for one in wrong)
        note(f"{missing} missing, {len(wrong) - missing} could not be looked at")
    else:
        note("nothing is missing: helm install, or mlb-etl deploy render | kubectl apply -f -")
