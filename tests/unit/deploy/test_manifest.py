"""Objects of a rendered template, and their order."""

from pathlib import Path

from mlb_data_platform.deploy import in_order, write_manifests
from mlb_data_platform.deploy.manifest import Manifest, split_manifests

TWO = """\
# Why this is so.
apiVersion: v1
kind: ConfigMap
metadata:
  name: one
data:
  text: |
    ---
    not the end
---
---
apiVersion: v1
kind: Service
metadata:
  name: Two:b
"""


def made(kind: str, name: str = "x", hook: str = "", weight: str = "0") -> Manifest:
    annotations = {"helm.sh/hook": hook, "helm.sh/hook-weight": weight} if hook else None
    metadata = {"name": name, "annotations": annotations}
    document = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    return Manifest(text=f"kind: {kind}\n", document=document, source="x.yaml")


def test_a_template_holds_objects_and_their_comments_between_its_breaks() -> None:
    first, second = split_manifests(TWO, source="two.yaml")

    assert first.document["data"] == {"text": "---\nnot the end\n"}
    assert first.text.startswith("# Why this is so.\n")
    assert (second.kind, second.api_version, second.name) == ("Service", "v1", "Two:b")
    assert second.file_name == "service-two-b.yaml"
    assert list(split_manifests("\n---\n# only words\n", source="none.yaml")) == []


def test_what_others_stand_on_comes_first_and_hooks_before_all() -> None:
    wanted = [
        made("ServiceAccount", hook="pre-install,pre-upgrade", weight="-20"),
        made("Job", hook="pre-install", weight="-10"),
        made("NetworkPolicy"),
        made("ServiceAccount", "a"),
        made("ServiceAccount", "b"),
        made("ConfigMap"),
        made("Deployment"),
        made("CronWorkflow"),
        made("SparkApplication"),
    ]
    assert in_order(reversed(wanted)) == wanted


def test_files_are_numbered_in_that_order(tmp_path: Path) -> None:
    files = write_manifests([made("Role"), made("Deployment")], tmp_path / "new")

    assert [file.name for file in files] == ["01-role-x.yaml", "02-deployment-x.yaml"]
    assert [file.read_text() for file in files] == ["kind: Role\n", "kind: Deployment\n"]
