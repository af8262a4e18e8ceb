"""Two servers, two workers and nginx as it is delivered: our own processes, each with its log."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.layout import ROOT
from tests.support.servers.site import free_port

SERVERS, WORKERS = ("server-1", "server-2"), ("worker-1", "worker-2")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MAIN = """{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.error.log;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/bascule.conf;
}}
"""


class Fleet:
    """What runs, by its name."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder, self.environ = folder, {**os.environ, **environ}
        self.home = ROOT
        """The folder of the release that is started next."""

        self.ports = {name: free_port() for name in (*SERVERS, *WORKERS, "https", "http")}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Starts it; a server answers once this is over."""
        port = str(self.ports[name])
        if name in SERVERS:
            words = ["serve", "--port", port, "--workers", "2", "--no-worker"]
        else:
            words = ["worker", "--metrics-port", port]
        self._spawn(name, [sys.executable, "-m", "console", *words])
        if name in SERVERS:
            self.wait_for(name)

    def wait_for(self, name: str) -> None:
        """Until `/sante` of a server says that it may be asked; raises `RuntimeError` after four minutes."""
        end = time.monotonic() + 240
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.ports[name]}/sante", timeout=10).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{name} does not answer: see {self.folder}/{name}.log")

    def open_door(self) -> None:
        """nginx as it is delivered, save ports, paths and a certificate of this rehearsal."""
        assert NGINX is not None
        key, certificate = self.folder / "privkey.pem", self.folder / "fullchain.pem"
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        words += ["-subj", "/CN=pro.example.org", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(words, check=True, capture_output=True)
        text = (ROOT / "deploy" / "nginx" / "bascule.conf").read_text()
        for old, new in {
            "listen 80;": f"listen 127.0.0.1:{self.ports['http']};",
            "listen [::]:80;": "",
            "listen 443 ssl": f"listen 127.0.0.1:{self.ports['https']} ssl",
            "listen [::]:443 ssl http2;": "",
            "127.0.0.1:8001": f"127.0.0.1:{self.ports[SERVERS[0]]}",
            "127.0.0.1:8002": f"127.0.0.1:{self.ports[SERVERS[1]]}",
            "/etc/ssl/bascule": str(self.folder),
            "/var/log/nginx": str(self.folder),
        }.items():
            text = text.replace(old, new)
        (self.folder / "bascule.conf").write_text(text)
        user = "" if os.geteuid() else "user root; "
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=self.folder, user=user))
        self._spawn("nginx", [NGINX, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")])

    def leave_out(self, *names: str) -> None:
        """nginx asks these servers no more, or with no name all of them again; what is under way ends."""
        conf = self.folder / "bascule.conf"
        text = conf.read_text().replace(" down;", ";")
        for name in names:
            line = f"server 127.0.0.1:{self.ports[name]} max_fails=0;"
            assert line in text, line
            text = text.replace(line, line.replace(";", " down;"))
        conf.write_text(text)
        self.running["nginx"].send_signal(signal.SIGHUP)
        time.sleep(1)

    def kill(self, name: str) -> None:
        """SIGKILL; its children notice by themselves."""
        self.running[name].kill()
        self.running[name].wait()

    def kill_child(self, name: str) -> None:
        """SIGKILL of one of the processes that answer for a server."""
        number = self.running[name].pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)

    def stop(self, name: str) -> None:
        """As systemd stops it: what is under way ends first."""
        self.running[name].terminate()
        self.running[name].wait(180)

    def command(self, *words: str, **changes: str) -> str:
        """What `bascule` of that release says; raises `RuntimeError` where it fails."""
        return self.python("-m", "console", *words, **changes)

    def python(self, *words: str, **changes: str) -> str:
        """What a program says in the folder of that release; raises `RuntimeError` where it fails."""
        environ = {**self.environ, "PYTHONPATH": str(self.home), **changes}
        line = [sys.executable, *words]
        done = subprocess.run(line, cwd=self.home, env=environ, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr[-500:]}")
        return done.stdout.strip()

    def end(self) -> None:
        """Ends whatever still runs."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        for process in self.running.values():
            process.wait(60)

    def _spawn(self, name: str, words: list[str]) -> None:
        with open(self.folder / f"{name}.log", "ab") as log:
            environ = {**self.environ, "PYTHONPATH": str(self.home)}
            self.running[name] = subprocess.Popen(words, cwd=self.home, env=environ, stdout=log, stderr=log)
