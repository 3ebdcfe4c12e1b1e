"""The rows of one description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..body import Refused, Type, Value, decode_partly, encode_body
from ..questions import compact
from ..schema import Schema
from ..types import Many, Struct
from .cells import type_name
from .faults import Breaker, Fault
from .matrix import LENGTHS
from .parts import counted, encoded, parts
from .trace import Trace
from .values import bad, good, later

Cell = tuple[str, str, str]
"""A type, the position in which it stands, a rule."""

KINDS = ("success", "encode-refused", "decode-refused", "capability-refused", "evolution")


@dataclass
class Row:
    """One line of a table."""

    kind: str
    message: str
    caps: int
    body: bytes | None
    value: Value
    rule: str = "-"
    about: str = "-"

    def line(self) -> str:
        digits = "-" if not self.body else grouped(self.body.hex())
        value = "-" if self.kind.endswith("refused") and self.kind != "encode-refused" else compact(self.value)
        return "\t".join((self.kind, self.message, str(self.caps), digits, value, self.rule, self.about))


def grouped(digits: str) -> str:
    """Digits in groups of eight bytes."""
    return " ".join(digits[at : at + 16] for at in range(0, len(digits), 16))


class Subject:
    """Makes rows; a fault that was seen in a cell, also of another subject, is not told twice."""

    def __init__(self, schema: Schema, seen: set[object]) -> None:
        self.schema, self.messages = schema, schema.messages()
        self.cells: Counter[Cell] = Counter()
        self.seen = seen
        self.homes: dict[object, object] = {}
        self.rows: list[Row] = []

    def kind(self, name: str) -> str:
        """What stands at the top of a message."""
        stem, end = name.rsplit(".", 1)
        match end:
            case "request":
                return "parameter"
            case "error":
                return "error"
        return "event" if stem in self.schema.events else "result"

    def make(self) -> list[Row]:
        for name, lazy in self.messages.items():
            of = lazy()
            if not (isinstance(of, Struct) and not of.fields and not name.startswith("Messages.")):
                self.message(name, of)
        return self.rows

    def message(self, name: str, of: Type) -> None:
        kind, seen = self.kind(name), {}
        for value in good(of):
            body, caps = encode_body(of, counted(value))
            if (body, caps) not in seen:
                seen[body, caps] = Row("success", name, caps, body, counted(value))
                for part in parts(of, value, kind):
                    for rule in accepted(part.of, part.value):
                        self.cells[type_name(part.of), part.position, rule] += 1
        self.rows += seen.values()
        for row in seen.values():
            self.rows += self.bad_values(row, of, kind)
        for row in seen.values():
            self.rows += self.unknown(row, of, kind)
        for row in seen.values():
            self.rows += self.broken(row, of, kind)

    def from_writer(self, written: Schema) -> None:
        """What another version writes, and how this one reads it."""
        for name, lazy in written.messages().items():
            of, kind, seen = self.messages[name](), self.kind(name), set()
            for value in good(lazy()):
                body, caps = encode_body(lazy(), counted(value))
                if (body, caps) not in seen:
                    seen.add((body, caps))
                    read = decode_partly(of, body, caps)[0]
                    row = Row("evolution", name, caps, body, read)
                    self.rows.append(row)
                    self.rows += self.broken(row, of, kind)

    def unknown(self, row: Row, of: Type, kind: str) -> Iterator[Row]:
        """What a later version may have added."""
        for part in parts(of, row.value, kind):
            for place, (rule, added, patches) in enumerate(later(part.of)):
                cell = (type_name(part.of), part.position, rule)
                if not self.fresh((cell, place) if rule == "unknown" else (row.message, part.site, place)):
                    continue
                body, caps = encoded(of, part.put(added), patches)
                if rule == "unknown":
                    read = decode_partly(of, body, caps)[0]
                    found = self.told(Row("evolution", row.message, caps, body, read, rule), cell)
                    yield found
                    yield from self.broken(found, of, kind)
                else:
                    must_refuse(lambda: decode_partly(of, body, caps))
                    yield self.told(Row("decode-refused", row.message, caps, body, None, rule), cell)

    def bad_values(self, row: Row, of: Type, kind: str) -> Iterator[Row]:
        """Values that are none: as they are refused by a writer, and as a reader meets them."""
        everything = list(parts(of, row.value, kind))
        free = tuple((part.of, "where", None) for part in everything if getattr(part.of, "where", None))
        for part in everything:
            told: set[str] = set()
            for rule, wrong, patches in bad(part.of):
                cell = (type_name(part.of), part.position, rule)
                # all that is wrong where a type is met first, one of each kind at every other site
                first = self.first((cell[0], rule), part)
                if not first and (rule in told or (row.message, part.site, rule) in self.seen):
                    continue
                told.add(rule)
                value = counted(part.put(wrong))
                must_refuse(lambda: encode_body(of, value))
                yield self.told(Row("encode-refused", row.message, 0, None, value, rule), cell)
                if patches is not None:
                    body, caps = encoded(of, value, patches + free)
                    must_refuse(lambda: decode_partly(of, body, caps))
                    yield self.told(Row("decode-refused", row.message, caps, body, None, rule), cell)
            self.seen |= {(row.message, part.site, rule) for rule in told}

    def broken(self, row: Row, of: Type, kind: str) -> Iterator[Row]:
        """Bodies that are wrong in one way."""
        breaker = Breaker(Trace(of, row.body, row.caps, kind), row.caps)
        for fault in breaker.whole():
            keys = {(row.message, fault.rule), (fault.rule, fault.detail)}
            yield from self.told_once(row, fault, of, ("message", kind, fault.rule), keys)
        for fault in breaker.inside():
            node, rule = fault.node, fault.rule
            cell = (type_name(node.of), node.position, rule)
            keys = {cell, (cell[0], rule, fault.detail)}
            if rule in EVERYWHERE:
                keys = {(row.message, node.site, rule, fault.detail)}
            elif rule.startswith("utf8"):
                keys = {(row.message, node.site, "utf8"), (cell[0], rule, fault.detail)}
            yield from self.told_once(row, fault, of, cell, keys)

    def told_once(self, row: Row, fault: Fault, of: Type, cell: Cell, keys: set[object]) -> Iterator[Row]:
        """A fault that has something new."""
        if not keys <= self.seen and refuses(of, fault):
            self.seen |= keys
            yield self.told(Row(refusal(fault.rule), row.message, fault.caps, fault.body, None, fault.rule), cell)

    def told(self, row: Row, cell: Cell) -> Row:
        self.cells[cell] += 1
        row.about = f"{cell[0]}, {cell[1]}"
        return row

    def fresh(self, key: object) -> bool:
        """Whether this was never asked for before."""
        known = key in self.seen
        self.seen.add(key)
        return not known

    def first(self, key: object, home: object) -> bool:
        """Whether this is the home of a key: the first that asked."""
        return self.homes.setdefault(key, home) is home


EVERYWHERE = (
    "padding", "unused", "absent-place", "absent-length", "absent-tag", "bool", "option-byte", "offset-high", "offset-absent",
    "tag-none", "tag-unknown", "room-over", "table-long", "table-absent", "object-over", "cap-skip", "cap-absent",
    "cap-nearly",
)  # fmt: skip
"""What is told of every part of every message, padding byte by byte: the code that looks at it is that part's own."""


def accepted(of: Type, value: Value) -> Iterator[str]:
    """What a value that is taken shows of its type."""
    yield "accepted"
    if isinstance(of, Many):
        less = of.bound - of.content.count(value)
        yield from (rule for rule, holds in zip(LENGTHS, (less == 0, less == 1, less == of.bound)) if holds)


def refusal(rule: str) -> str:
    return "capability-refused" if rule.startswith("cap") else "decode-refused"


def refuses(of: Type, fault: Fault) -> bool:
    """Whether it is wrong: at times a change makes another sound body."""
    try:
        decode_partly(of, fault.body, fault.caps)
    except Refused:
        return True
    return False


def must_refuse(act: Callable[[], object]) -> None:
    try:
        act()
    except Refused:
        return
    raise AssertionError("the reference takes what it must refuse")
