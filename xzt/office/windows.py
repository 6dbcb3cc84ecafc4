"""Delegation windows (代理, W6): who stands in for whom, from when to when, in which matters.

A deputy gives opinions in his own name for his principal; he never gets the principal's certificate or seal.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from xzt.core.errors import Refusal
from xzt.office.people import Directory

NEVER_DELEGATED = frozenset({"personnel", "confidential"})
"""Matters that stay with the person himself, whatever a window says."""


class Window(Struct, frozen=True):
    """A stretch of time, exact to the minute, in which ``deputy`` handles what comes to ``principal``; no ``matters`` means every one."""

    principal: str
    deputy: str
    since: datetime
    until: datetime
    matters: tuple[str, ...] = ()


def deputy_of(windows: Iterable[Window], principal: str, matter: str, at: datetime) -> str:
    """Name who stands in for somebody in this matter now, or nobody. Chains are not followed: a deputy's own deputy gets nothing."""
    if matter in NEVER_DELEGATED:
        return ""
    for window in windows:
        if window.principal == principal and window.since <= at < window.until and (not window.matters or matter in window.matters):
            return window.deputy
    return ""


def refuse_window(window: Window, others: Iterable[Window], directory: Directory) -> Refusal | None:
    """Refuse a window that is empty, names somebody unknown, overlaps another of the same person, or closes a loop (A for B, B for A)."""
    deputy = directory.person(window.deputy)
    principal = directory.person(window.principal)
    if deputy is None or principal is None or deputy.unit != principal.unit or not deputy.active or deputy == principal:
        return Refusal("person_unknown", {"person": window.deputy})
    if window.since >= window.until or window.since.second or window.until.second:
        return Refusal("window_empty")
    if set(window.matters) & NEVER_DELEGATED:
        return Refusal("matter_not_delegable")
    at_once = [one for one in others if one.since < window.until and window.since < one.until]
    if any(one.principal == window.principal and _same_matter(one, window) for one in at_once):
        return Refusal("window_overlaps")
    seen, ahead = {window.principal}, [window.deputy]
    while ahead:
        person = ahead.pop()
        if person in seen:
            return Refusal("window_loop")
        ahead.extend(one.deputy for one in at_once if one.principal == person)
    return None


def _same_matter(one: Window, other: Window) -> bool:
    return not one.matters or not other.matters or bool(set(one.matters) & set(other.matters))
