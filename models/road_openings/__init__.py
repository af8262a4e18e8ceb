"""Requests to open the road: what the companies came for."""

from models.road_openings.drafts import forget
from models.road_openings.moves import MoveRefused, OrderNumberMissing, RequestOver, check_move, file, move
from models.road_openings.operations import (
    ConcessionNotHeld,
    NotEditable,
    TooManyDocuments,
    change,
    draft,
    remove_document,
)
from models.road_openings.queries import find, first_filed_at, first_filed_for, usable_attachments
from models.road_openings.sendings import Sending, Upload, begin, save
from models.road_openings.states import Mover, RequestState, next_states
from models.road_openings.tables import RequestDocument, RequestMove, RoadOpeningRequest
from models.road_openings.works import (
    CommuneUnknown,
    EndsBeforeStart,
    NoticeTooShort,
    PointRefused,
    PostcodeElsewhere,
    RequestIncomplete,
    Surface,
    Traffic,
    WorkKind,
    Works,
    earliest_start,
    missing,
    parse_point,
    refusals,
)

__all__ = [
    "CommuneUnknown",
    "ConcessionNotHeld",
    "EndsBeforeStart",
    "MoveRefused",
    "Mover",
    "NotEditable",
    "NoticeTooShort",
    "OrderNumberMissing",
    "PointRefused",
    "PostcodeElsewhere",
    "RequestDocument",
    "RequestIncomplete",
    "RequestMove",
    "RequestOver",
    "RequestState",
    "RoadOpeningRequest",
    "Sending",
    "Surface",
    "TooManyDocuments",
    "Traffic",
    "Upload",
    "WorkKind",
    "Works",
    "begin",
    "change",
    "check_move",
    "draft",
    "earliest_start",
    "file",
    "find",
    "first_filed_at",
    "first_filed_for",
    "forget",
    "missing",
    "move",
    "next_states",
    "parse_point",
    "refusals",
    "remove_document",
    "save",
    "usable_attachments",
]
