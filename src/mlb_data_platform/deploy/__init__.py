"""Where the platform runs: manifests for Kubernetes, and what a cluster lacks for them.

In: values of the Helm chart, and a way to the cluster's API. Out: manifests in the order in which
they are applied, and findings, each with what to type next. It changes nothing in a cluster and
knows no table. Read `chart.py`, then `needs.py`, then `check.py`.
"""

from mlb_data_platform.deploy.chart import (
    CHART,
    Release,
    oldest_kubernetes,
    read_values,
    render_chart,
    shipped_chart,
)
from mlb_data_platform.deploy.check import check_cluster
from mlb_data_platform.deploy.cluster import Cluster, open_cluster
from mlb_data_platform.deploy.finding import Finding, State
from mlb_data_platform.deploy.manifest import Manifest, in_order, write_manifests
from mlb_data_platform.deploy.needs import Needs, find_needs

__all__ = [
    "CHART",
    "Cluster",
    "Finding",
    "Manifest",
    "Needs",
    "Release",
    "State",
    "check_cluster",
    "find_needs",
    "in_order",
    "oldest_kubernetes",
    "open_cluster",
    "read_values",
    "render_chart",
    "shipped_chart",
    "write_manifests",
]
