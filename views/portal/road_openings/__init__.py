"""A company asks to open the road and follows its requests; open while a concession is attached."""

from views.portal.road_openings import following, writing

__all__ = ["following", "writing"]
