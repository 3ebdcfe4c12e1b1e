"""Type × position × rule: how many rows there are of each, and why there are none where there can be none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .cells import NUMBERS, POSITIONS

ACCEPTED = "accepted"
SLOT = (
    "length-huge", "offset-zero", "offset-low", "offset-high", "offset-outside", "offset-overlap", "offset-order",
    "offset-hole", "offset-absent",
)  # fmt: skip
LENGTHS = ("at the bound", "one less", "empty")
BYTES = (*LENGTHS, *SLOT, "offset-empty", "length-over", "length-under")
GROWING = (*SLOT, "offset-odd", "padding-before", "unknown", "room-over", "object-under", "object-over", "object-empty", "member")
TABLE = (
    *GROWING, "offset-empty", "padding", "absent-place", "table-none", "table-short", "table-long", "table-outside",
    "table-unknown", "table-absent",
)  # fmt: skip
UNION = ("padding", "tag-none", "tag-reserved", "tag-unknown", "member")
INLINE = (*LENGTHS, "length-over", "length-huge", "unused")

RULES: dict[str, tuple[str, ...]] = {
    **{name: ("range",) if name[0] != "f" else () for name in NUMBERS},
    "bool": ("bool",),
    "enum": ("enum",),
    "flexible enum": (),
    "flags": ("flags",),
    "flexible flags": (),
    "new type": ("refinement",),
    "array": ("elements",),
    "struct": ("padding", "refinement"),
    "inline string": (*INLINE, "utf8"),
    "inline bytes": INLINE,
    "inline list": (*INLINE, "padding"),
    "string": (*BYTES, "utf8"),
    "bytes": BYTES,
    "list": (*BYTES, "offset-odd", "padding-before"),
    "union": UNION,
    "flexible union": (*GROWING, "tag-none"),
    "table": TABLE,
    "option, a byte": ("option-byte", "padding", "absent-place"),
    "option, all ones": ("absent-length", "absent-offset", "absent-tag"),
    "option of cap": ("cap-gone", "cap-extra", "cap-nearly"),
    "cap": ("cap-skip", "cap-repeat", "cap-backwards", "cap-absent"),
    "resource struct": ("padding",),
    "resource union": UNION,
    "resource flexible union": (*GROWING, "tag-none"),
    "resource table": TABLE,
}
"""What each type brings, besides being accepted: lengths that are, and rules that refuse."""

WHOLE = ("end-padding", "short", "nothing", "not-words", "trailing", "trailing-bytes", "caps-over")
"""The rules of a body as a whole."""

REASONS = {
    "e": "`fails` names an enum, a struct or a strict union, without capabilities",
    "i": "an element of an inline list has no object and no capability",
    "o": "a field of a table is no option: each may be absent",
    "n": "a new type holds no capability",
    "v": "an event carries no capability",
    "f": "the object of a flexible union begins at a multiple of 8, and so does what follows such a variant",
    "a": "an option in front of it makes absent a value",
}
"""Why a cell is empty."""

ERRORS = ("enum", "flexible enum", "struct", "union")
PLACED = ("string", "bytes", "list", "flexible union", "table", "option, all ones")


def reason(of: str, position: str, rule: str) -> str | None:
    """Why there can be no such cell."""
    holds = of.startswith("resource") or of in ("cap", "option of cap")
    match position:
        case "error" if of not in ERRORS:
            return "e"
        case "inline list element" if holds or of in PLACED:
            return "i"
        case "table field" if of.startswith("option"):
            return "o"
        case "new type" if holds:
            return "n"
        case "event" if holds:
            return "v"
        case "flexible union variant" if rule == "padding-before" and of != "flexible union" and of != "resource flexible union":
            return "f"
        case "option" if rule == "cap-absent":
            return "a"
    return None


class Matrix:
    """Counts rows."""

    def __init__(self) -> None:
        self.count: Counter[tuple[str, str, str]] = Counter()

    def add(self, cells: Counter[tuple[str, str, str]]) -> None:
        for (of, position, rule), number in cells.items():
            self.count[of, position, "utf8" if rule.startswith("utf8") else rule] += number

    def cell(self, of: str, position: str, rule: str) -> str:
        number = self.count[of, position, rule]
        return str(number) if number else reason(of, position, rule) or "?"

    def lines(self) -> Iterator[str]:
        """The tables, as text; `?` is a cell that ought to have a row."""
        heads = POSITIONS.values()
        for of, rules in RULES.items():
            yield f"{of:24}" + "".join(f"{head:>5}" for head in heads)
            for rule in (ACCEPTED, *rules):
                yield f"  {rule:22}" + "".join(f"{self.cell(of, position, rule):>5}" for position in POSITIONS)
            yield ""
        yield f"{'the body as a whole':24}" + "".join(f"{head:>5}" for head in list(heads)[:4])
        for rule in WHOLE:
            yield f"  {rule:22}" + "".join(f"{self.count['message', position, rule] or '?':>5}" for position in list(POSITIONS)[:4])

    def empty(self) -> list[str]:
        """The cells that ought to have a row."""
        return [line for line in self.lines() if "?" in line]
