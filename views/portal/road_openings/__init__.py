"""A company asks to open the road and follows its requests; open while a concession is attached."""

from views.portal.road_openings import detail, documents, drafts, listing, moves

__all__ = ["detail", "documents", "drafts", "listing", "moves"]
