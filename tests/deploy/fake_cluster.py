"""A small API server of Kubernetes on loopback: the real paths, and a login of its own."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

TOKEN = "a-token"


class FakeCluster:
    """What a cluster holds, by path; everything that was asked of it.

    Attributes:
        objects: What is served, by path.
        forbidden: Paths that this login may not look at.
        may_create: Resources that it may make.
        asked: Method and path of every request.
        token: Who is let in.
        status: What it answers to everything, where it is ill.
    """

    def __init__(self) -> None:
        self.objects: dict[str, Any] = {}
        self.forbidden: set[str] = set()
        self.may_not_create: set[str] = set()
        self.asked: list[tuple[str, str]] = []
        self.token = TOKEN
        self.status: int | None = None

    def put(self, path: str, name: str, **body: Any) -> None:
        """Make an object."""
        self.objects[f"{path}/{name}"] = {"metadata": {"name": name}, **body}

    def serve_kinds(self, api_version: str, *kinds: str) -> None:
        """Serve kinds of an API version, each with its subresource of status."""
        path = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
        resources = [
            {"name": f"{kind.lower()}s{below}", "kind": kind, "namespaced": True}
            for kind in kinds
            for below in ("", "/status")
        ]
        self.objects[path] = {"kind": "APIResourceList", "resources": resources}

    def answer(self, method: str, path: str, token: str, body: Any) -> tuple[int, Any]:
        """Status and object."""
        self.asked.append((method, path))
        if self.status:
            return self.status, None
        if token != f"Bearer {self.token}":
            return 401, {"kind": "Status", "code": 401}
        if path in self.forbidden:
            return 403, {"kind": "Status", "code": 403}
        if method == "POST":
            asked = body["spec"]["resourceAttributes"]
            is_allowed = asked["resource"] not in self.may_not_create
            return 201, {**body, "status": {"allowed": is_allowed}}
        found = self.objects.get(path)
        return (404, {"kind": "Status", "code": 404}) if found is None else (200, found)


@contextmanager
def running_cluster(cluster: FakeCluster, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve it until the block ends, as its URL."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or "null")
            token = self.headers.get("Authorization", "")
            status, answer = cluster.answer(self.command, self.path, token, body)
            said = b"gone mad" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _serve  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def own_authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of 127.0.0.1 that vouches for itself, and a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a cluster")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "ca.crt"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    private = folder / "server.key"
    private.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, private)
    return file, context


def write_kubeconfig(
    file: Path, url: str, *, token: str = TOKEN, authority: Path | None = None
) -> Path:
    """A file that says how to reach a cluster, as kubectl has it."""
    trusted = {"certificate-authority": str(authority)} if authority else {}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "clusters": [{"name": "here", "cluster": {"server": url, **trusted}}],
        "users": [{"name": "me", "user": {"token": token}}],
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
    }
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    return file
