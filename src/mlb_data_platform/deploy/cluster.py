"""The cluster's API: questions over HTTPS, with the login that kubectl has."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mlb_data_platform.deploy.errors import (
    ClusterLoginError,
    ClusterUnreachableError,
    DeployExtraMissingError,
)

_TIMEOUT_S = 10.0
_LOGIN_HINT = "kubectl config get-contexts; then --context NAME, or --kubeconfig FILE"
_FORBIDDEN, _NOT_FOUND = 403, 404


class NotAllowedError(ClusterLoginError):
    """The cluster knows who asks, and does not let them look there."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A way to ask; nothing is ever changed.

    Attributes:
        host: URL of the API.
    """

    host: str
    _client: Any

    def get(self, path: str) -> Any:
        """What is at a path; None when nothing is.

        Raises:
            NotAllowedError: Whoever asks may not look there.
            ClusterLoginError: The cluster does not know who asks.
            ClusterUnreachableError: It does not answer.
        """
        return self._ask("GET", path, None)

    def may_create(self, *, group: str, resource: str, namespace: str) -> bool:
        """Whether the cluster would let this login make such an object.

        Raises:
            ClusterUnreachableError: It does not answer.
        """
        place = {"namespace": namespace, "group": group, "resource": resource, "verb": "create"}
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": place},
        }
        said = self._ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)
        return bool(said and said["status"]["allowed"])

    def _ask(self, method: str, path: str, body: object) -> Any:
        import urllib3.exceptions as trouble  # noqa: PLC0415

        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        settings = self._client.configuration.auth_settings()
        headers |= {one["key"]: one["value"] for one in settings.values() if one["value"]}
        try:
            answer = self._client.rest_client.pool_manager.request(
                method,
                self.host + path,
                body=None if body is None else json.dumps(body),
                headers=headers,
                timeout=_TIMEOUT_S,
                retries=False,
            )
        except trouble.SSLError as error:
            problem = f"{self.host}: its certificate is not to be trusted ({error})"
            raise ClusterLoginError(problem, hint=_LOGIN_HINT) from error
        except trouble.HTTPError as error:
            hint = "kubectl cluster-info; then type the same again"
            raise ClusterUnreachableError(f"{self.host}: no answer ({error})", hint=hint) from error
        return self._read(answer.status, path, answer.data)

    def _read(self, status: int, path: str, data: bytes) -> Any:
        where = f"{self.host}{path}"
        if status == _NOT_FOUND:
            return None
        if status == _FORBIDDEN:
            raise NotAllowedError(f"{where}: this login may not look there", hint=_LOGIN_HINT)
        if status == 401:  # noqa: PLR2004
            raise ClusterLoginError(f"{where}: does not know who asks (401)", hint=_LOGIN_HINT)
        try:
            answer = json.loads(data) if status < 300 else None  # noqa: PLR2004
        except ValueError:
            answer = None
        if answer is None:
            problem = f"{where}: found status {status}, wanted an object of Kubernetes"
            raise ClusterUnreachableError(problem, hint="kubectl cluster-info")
        return answer


def open_cluster(*, kubeconfig: Path | None = None, context: str | None = None) -> Cluster:
    """Find the way to a cluster as kubectl does.

    Args:
        kubeconfig: A file; `KUBECONFIG` or `~/.kube/config` when None.
        context: A context of it; the present one when None.

    Raises:
        ClusterLoginError: There is no such file or context.
        DeployExtraMissingError: The client's library is not installed.
    """
    try:
        from kubernetes import config  # noqa: PLC0415
    except ImportError as error:
        raise DeployExtraMissingError("kubernetes") from error
    file = str(kubeconfig or config.KUBE_CONFIG_DEFAULT_LOCATION)
    try:
        api = config.new_client_from_config(file, context=context, persist_config=False)
    except (config.ConfigException, OSError, yaml.YAMLError, TypeError, UnicodeError) as error:
        raise ClusterLoginError(_no_way(file, context, error), hint=_LOGIN_HINT) from error
    return Cluster(api.configuration.host.rstrip("/"), api)


def _no_way(file: str, context: str | None, error: Exception) -> str:
    """What was looked for and what was found; the library does not always name the file."""
    wanted = f"the context {context}" if context else "a cluster and a login to it"
    parts = [Path(part).expanduser() for part in file.split(os.pathsep)]
    found = " ".join(str(error).split()) if any(map(Path.exists, parts)) else "no such file"
    return f"kubeconfig {file}: found {found}; wanted {wanted}"
