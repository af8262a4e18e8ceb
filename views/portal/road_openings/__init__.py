"""A company asks to open the road and follows its requests; open while a concession is attached."""

from views.portal.road_openings import dates, detail, documents, drafts, listing, moves, requests_map

__all__ = ["dates", "detail", "documents", "drafts", "listing", "moves", "requests_map"]
