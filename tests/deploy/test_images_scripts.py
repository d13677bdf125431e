"""The scripts of the images, as they run: a night after night, and what Spark asks of an image."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.deploy.test_images import DOCKER, of

NIGHTLY = DOCKER / "nightly"
WITHIN_S = 30.0


@contextmanager
def nights(folder: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    """`nightly` with a short temper, until the block ends."""
    environment = {**os.environ, "TZ": "America/New_York", "NIGHTLY_FILE": str(folder / "due")}
    process = subprocess.Popen(
        [NIGHTLY, "04:00", *command],
        env={**environment, "NIGHTLY_RETRY_S": "1"},
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # With what it waits for: its group is its own.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def lines(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stderr is not None
    return [process.stderr.readline() for _ in range(count)]


def is_healthy(folder: Path) -> bool:
    environment = {**os.environ, "NIGHTLY_FILE": str(folder / "due")}
    asked = subprocess.run([NIGHTLY, "--healthy"], env=environment, check=False)
    return asked.returncode == 0


def test_a_night_begins_at_once_and_what_may_be_mended_is_tried_again(tmp_path: Path) -> None:
    command = tmp_path / "command"
    command.write_text("#!/bin/sh\necho once >>log\n[ $(wc -l <log) -gt 1 ] || exit 4\nexit 5\n")
    command.chmod(0o755)
    with nights(tmp_path, str(command)) as process:
        first, second = lines(process, 2)
        healthy = is_healthy(tmp_path)

    assert "ended with 4; again in 1 s" in first
    (pause,) = re.findall(r"ended with 5; again in (\d+) s", second)
    assert 0 < int(pause) <= 25 * 3600  # a day has 25 hours when the clock is put back
    assert healthy


def test_the_next_night_is_at_that_time_of_the_place(tmp_path: Path) -> None:
    with nights(tmp_path, "true") as process:
        (told,) = lines(process, 1)
        (pause,) = re.findall(r"again in (\d+) s", told)
        at = subprocess.run(
            ["date", "-d", f"@{int(time.time()) + int(pause)}", "+%H:%M"],
            env={**os.environ, "TZ": "America/New_York"},
            capture_output=True,
            text=True,
            check=True,
        )

    assert at.stdout.strip() in {"04:00", "03:59"}


def test_who_ends_the_nights_ends_the_command_in_order(tmp_path: Path) -> None:
    command = tmp_path / "command"
    command.write_text(
        "#!/bin/bash\ntrap 'echo told >told; exit 143' TERM\ntouch began\nsleep 60 & wait\n"
    )
    command.chmod(0o755)
    with nights(tmp_path, str(command)) as process:
        until = time.monotonic() + WITHIN_S
        while not (tmp_path / "began").exists() and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=WITHIN_S)

    assert code == 143
    assert (tmp_path / "told").exists()


def test_nights_that_have_not_shown_up_in_time_are_ill(tmp_path: Path) -> None:
    (tmp_path / "due").write_text(str(int(time.time()) - 1))
    assert not is_healthy(tmp_path)


def spark(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nowhere", **settings}
    return subprocess.run(
        [DOCKER / "spark-entrypoint", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_image_for_spark_runs_any_other_command_as_it_is() -> None:
    assert spark("echo", "a b", "c").stdout == "a b c\n"


@pytest.mark.parametrize(
    ("role", "missing"),
    [("driver", "SPARK_DRIVER_BIND_ADDRESS"), ("executor", "SPARK_EXECUTOR_MEMORY")],
)
def test_spark_that_does_not_say_what_it_has_to_is_told_so(role: str, missing: str) -> None:
    said = spark(role, SPARK_HOME="/nowhere", JAVA_HOME="/nowhere")

    assert said.returncode != 0
    assert f"{missing}: set by Spark on Kubernetes" in said.stderr


def test_options_of_java_are_passed_in_their_order(tmp_path: Path) -> None:
    java = tmp_path / "bin/java"
    java.parent.mkdir()
    java.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    java.chmod(0o755)
    asked = {f"SPARK_JAVA_OPT_{number}": f"-Dn={number}" for number in (10, 2, 0)}
    needed = ("DRIVER_URL", "EXECUTOR_ID", "EXECUTOR_CORES", "APPLICATION_ID", "EXECUTOR_POD_IP")
    said = spark(
        "executor",
        JAVA_HOME=str(tmp_path),
        SPARK_HOME="/spark",
        SPARK_EXECUTOR_MEMORY="1g",
        **asked,
        **{f"SPARK_{name}": name.lower() for name in needed},
    ).stdout.splitlines()

    assert said[:7] == [
        "-Dn=0",
        "-Dn=2",
        "-Dn=10",
        "-Xms1g",
        "-Xmx1g",
        "-cp",
        "/spark/conf:/spark/jars/*",
    ]
    assert said[7].endswith("KubernetesExecutorBackend")
    assert said[8:10] == ["--driver-url", "driver_url"]


@pytest.mark.nightly
def test_spark_s_own_programs_take_what_the_script_gives_them(tmp_path: Path) -> None:
    pyspark = pytest.importorskip("pyspark")
    (home,), opt = pyspark.__path__, str(tmp_path / "java")
    # The step of the Dockerfile, with another folder.
    (step,) = re.findall(r'python -c "(from pathlib[^"]+)"', of("spark", "RUN")[-1].text)
    subprocess.run([sys.executable, "-c", step.replace("/opt/java", opt)], check=True)
    where = {"SPARK_HOME": home, "JAVA_HOME": opt}
    version = spark("driver", "--version", SPARK_DRIVER_BIND_ADDRESS="127.0.0.1", **where)
    executor = spark(
        "executor",
        SPARK_EXECUTOR_MEMORY="64m",
        SPARK_DRIVER_URL="spark://CoarseGrainedScheduler@127.0.0.1:1",
        SPARK_EXECUTOR_ID="1",
        SPARK_EXECUTOR_CORES="1",
        SPARK_APPLICATION_ID="a",
        SPARK_EXECUTOR_POD_IP="127.0.0.1",
        SPARK_EXECUTOR_POD_NAME="pod",
        **where,
    )

    assert version.returncode == 0, version.stderr
    assert pyspark.__version__ in version.stderr + version.stdout
    # Every option was understood: it goes as far as asking a driver that is not there.
    assert "Connection refused: /127.0.0.1:1" in executor.stdout + executor.stderr
