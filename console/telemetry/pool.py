"""A pool of connections that says how long it was waited for, and how many of its connections are in use."""

from __future__ import annotations

import time

from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from console.telemetry.measures import DATABASE_CONNECTIONS, DATABASE_WAIT


class MeasuredPool(QueuePool):
    """As SQLAlchemy's own, measured."""

    used, limit = "used", "limit"

    def connect(self) -> PoolProxiedConnection:
        begun = time.perf_counter()
        try:
            return super().connect()
        finally:
            DATABASE_WAIT.observe(time.perf_counter() - begun)
            self._show()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self._show()

    def _show(self) -> None:
        DATABASE_CONNECTIONS.labels(self.used).set(self.checkedout())
        DATABASE_CONNECTIONS.labels(self.limit).set(self.size() + max(self._max_overflow, 0))


class ReplicaPool(MeasuredPool):
    """The one of the replica, told apart."""

    used, limit = "replica-used", "replica-limit"
