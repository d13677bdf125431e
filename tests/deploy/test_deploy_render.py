"""`mlb-etl deploy render`: the manifests an operator gets, from a checkout and from a wheel."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mlb_data_platform.deploy import Release, render_chart, shipped_chart
from tests.deploy.rendered import CHART, RELEASE
from tests.support.cli import mlb_etl
from tests.support.stubs import REPOSITORY

RENDER = ("deploy", "render")


def test_what_is_printed_is_what_kubectl_reads(tmp_path: Path) -> None:
    file = tmp_path / "values.yaml"
    file.write_text("live: {replicas: 2, everySeconds: 20}\n")
    done = mlb_etl(*RENDER, "-n", "baseball", "-f", str(file), "--set", "live.everySeconds=15")
    documents = list(yaml.safe_load_all(done.out))
    (live,) = [one for one in documents if one["kind"] == "Deployment"]

    assert (done.exit_code, done.err) == (0, "")
    assert live["metadata"]["name"] == "mlb-data-platform-live"
    assert live["spec"]["replicas"] == 2
    assert "15" in live["spec"]["template"]["spec"]["containers"][0]["args"]
    assert "Pod" not in {one["kind"] for one in documents}
    assert [one["kind"] for one in documents][:2] == ["NetworkPolicy", "ServiceAccount"]


def test_settings_can_come_from_the_environment() -> None:
    env = {"MLB_RELEASE": "spring", "MLB_NAMESPACE": "ball", "MLB_HELM_SET": "live.replicas=3"}
    done = mlb_etl(*RENDER, "--output", "json", env=env)
    (live,) = [one for one in done.json["manifests"] if one["kind"] == "Deployment"]

    assert live["metadata"]["name"] == "spring-mlb-data-platform-live"
    assert (live["metadata"]["namespace"], live["spec"]["replicas"]) == ("ball", 3)


def test_hooks_can_be_left_to_others() -> None:
    kinds = {one["kind"] for one in yaml.safe_load_all(mlb_etl(*RENDER, "--no-hooks").out)}
    assert ("Job" in kinds, "Deployment" in kinds) == (False, True)


def test_a_folder_gets_a_file_for_each_object(tmp_path: Path) -> None:
    done = mlb_etl(*RENDER, "--to", str(tmp_path / "out"), "--output", "json")
    files = sorted((tmp_path / "out").iterdir())

    assert [str(file) for file in files] == done.json["files"]
    assert all(yaml.safe_load(file.read_text())["kind"] for file in files)
    told = mlb_etl(*RENDER, "--to", str(tmp_path / "out"))
    assert f"kubectl apply -f {tmp_path / 'out'}" in told.err.replace("\n", "")


def test_a_folder_that_cannot_be_is_a_set_up_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = mlb_etl(*RENDER, "--to", str(tmp_path / "file" / "out"))
    assert (done.exit_code, "cannot be written" in done.err) == (3, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "live.replica=2"), "additional properties 'replica' not allowed"),
        (("--set", "live"), "--set live: "),
        (("-f", "nowhere.yaml"), "nowhere.yaml: cannot be read (No such file"),
        (("-f", "list.yaml"), "found a list, wanted keys and values"),
        (("-f", "broken.yaml"), "broken.yaml: no YAML"),
        (("-f", "huge.yaml"), "wanted 1,000,000 at most"),
        (("--release", "Not_A_Name"), "invalid release name"),
    ],
    ids=lambda one: one[-1] if isinstance(one, tuple) else "",
)
def test_what_is_typed_wrong_is_said_with_its_place(
    words: tuple[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.yaml").write_text("[1]")
    Path("broken.yaml").write_text("a: [")
    Path("huge.yaml").write_text("# " + "x" * 1_000_000)
    done = mlb_etl(*RENDER, *words)
    assert (done.exit_code, said in done.err.replace("\n", " ")) == (2, True)


def test_an_empty_file_of_values_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").touch()
    assert mlb_etl(*RENDER, "-f", str(tmp_path / "empty.yaml")).exit_code == 0


def test_without_its_libraries_the_command_says_what_to_install() -> None:
    # A process in which they cannot be imported, as after a plain `pip install`.
    hide = "import sys; sys.modules['helm_python'] = sys.modules['kubernetes'] = None"
    run = "from mlb_data_platform.cli.app import main; main(sys.argv[1:])"
    asked = [(*RENDER, "--output", "json"), ("deploy", "check", "--set", "a=b")]
    for words in asked:
        program = [sys.executable, "-c", f"{hide}; {run}", *words, "--output", "json"]
        done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
        said = json.loads(done.stdout)

        assert (done.returncode, said["exit_code"]) == (3, 3)
        assert "pip install 'mlb-data-platform[deploy]'" in said["hint"]


def test_the_chart_goes_into_the_wheel() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    assert shipped_chart() == CHART
    assert '"helm/mlb-data-platform" = "mlb_data_platform/deploy/shipped"' in project


def test_a_chart_of_ones_own_can_be_rendered(tmp_path: Path) -> None:
    (tmp_path / "own/templates").mkdir(parents=True)
    (tmp_path / "own/Chart.yaml").write_text("{apiVersion: v2, name: own, version: 1.0.0}\n")
    template = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n"
    (tmp_path / "own/templates/one.yaml").write_text(template)

    (one,) = render_chart(Release(name=RELEASE), chart=tmp_path / "own")
    assert (one.name, one.source) == (RELEASE, "one.yaml")
