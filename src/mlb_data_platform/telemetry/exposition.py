"""Where the numbers can be read: over HTTP while a command runs, in a text file after it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from prometheus_client import (
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
    write_to_textfile,
)
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector, CollectorRegistry

from mlb_data_platform.telemetry.metrics import LAST_SUCCESS, REGISTRY
from mlb_data_platform.telemetry.pulse import with_health

if TYPE_CHECKING:
    from wsgiref.simple_server import WSGIServer


class MetricsServer:
    """Serves `/metrics` until it is closed.

    Attributes:
        url: Where.
    """

    def __init__(self, server: "WSGIServer", thread: Thread, host: str) -> None:
        self._server, self._thread = server, thread
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{server.server_port}/metrics"

    def close(self) -> None:
        """Stop serving and give the port back."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def serve_metrics(host: str, port: int) -> MetricsServer:
    """Serve the numbers over HTTP, with those of the process (memory, processor, files).

    Beside them `/healthz` and `/readyz` tell whether a command that goes on is alive and well.

    Args:
        host: Address to listen on.
        port: Port; 0 takes a free one.

    Raises:
        OSError: The address or the port cannot be had.
    """
    server, thread = start_http_server(port, addr=host, registry=_Everything())
    numbers = server.get_app()
    assert numbers is not None
    server.set_app(with_health(numbers))
    return MetricsServer(server, thread, host)


class _Everything(Collector):
    """Our numbers, and those of the process."""

    def __init__(self) -> None:
        self._process = CollectorRegistry()
        for kind in (ProcessCollector, PlatformCollector, GCCollector):
            kind(registry=self._process)

    def collect(self) -> Iterator[Metric]:
        """As Prometheus wants it."""
        yield from REGISTRY.collect()
        yield from self._process.collect()


def write_metrics(file: Path) -> None:
    """Write the numbers for node_exporter's textfile collector: all of them, or the file stays.

    Those of the process are not in it: node_exporter has numbers of the same names. What the
    former file says of a command's last success stays where this process knows nothing newer, so
    that a failure never makes an alert forget.

    Args:
        file: Has to end in `.prom` to be seen by the collector.

    Raises:
        OSError: It cannot be written.
    """
    write_to_textfile(str(file), _Remembering(_successes(file)))


class _Remembering(Collector):
    """Our numbers, with last successes that an earlier process told."""

    def __init__(self, earlier: dict[str, float]) -> None:
        self._earlier = earlier

    def collect(self) -> Iterator[Metric]:
        """As Prometheus wants it."""
        for family in REGISTRY.collect():
            if family.name == LAST_SUCCESS:
                known = {sample.labels["command"] for sample in family.samples}
                for command, timestamp_s in self._earlier.items():
                    if command not in known:
                        family.add_sample(LAST_SUCCESS, {"command": command}, timestamp_s)
            yield family


def _successes(file: Path) -> dict[str, float]:
    """Last successes by command; a file that is missing or not ours says nothing."""
    with contextlib.suppress(OSError, ValueError):
        return {
            sample.labels["command"]: sample.value
            for family in text_string_to_metric_families(file.read_text("utf-8"))
            for sample in family.samples
            if sample.name == LAST_SUCCESS
        }
    return {}
