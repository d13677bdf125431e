"""A standalone Spark cluster on loopback: one master, two workers, each a process of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

from mlb_data_platform.engines.spark.java import packaged_java, write_java_home

_SPARK_HOME = Path(pyspark.__file__).parent
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
_PATIENCE_S = 90


class Cluster:
    """What tests have to know of it.

    Attributes:
        url: The master's.
        workers: Worker processes; each has an executor below it.
        java_home: The Java that it runs on.
    """

    def __init__(self, url: str, workers: list[subprocess.Popen[bytes]], java_home: Path) -> None:
        self.url, self.workers, self.java_home = url, workers, java_home

    def kill_an_executor(self) -> int:
        """kill -9 the JVM that runs tasks under the first worker; its worker starts another."""
        for worker in self.workers:
            for pid in children_of(worker.pid):
                if "CoarseGrainedExecutorBackend" in command_of(pid):
                    os.kill(pid, signal.SIGKILL)
                    return pid
        raise AssertionError("no executor is running")

    def kill_a_worker(self) -> int:
        """kill -9 the last worker and what it runs: a machine that is gone."""
        worker = self.workers[-1]
        for pid in children_of(worker.pid):
            os.kill(pid, signal.SIGKILL)
        worker.kill()
        worker.wait()
        return worker.pid


@contextmanager
def running_cluster(folder: Path) -> Iterator[Cluster]:
    """Start the processes, wait until both workers are known, end them all."""
    java = packaged_java()
    assert java is not None
    environ = {
        **os.environ,
        "JAVA_HOME": str(write_java_home(java, folder / "java")),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_HOME": str(_SPARK_HOME),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_DAEMON_MEMORY": "256m",
    }
    log = (folder / "cluster.log").open("wb")
    port, page = 17077, 18080

    def start(*words: str) -> subprocess.Popen[bytes]:
        program = [str(_SPARK_HOME / "bin/spark-class"), *words]
        return subprocess.Popen(program, env=environ, stdout=log, stderr=log)

    started = [
        start(_MASTER, "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page))
    ]
    url = f"spark://127.0.0.1:{port}"
    resources = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1g")
    started += [start(_WORKER, *resources, "--webui-port", "0", url) for _ in range(2)]
    try:
        wait_until_alive(f"http://127.0.0.1:{page}/json/", 2)
        yield Cluster(url, started[1:], folder / "java")
    finally:
        for one in reversed(started):
            for pid in children_of(one.pid):
                os.kill(pid, signal.SIGKILL)
            one.kill()
            one.wait()
        log.close()


def wait_until_alive(page: str, workers: int) -> None:
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(page, timeout=5) as answer:
                if answer.read().count(b'"ALIVE"') > workers:  # the master says so as well
                    return
        except OSError:
            pass
        assert time.monotonic() < end, "the cluster does not come up"
        time.sleep(0.3)


def children_of(pid: int) -> list[int]:
    """Every process below this one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(folder.name), *children_of(int(folder.name))]
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
