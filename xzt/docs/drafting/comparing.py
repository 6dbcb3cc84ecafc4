"""Where two texts differ, found in one walk: what is typed, pasted or replaced in many places, without a comparison of all with all.

A character that stays must not go and come again: others may have struck it meanwhile. So where a change is not plainly the smallest,
nothing is said, and the library looks for the smallest itself.
"""

Piece = tuple[int, int, str]
"""Where of the old text, how much goes there, and what comes."""

_SAME = 4
"""So many characters alike mean that two texts go on together."""
_FAR = 64
"""So far apart, in both together, they may lie where they do."""
_TRIES = 200_000


def compared(old: str, new: str) -> list[Piece] | None:
    """Tell what to change in the old text, from left to right; None where that takes a closer look."""
    most = min(len(old), len(new))
    head = _alike(old, new, 0, 0, most)
    tail = _alike_behind(old, new, most - head)
    end, last = len(old) - tail, len(new) - tail
    found: list[Piece] = []
    tries = 0
    at, come = head, head
    while at < end and come < last:
        gone, more, tried = _together(old, new, (at, end), (come, last))
        tries += tried
        if gone < 0 or tries > _TRIES or not set(old[at : at + gone]).isdisjoint(new[come : come + more]):
            return None
        found.append((at, gone, new[come : come + more]))
        run = _alike(old, new, at + gone, come + more, min(end - at - gone, last - come - more))
        at, come = at + gone + run, come + more + run
    return [*found, (at, end - at, new[come:last])] if at < end or come < last else found


def _together(old: str, new: str, gone: tuple[int, int], come: tuple[int, int]) -> tuple[int, int, int]:
    """Say how much is to go and to come until both texts go on together, -1 where that is too far, and how often that was tried."""
    (at, end), (begin, last) = gone, come
    tries = 0
    for apart in range(1, _FAR + 1):
        for removed in range(max(0, apart - last + begin), min(apart, end - at) + 1):
            tries += 1
            left, right = at + removed, begin + apart - removed
            if old[left : left + _SAME] == new[right : right + _SAME] or (left == end and right == last):
                return removed, apart - removed, tries
    return -1, -1, tries


def _alike(old: str, new: str, at: int, begin: int, most: int) -> int:
    """Count how many characters are the same from here on, up to ``most``."""
    found, step = 0, 4096
    while step:
        while found + step <= most and old[at + found : at + found + step] == new[begin + found : begin + found + step]:
            found += step
        step //= 4
    return found


def _alike_behind(old: str, new: str, most: int) -> int:
    """Count how many characters are the same at the end, up to ``most``."""
    found, step = 0, 4096
    while step:
        while found + step <= most and old[len(old) - found - step : len(old) - found] == new[len(new) - found - step : len(new) - found]:
            found += step
        step //= 4
    return found
