"""Calendars as text (RFC 5545): writing study blocks, reading when someone is busy.

Sole door to icalendar, and to dateutil's recurrence rules, which it brings along.
"""

from agent_runner.core.ics.reading import BusyReport, Problem, read_busy
from agent_runner.core.ics.writing import Entry, write

__all__ = ["BusyReport", "Entry", "Problem", "read_busy", "write"]
