"""Requests to open the road, as staff decide them."""
