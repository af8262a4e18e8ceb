"""Flask-Admin's views, closed: an address exists only for a method that declares who may call it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from flask import abort, current_app
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, BaseView
from flask_admin import expose as flask_admin_expose
from flask_admin.theme import Theme
from werkzeug.wrappers import Response

from models.kernel import replica
from models.permissions import Permission
from views import access

Method = TypeVar("Method", bound=Callable[..., Any])

THEME = Theme(
    folder=str(Path(__file__).resolve().parents[2] / "templates" / "bascule"),
    base_template="admin/base.html",
)
"""Our own theme. The absolute folder takes the place of Flask-Admin's: none of its templates can be found."""


def expose(url: str = "/", methods: Sequence[str] = ("GET",)) -> Callable[[Method], Method]:
    """Flask-Admin's decorator, which says nothing of types: the method stays what it is."""
    return cast(Callable[[Method], Method], flask_admin_expose(url, methods))


def may_lag(method: Method) -> Method:
    """Beside `expose`, for what only shows rows: it may be read of a replica, and be asked twice."""
    cast(Any, method).may_lag = True
    return method


def fresh(permission: Permission) -> access.Rule:
    """For `permissions`: the second factor must have been given in the last quarter of an hour."""
    return access.Rule(access.Opening.PERMISSION, permission, fresh=True)


class Closed:
    """Mixed in before any view of Flask-Admin.

    `permissions` maps each exposed method to the permission it asks for; a `RowAction` and `access.requires`
    declare the same beside the method. What is not declared has no address, and is refused if called.
    """

    permissions: ClassVar[dict[str, Permission | access.Rule]] = {}

    def create_blueprint(self, admin: Any) -> Any:
        view: Any = self
        view._urls = [url for url in type(self)._urls if self._declared(url[1])]  # type: ignore[attr-defined]
        return super().create_blueprint(admin)  # type: ignore[misc]

    def _declared(self, name: str) -> bool:
        return name in self.permissions or getattr(getattr(self, name), "access_rule", None) is not None

    def _handle_view(self, name: str, **kwargs: Any) -> Response | None:
        # The guard of views/access.py has already asked the same: this holds when somebody forgets it.
        rule = access.rule_of(current_app, f"{self.endpoint}.{name}")  # type: ignore[attr-defined]
        if rule is None or access.current_agent() is None:
            abort(403)
        return access.check(rule)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin's own calls a second time after a TypeError of ours, and hides it.
        if getattr(fn, "may_lag", False):
            return replica.answer(lambda: fn(self, *args, **kwargs), access.last_write)
        return fn(self, *args, **kwargs)

    def render(self, template: str, **context: Any) -> str:
        """The page, as Flask-Admin draws it."""
        return cast(str, super().render(template, **context))  # type: ignore[misc]

    def handle_view_exception(self, exc: Exception) -> bool:
        """Never flashed, since it may hold SQL and its values: the application's error pages answer."""
        raise exc


class Room(Closed, BaseView):
    """A page of the console that is no list: `permissions = {"index": Permission.READ}`."""


class Home(Closed, AdminIndexView):
    """The console's first page. Flask-Admin's static files (jQuery, select2) are not served."""

    permissions: ClassVar[dict[str, Permission | access.Rule]] = {"index": Permission.READ}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.static_folder = None

    @expose()
    def index(self) -> ResponseReturnValue:
        """The dashboard."""
        return self.render(self._template)
