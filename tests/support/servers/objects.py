"""A server that speaks S3 (moto's), in a process of its own, with buckets that are new each time."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from functools import cache

import httpx

from tests.support.servers.site import free_port

SECRETS = {"s3_key": "a-key", "s3_secret": "a-secret"}


@cache
def endpoint() -> str:
    """Its address; it starts when it is first asked for, and ends with this process."""
    port = free_port()
    line = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(line, **quiet)
    atexit.register(process.kill)
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{url}/moto-api/", trust_env=False)
            return url
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError("moto does not answer")


def new_bucket() -> dict[str, str]:
    """The settings, without their prefix, of an installation with a bucket of its own."""
    name = f"pieces-{os.urandom(6).hex()}"
    httpx.put(f"{endpoint()}/{name}", trust_env=False).raise_for_status()
    return {"documents": f"s3://{name}/le-havre", "s3_endpoint": endpoint(), **SECRETS}
