"""A real cluster of processes: the rows of one machine, also when workers are killed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mlb_data_platform.engines import transform_documents
from mlb_data_platform.statsapi import Document
from tests.spark.cluster import Cluster, children_of, running_cluster
from tests.spark.conftest import Twin, Twins, recorded_documents
from tests.support.stubs import REPOSITORY, document_of, newest_game_files

pytestmark = pytest.mark.cluster
PATIENCE_S = 400
SPECULATIVE = [
    word
    for setting in ("speculation=true", "speculation.multiplier=1.01", "speculation.quantile=0.1")
    for word in ("--spark-conf", f"spark.{setting}")
]
"""Tasks that are a little slow are begun a second time beside the first."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as one:
        yield one


def many_games(count: int) -> list[Document]:
    """Recorded games under new ids, enough for several batches."""
    recorded = [document_of(file) for file in newest_game_files()]
    return [renumbered(recorded[n % len(recorded)], 9_000_000 + n) for n in range(count)]


def renumbered(document: Document, game_pk: int) -> Document:
    answer = json.loads(document.body)
    answer["gamePk"] = answer["gameData"]["game"]["pk"] = game_pk
    request = replace(document.request, path_params={"game_pk": str(game_pk)})
    return replace(document, request=request, body=json.dumps(answer).encode())


class Submitted:
    """`spark-submit … transform/SUBJECT.py`, as a process."""

    def __init__(self, cluster: Cluster, twin: Twin, home: Path, subject: str, *flags: str) -> None:
        program = Path(sys.executable).with_name("spark-submit")
        clean = {k: v for k, v in os.environ.items() if not k.startswith("MLB_")}
        self.process = subprocess.Popen(
            [
                program,
                "--master",
                cluster.url,
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.driver.maxResultSize=1m",  # rows of a few games would be more
                "--conf",
                "spark.executorEnv.PYTHONDONTWRITEBYTECODE=1",
                REPOSITORY / "transform" / f"{subject}.py",
                "--output",
                "json",
                *flags,
            ],
            env={
                **clean,
                "JAVA_HOME": str(cluster.java_home),
                "PYSPARK_PYTHON": sys.executable,
                "SPARK_LOCAL_IP": "127.0.0.1",
                "MLB_DATABASE_URL": twin.database.url,
                "MLB_HOME": str(home),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def result(self) -> dict[str, object]:
        try:
            out, err = self.process.communicate(timeout=PATIENCE_S)
        finally:
            self.end()
        assert self.process.returncode in {0, 5}, err[-4000:]
        found = json.loads(out[out.index("{") :])
        return {**found, "exit_code": self.process.returncode}

    def end(self) -> None:
        """Leave nothing running, whatever came of it."""
        for pid in [*children_of(self.process.pid), self.process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def wait_for_rows(job: Submitted, twin: Twin, least: int) -> None:
    """Until some batches are committed, and not all."""
    end = time.monotonic() + PATIENCE_S
    while twin.one("select count(*) from metadata.transform_state") < least:  # type: ignore[operator]
        assert job.process.poll() is None, job.result()
        if time.monotonic() > end:
            job.end()
            raise AssertionError(f"fewer than {least} games after {PATIENCE_S} s")
        time.sleep(0.05)


def test_a_cluster_makes_the_rows_of_one_machine(
    cluster: Cluster, twins: Twins, tmp_path: Path
) -> None:
    here, there = twins(recorded_documents(), 2)
    local = here.transform(engine=transform_documents)
    loaded = 0
    for subject in ("season", "schedule", "game"):
        found = Submitted(cluster, there, tmp_path, subject).result()
        loaded += found["documents"]["loaded"]  # type: ignore[index]

    assert there.rows() == here.rows()
    assert loaded == local.loaded


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(
    cluster: Cluster, twins: Twins, tmp_path: Path
) -> None:
    games = many_games(160)
    here, there = twins(games, 2)
    here.transform(engine=transform_documents, only="game")
    job = Submitted(cluster, there, tmp_path, "game", *SPECULATIVE)
    wait_for_rows(job, there, 32)
    cluster.kill_an_executor()
    job.result()

    assert there.rows() == here.rows()
    assert there.one("select count(*) from metadata.transform_state") == len(games)


def test_the_same_job_twice_at_once_leaves_the_rows_of_one(
    cluster: Cluster, twins: Twins, tmp_path: Path
) -> None:
    here, there = twins(many_games(64), 2)
    here.transform(engine=transform_documents, only="game")
    half = ("--spark-conf", "spark.cores.max=1", "--full-refresh")
    both = [Submitted(cluster, there, tmp_path, "game", *half) for _ in range(2)]
    found: list[dict[str, object]] = []
    threads = [threading.Thread(target=lambda j=job: found.append(j.result())) for job in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(found) == 2
    assert there.rows() == here.rows()


def test_a_machine_that_is_gone_leaves_the_work_to_the_other(
    cluster: Cluster, twins: Twins, tmp_path: Path
) -> None:
    games = many_games(128)
    here, there = twins(games, 2)
    here.transform(engine=transform_documents, only="game")
    job = Submitted(cluster, there, tmp_path, "game")
    wait_for_rows(job, there, 32)
    cluster.kill_a_worker()
    job.result()

    assert there.rows() == here.rows()
