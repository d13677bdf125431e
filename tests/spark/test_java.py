"""Which Java runs Spark: files and programs as they may lie on a machine."""

import subprocess
from pathlib import Path

import pytest

from mlb_data_platform.engines.spark.java import (
    JavaMissingError,
    find_java,
    packaged_java,
    version_in,
    write_java_home,
)

SAYS = """#!/bin/sh
for word do echo "$word"; done
echo 'openjdk version "{version}" 2025-01-01' >&2
"""


def a_java(folder: Path, version: str) -> Path:
    java = folder / "bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(SAYS.format(version=version))
    java.chmod(0o755)
    return java


def said(java: Path, *words: str) -> list[str]:
    done = subprocess.run([java, *words], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_402"', 1),
        ('openjdk version "25" 2025-09-16', 25),
        ("Error: no JVM", 0),
    ],
)
def test_the_version_is_read_as_every_vendor_writes_it(told: str, version: int) -> None:
    assert version_in(told) == version


def test_java_home_wins_over_the_path(tmp_path: Path) -> None:
    named = a_java(tmp_path / "named", "21.0.1")
    other = a_java(tmp_path / "other", "17.0.1")
    environ = {"JAVA_HOME": str(named.parent.parent), "PATH": str(other.parent)}

    assert str(named) in (find_java(environ, cache=tmp_path) / "bin/java").read_text()


def test_a_java_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old, good = a_java(tmp_path / "old", "1.8.0_402"), a_java(tmp_path / "good", "17.0.1")
    environ = {"JAVA_HOME": str(old.parent.parent), "PATH": str(good.parent)}

    assert str(good) in (find_java(environ, cache=tmp_path) / "bin/java").read_text()


def test_without_any_java_it_is_the_wheel_s_or_a_word_what_to_install(tmp_path: Path) -> None:
    environ = {"JAVA_HOME": str(tmp_path / "none"), "PATH": str(tmp_path)}
    packaged = packaged_java()
    if packaged is None:
        with pytest.raises(JavaMissingError) as caught:
            find_java(environ, cache=tmp_path)
        assert "spark" in caught.value.hint
    else:
        assert str(packaged) in (find_java(environ, cache=tmp_path) / "bin/java").read_text()


@pytest.mark.parametrize(("version", "opens"), [("17.0.1", True), ("25.0.2", False)])
def test_java_is_not_asked_for_modules_that_it_may_lack(
    tmp_path: Path, version: str, opens: bool
) -> None:
    java = write_java_home(a_java(tmp_path / "a", version), tmp_path / "b") / "bin/java"
    opened = "--add-opens=java.base/sun.security.action=ALL-UNNAMED"
    words = said(java, "-Xmx1g", "--add-modules=jdk.incubator.vector", opened, "Main")

    assert words == ["-Xmx1g", *([opened] if opens else []), "Main"]


def test_the_start_script_is_written_once(tmp_path: Path) -> None:
    java = a_java(tmp_path / "a", "17.0.1")
    script = write_java_home(java, tmp_path / "b") / "bin/java"
    before = script.stat().st_ino

    write_java_home(java, tmp_path / "b")
    assert script.stat().st_ino == before
