"""Documented patterns that runs are held against."""

WORLDS = 500
"""Worlds of each run unless somebody says otherwise: enough for the upper end of a band."""
