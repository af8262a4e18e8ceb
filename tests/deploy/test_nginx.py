"""nginx as it is delivered, before a server of this test: what passes, what does not, and how."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.layout import ROOT
from tests.support.servers.site import free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONF = ROOT / "deploy" / "nginx" / "bascule.conf"
MAIN = """{user}daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/bascule.conf;
}}
"""


class Upstream(BaseHTTPRequestHandler):
    """Keeps what it was received."""

    protocol_version = "HTTP/1.1"
    received: list[tuple[str, dict[str, str], int]] = []

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.received.append((self.path, headers, len(body)))
        self.send_response(200)
        self.send_header("X-Request-Id", headers.get("x-request-id", ""))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST = _answer

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """The port of https; nginx as delivered, save ports, paths and a certificate of this test."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=pro.example.org",
        ]
        + ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")],
        check=True,
        capture_output=True,
    )
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    port, plain = free_port(), free_port()
    text = CONF.read_text()
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": "",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen [::]:443 ssl http2;": "",
        "server 127.0.0.1:8001": f"server 127.0.0.1:{upstream.server_port}",
        "server 127.0.0.1:8002": f"server 127.0.0.1:{free_port()}",
        "/etc/ssl/bascule": str(folder),
        "/var/log/nginx": str(folder),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "bascule.conf").write_text(text)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user="" if os.geteuid() else "user root; "))
    words = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*words, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    running = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    for _ in range(400):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    yield port, plain, folder
    running.terminate()
    running.wait(20)
    upstream.shutdown()
    upstream.server_close()


def connect(port):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(
        socket.create_connection(("127.0.0.1", port), 30), server_hostname="pro.example.org"
    )


def ask(port, path="/", *headers, body=b"", method="GET"):
    lines = [f"{method} {path} HTTP/1.1", "Host: pro.example.org", "Connection: close", *headers]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    with connect(port) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer.decode("latin-1")


def test_what_machines_ask_is_closed_outside(door):
    Upstream.received.clear()
    for path in (
        "/metrics",
        "/metrics?x=1",
        "/sante",
        "/sante/vif",
        "//metrics",
        "/%6detrics",
        "/x/../sante",
    ):
        assert " 404 " in ask(door[0], path).splitlines()[0], path
    assert Upstream.received == []


def test_what_a_stranger_claims_of_himself_does_not_pass(door):
    Upstream.received.clear()
    claims = (
        "X-Forwarded-For: 10.0.0.1",
        "X-Request-ID: forged-by-me",
        "X-Forwarded-Host: evil",
        "Forwarded: for=1",
    )
    answer = ask(door[0], "/", *claims)
    [(_, headers, _)] = Upstream.received
    assert headers["host"] == "pro.example.org" and headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert len(headers["x-request-id"]) == 32 and f"X-Request-Id: {headers['x-request-id']}" in answer
    assert "x-forwarded-host" not in headers and "forwarded" not in headers


def test_http_leads_to_https(door):
    with socket.create_connection(("127.0.0.1", door[1]), 30) as line:
        line.sendall(b"GET /connexion HTTP/1.1\r\nHost: pro.example.org\r\nConnection: close\r\n\r\n")
        assert b"Location: https://pro.example.org/connexion" in line.recv(4096)


def test_a_body_is_as_long_as_the_product_takes(door):
    from console import BODY_LIMIT

    Upstream.received.clear()
    assert " 200 " in ask(door[0], "/", body=b"x" * BODY_LIMIT, method="POST").splitlines()[0]
    assert Upstream.received[0][2] == BODY_LIMIT
    with connect(door[0]) as line:
        line.sendall(
            f"POST / HTTP/1.1\r\nHost: pro.example.org\r\nContent-Length: {22 * 2**20}\r\n\r\n".encode()
        )
        assert b" 413 " in line.recv(4096)


def test_who_sends_slowly_holds_no_server(door):
    Upstream.received.clear()
    with connect(door[0]) as line:
        line.sendall(
            b"POST / HTTP/1.1\r\nHost: pro.example.org\r\nContent-Length: 4\r\nConnection: close\r\n\r\nab"
        )
        ask(door[0], "/other")
        assert [path for path, *_ in Upstream.received] == ["/other"], "half a request is nobody's"
        line.sendall(b"cd")
        assert b" 200 " in line.recv(4096)
    assert Upstream.received[1][2] == 4


def test_no_log_tells_an_address(door):
    ask(door[0], "/activation/a-secret-of-a-link?code=1234")
    written = "".join(path.read_text() for path in door[2].glob("*.log"))
    assert '"request_id":"' in written
    assert "a-secret-of-a-link" not in written and "1234" not in written
