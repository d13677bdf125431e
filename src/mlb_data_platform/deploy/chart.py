"""The Helm chart that comes with the package, and the manifests it renders to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from mlb_data_platform.deploy.errors import ChartValuesError, DeployExtraMissingError
from mlb_data_platform.deploy.manifest import Manifest, in_order, split_manifests

CHART = "mlb-data-platform"
_IN_A_WHEEL = Path(__file__).parent / "shipped"
_IN_A_CHECKOUT = Path(__file__).parents[3] / "helm" / CHART
_MOST_VALUES_BYTES = 1_000_000

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is to be installed, as Helm has it.

    Attributes:
        name: The release.
        namespace: Where its objects live.
        values: Values that take the place of the chart's.
    """

    name: str = CHART
    namespace: str = "default"
    values: Values = field(default_factory=dict)


def shipped_chart() -> Path:
    """The folder of the chart that comes with the platform."""
    return _IN_A_WHEEL if _IN_A_WHEEL.is_dir() else _IN_A_CHECKOUT


def render_chart(release: Release, *, chart: Path | None = None) -> list[Manifest]:
    """Render a chart with Helm, without a cluster.

    Args:
        release: What is to be installed.
        chart: Its folder; the shipped one when None.

    Returns:
        All objects, also hooks and tests, in the order in which they are applied.

    Raises:
        ChartValuesError: The chart refuses the values or the names.
        DeployExtraMissingError: Helm is not installed.
    """
    helm = _helm()
    try:
        helm.validate_release_name(release.name)
        with helm.Chart.load(str(chart or shipped_chart())) as loaded:
            values = dict(release.values)
            rendered = loaded.render(values, name=release.name, namespace=release.namespace)
            prefix = f"{loaded.name}/templates/"
    except helm.HelmError as error:
        raise _refused(str(error)) from error
    return in_order(
        one
        for path, text in rendered.items()
        if path.endswith((".yaml", ".yml"))
        for one in split_manifests(text, source=path.removeprefix(prefix))
    )


def read_values(files: Sequence[Path], settings: Sequence[str]) -> dict[str, Any]:
    """Put values together as Helm does: later files win, and what is set wins over files.

    Args:
        files: YAML files.
        settings: Helm's own `a.b=1,c={x,y}`.

    Returns:
        One tree of values.

    Raises:
        ChartValuesError: A file or a setting cannot be read.
        DeployExtraMissingError: Helm is not installed.
    """
    values: dict[str, Any] = {}
    for file in files:
        values = _merged(values, _read_file(file))
    for one in settings:
        values = _merged(values, _read_setting(one))
    return values


def _helm() -> Any:
    try:
        import helm_python  # noqa: PLC0415
    except ImportError as error:
        raise DeployExtraMissingError("helm-python-sdk") from error
    return helm_python


def _read_setting(text: str) -> Values:
    helm = _helm()
    try:
        found: Values = helm.parse_set_string(text)
    except helm.HelmError as error:
        problem = f"--set {text}: {error}"
        raise ChartValuesError(problem, hint="--set live.everySeconds=15") from error
    return found


def _read_file(file: Path) -> dict[str, Any]:
    hint = "mlb-etl deploy render --values FILE; every key: helm/mlb-data-platform/values.yaml"
    try:
        text = file.read_bytes()
        if len(text) > _MOST_VALUES_BYTES:
            problem = f"{file}: found {len(text):,} bytes, wanted {_MOST_VALUES_BYTES:,} at most"
            raise ChartValuesError(problem, hint=hint)
        values = yaml.safe_load(text)
    except OSError as error:
        raise ChartValuesError(f"{file}: cannot be read ({error.strerror})", hint=hint) from error
    except yaml.YAMLError as error:
        raise ChartValuesError(f"{file}: no YAML ({error})", hint=hint) from error
    if not isinstance(values, dict | None):
        found = type(values).__name__
        raise ChartValuesError(f"{file}: found a {found}, wanted keys and values", hint=hint)
    return values or {}


def _merged(below: Values, above: Values) -> dict[str, Any]:
    """Trees of values; lists are replaced whole."""
    values = dict(below)
    for key, value in above.items():
        old = values.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            values[key] = _merged(old, value)
        else:
            values[key] = value
    return values


def _refused(said: str) -> ChartValuesError:
    """Helm's words without its frame: the lines that name a key, or all of them."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    named = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    hint = "every key is described in helm/mlb-data-platform/values.yaml"
    return ChartValuesError("values: " + "; ".join(named or lines), hint=hint)


def oldest_kubernetes(chart: Path | None = None) -> str:
    """The oldest Kubernetes that a chart runs on, e.g. `1.29`, as its Chart.yaml says."""
    said = yaml.safe_load(((chart or shipped_chart()) / "Chart.yaml").read_text("utf-8"))
    return ".".join(str(said["kubeVersion"]).lstrip(">= ").split(".")[:2])
