"""compose.yaml as Docker Compose itself reads it: what starts, what is open, what it refuses."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cli import environment
from tests.support.debian import PROJECT, debian_program
from tests.support.pages import parse

COMPOSE = PROJECT / "compose.yaml"
TEXT = COMPOSE.read_text("utf-8")
REQUIRED = set(re.findall(r"\$\{(\w+):\?", TEXT))
OPTIONAL = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT))
MAKE_ENV = PROJECT / "docker/make_env.py"
PAGE = PROJECT / "docs/operate/compose.md"

ENDS_BY_ITSELF = {"migrate", "logins", "buckets", "metabase-seed"}
BY_HAND = {"cli", "lake"}
OURS = {"migrate", "platform", "daily", "cli", "lake", "status"}


def make_env(file: Path) -> str:
    done = subprocess.run(
        [sys.executable, MAKE_ENV, file], capture_output=True, text=True, check=True
    )
    return done.stderr


def settings_of(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def compose(env_file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real client; it needs no engine to read files."""
    return subprocess.run(
        [debian_program("docker-compose"), "--env-file", env_file, "-f", COMPOSE, *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(env_file.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("compose") / ".env"
    make_env(file)
    return file


@pytest.fixture(scope="module")
def project(env_file: Path) -> dict[str, Any]:
    """All services of all profiles, with every variable in its place."""
    said = compose(env_file, "--profile", "*", "config", "--format", "json")
    assert said.returncode == 0, said.stderr
    return dict(json.loads(said.stdout))


def services(project: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return dict(project["services"])


def test_profiles_start_what_they_promise(env_file: Path) -> None:
    def started(*profiles: str) -> set[str]:
        flags = [word for name in profiles for word in ("--profile", name)]
        return set(compose(env_file, *flags, "config", "--services").stdout.split())

    usual = started()
    assert usual == {
        "postgres",
        "migrate",
        "logins",
        "platform",
        "daily",
        "redis",
        "minio",
        "buckets",
    }
    assert started("tools") - usual == {"pgadmin", "metabase", "metabase-seed", "redisinsight"}
    assert started("monitoring") - usual == {"status", "prometheus", "grafana"}


def test_ports_are_those_of_the_spec_and_open_on_this_machine_only(project: dict[str, Any]) -> None:
    ports = [port for one in services(project).values() for port in one.get("ports", [])]
    published = {int(port["published"]): port["target"] for port in ports}

    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    assert len(published) == len(ports)
    assert published.keys() >= {5050, 3000, 8001, 9001, 5432, 9090, 3001}


def test_every_image_is_pinned_to_a_version(project: dict[str, Any]) -> None:
    for name, one in services(project).items():
        tag = one["image"].rpartition(":")[2]
        assert re.search(r"\d+\.\d+|\d{4}-\d{2}-\d{2}", tag), name
    postgres = services(project)["postgres"]["image"]
    assert int(re.findall(r":(\d+)", postgres)[0]) >= 16


def test_what_stays_has_a_health_check_and_is_started_again(project: dict[str, Any]) -> None:
    staying = services(project).keys() - ENDS_BY_ITSELF - BY_HAND
    for name in staying:
        one = services(project)[name]
        # `platform` and `status` have that of their image.
        assert one.get("healthcheck", {}).get("test") or name in {"platform", "status"}
        assert one["restart"] == "unless-stopped"
    for name in ENDS_BY_ITSELF | BY_HAND:
        assert services(project)[name]["restart"] == "no"


def test_nobody_gains_rights_and_ours_have_none(project: dict[str, Any]) -> None:
    without = {
        name
        for name, one in services(project).items()
        if "no-new-privileges:true" not in one.get("security_opt", [])
    }
    assert without == {"pgadmin"}  # its own image binds port 80 by a file capability
    for name in OURS:
        one = services(project)[name]
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert one["tmpfs"] == ["/tmp"]


def test_data_lies_in_named_volumes_and_files_of_the_repository_are_read_only(
    project: dict[str, Any],
) -> None:
    mounts = [mount for one in services(project).values() for mount in one.get("volumes", [])]
    bound = [mount for mount in mounts if mount["type"] == "bind"]

    assert {m["source"] for m in mounts if m["type"] == "volume"} == project["volumes"].keys()
    assert all(mount.get("read_only") and Path(mount["source"]).exists() for mount in bound)
    assert all(Path(mount["source"]).is_relative_to(PROJECT) for mount in bound)


def test_every_command_of_ours_is_read_by_the_real_command_line(project: dict[str, Any]) -> None:
    commands = {name: services(project)[name].get("command") or [] for name in OURS}
    with environment({}):
        for words in filter(None, commands.values()):
            parse(["mlb-etl", *words])

    assert commands["platform"][:2] == ["pipeline", "changes"]
    assert services(project)["daily"]["entrypoint"] == ["nightly", "04:00", "mlb-etl"]
    assert services(project)["daily"]["environment"]["TZ"] == "America/New_York"


def test_every_setting_of_ours_is_one_that_the_command_line_reads(project: dict[str, Any]) -> None:
    reference = (PROJECT / "docs/reference/cli.md").read_text("utf-8")
    pages = reference + (PROJECT / "docs/operate/politeness.md").read_text("utf-8")
    given = {name for one in OURS for name in services(project)[one]["environment"]}

    unknown = {name for name in given if name.startswith("MLB_") and f"`{name}`" not in pages}
    assert unknown <= {"MLB_HOME", "MLB_STATSAPI_URL"}


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_nothing_starts_without_a_password(name: str, env_file: Path, tmp_path: Path) -> None:
    settings = {key: value for key, value in settings_of(env_file).items() if key != name}
    fewer = tmp_path / ".env"
    fewer.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    said = compose(fewer, "--profile", "*", "up", "--dry-run", "--detach")

    assert said.returncode != 0
    assert f"required variable {name} is missing a value: run make env" in said.stderr


def test_the_generator_knows_every_password_and_no_other(env_file: Path) -> None:
    assert settings_of(env_file).keys() == REQUIRED


def test_no_password_has_a_value_that_everybody_knows() -> None:
    assert not [name for name in OPTIONAL if re.search("PASSWORD|SECRET|TOKEN|KEY", name)]
    assert not re.search(r"(PASSWORD|PASS|SECRET_ACCESS_KEY): (?!\$\{)\S", TEXT)


def test_every_variable_is_explained() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for name in REQUIRED | OPTIONAL.keys() if f"`{name}`" not in page] == []
    assert not set(re.findall(r"\$\{(\w+)", TEXT)) - REQUIRED - OPTIONAL.keys()


def test_the_file_is_for_its_owner_alone_and_every_password_is_its_own(env_file: Path) -> None:
    passwords = settings_of(env_file).values()

    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600
    assert len(set(passwords)) == len(REQUIRED)
    assert all(re.fullmatch(r"[\w-]{43}", password) for password in passwords)


def test_the_generator_changes_nothing_and_adds_what_an_upgrade_wants(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# mine\nPOSTGRES_PASSWORD='my own = secret'\nexport REDIS_PASSWORD=r\nEXTRA=1")
    file.chmod(0o644)
    told = make_env(file)
    once = file.read_text()
    make_env(file)

    assert once.startswith(
        "# mine\nPOSTGRES_PASSWORD='my own = secret'\nexport REDIS_PASSWORD=r\nEXTRA=1\n"
    )
    assert f"{len(REQUIRED) - 2} passwords added" in told
    assert file.read_text() == once
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_the_file_of_passwords_reaches_neither_git_nor_a_builder() -> None:
    asked = subprocess.run(["git", "check-ignore", "-q", ".env"], cwd=PROJECT, check=False)

    assert asked.returncode == 0
    assert (PROJECT / ".dockerignore").read_text("utf-8").splitlines()[1] == "*"


def test_scripts_that_are_mounted_can_be_read_by_their_shell() -> None:
    for script in (PROJECT / "docker/minio").iterdir():
        subprocess.run(["sh", "-n", script], check=True)


def test_prometheus_asks_services_that_are_there(project: dict[str, Any]) -> None:
    told = yaml.safe_load((PROJECT / "monitoring/prometheus.yml").read_text("utf-8"))
    targets = {
        target
        for one in told["scrape_configs"]
        for each in one["static_configs"]
        for target in each["targets"]
    }
    hosts = {target.split(":")[0] for target in targets} - {"localhost"}

    assert hosts <= services(project).keys()
    assert {target.split(":")[1] for target in targets} == {"9411", "9090"}


def test_pgadmin_has_logins_that_are_made(project: dict[str, Any]) -> None:
    told = json.loads((PROJECT / "docker/pgadmin/servers.json").read_text("utf-8"))["Servers"]
    made = (PROJECT / "docker/postgres/logins.sql").read_text("utf-8")
    owner = services(project)["postgres"]["environment"]["POSTGRES_USER"]

    for one in told.values():
        assert one["Host"] in services(project)
        assert one["Username"] == owner or f"alter role {one['Username']} password" in made
