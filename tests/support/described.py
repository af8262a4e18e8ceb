"""A client that knows nothing but the description: its methods are the operations, by their `operationId`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

Send = Callable[..., Any]


class Described:
    """`client.getCompany(id=1)`: arguments go where the description says, the answer is checked by status."""

    def __init__(self, description: dict[str, Any], send: Send) -> None:
        self._send = send
        self._operations = {
            way["operationId"]: (method, path, way)
            for path, ways in description["paths"].items()
            for method, way in ways.items()
        }

    def __getattr__(self, name: str) -> Callable[..., Any]:
        try:
            method, path, way = self._operations[name]
        except KeyError:
            raise AttributeError(name) from None

        def call(body: object = None, **arguments: Any) -> Any:
            places: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
            for parameter in way["parameters"]:
                key = parameter["name"].lower().replace("-", "_")
                if key in arguments:
                    places[parameter["in"]][parameter["name"]] = arguments.pop(key)
                elif parameter["required"]:
                    raise TypeError(f"{name} needs {key}")
            if arguments:
                raise TypeError(f"{name} knows no {', '.join(arguments)}")
            address = path.format(**{key: quote(str(value)) for key, value in places["path"].items()})
            sent = {"json": body} if "requestBody" in way else {}
            answer = self._send(
                address, method.upper(), query_string=places["query"], headers=places["header"], **sent
            )
            assert str(answer.status_code) in way["responses"], (name, answer.status_code)
            return answer

        return call
