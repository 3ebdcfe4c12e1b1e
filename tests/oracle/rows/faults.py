"""Bodies that are wrong in one way: what an attacker, or a careless writer, would send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..body import round_up
from ..content import Text
from ..grow import Flexible, Growing, Table, Union
from ..types import Bool, Cap, Inline, Option, Slice, underlying
from .trace import Node, Trace
from .words import UTF8

Change = tuple[str, bytes, object]
"""A rule, a body that breaks it, and what tells this from other ways to break it."""


@dataclass
class Fault:
    """A body with one thing changed: the rule that it breaks, the part it is about, and what else tells it from others."""

    rule: str
    node: Node
    body: bytes
    caps: int
    detail: object = None


class Breaker:
    """Breaks a sound body in every way."""

    def __init__(self, trace: Trace, caps: int) -> None:
        self.trace, self.body, self.caps = trace, trace.body, caps
        self.slots = [node.at + getattr(node.of, "slot", 0) for node in trace.nodes if self.placed(node)]
        """Where the offsets of all objects are."""

    def number(self, at: int, size: int) -> int:
        return self.trace.number(at, size)

    def with_number(self, at: int, size: int, number: int) -> bytes:
        return self.with_bytes(at, (number % (1 << 8 * size)).to_bytes(size, "little"))

    def with_bytes(self, at: int, new: bytes) -> bytes:
        return self.body[:at] + new + self.body[at + len(new) :]

    def placed(self, node: Node) -> bool:
        """Whether a part has an object."""
        at = node.at + getattr(node.of, "slot", 0)
        return isinstance(node.of, (Slice, Growing)) and self.number(at + 4, 4) != 0

    def inside(self) -> Iterator[Fault]:
        """What is wrong with one part."""
        for node in self.trace.nodes:
            for rule, body, detail in self.part(node):
                yield Fault(rule, node, body, self.caps, detail)

    def whole(self) -> Iterator[Fault]:
        """What is wrong with a body as a whole."""
        root, body, caps, end = self.trace.nodes[0], self.body, self.caps, self.trace.cursor
        if body:
            yield Fault("short", root, body[:-8], caps)
            yield Fault("nothing", root, b"", caps)
            yield Fault("not-words", root, body[:-1], caps, "less")
        yield Fault("not-words", root, body + bytes(4), caps, "more")
        yield Fault("trailing", root, body + bytes(8), caps)
        yield Fault("trailing-bytes", root, body + bytes(7) + b"\1", caps)
        for at in range(end, len(body)):
            yield Fault("end-padding", root, self.with_bytes(at, b"\1"), caps, at - end)
        if caps:
            yield Fault("caps-missing", root, body, caps - 1)
        # behind what is not known, some may be left over
        for more in range(1, 10):
            yield Fault("caps-over", root, body, caps + more)

    def part(self, node: Node) -> Iterator[Change]:
        """What is wrong with one part."""
        of, at = node.of, node.at
        yield from self.zeros(node)
        match of:
            case Bool():
                yield "bool", self.with_bytes(at, b"\2"), 2
                yield "bool", self.with_bytes(at, b"\xff"), 255
            case Option(absent=bytes()):
                yield from self.absent(node)
            case Option():
                yield "option-byte", self.with_bytes(at, b"\2"), 2
                yield "option-byte", self.with_bytes(at, b"\xff"), 255
            case Cap():
                yield from self.cap(node)
            case Slice():
                yield from self.slice(node)
            case Inline():
                top = (1 << 8 * of.prefix) - 1
                if of.bound < top:
                    yield "length-over", self.with_number(at, of.prefix, of.bound + 1), 1
                    yield "length-huge", self.with_number(at, of.prefix, top), 1
                if isinstance(of.content, Text):
                    yield from self.utf8(at + of.places, self.number(at, of.prefix))
            case Union():
                yield from self.tags(node)
            case Growing():
                yield from self.growing(node)

    def zeros(self, node: Node) -> Iterator[Change]:
        """Each byte of padding, once for each layout."""
        of = node.of
        for start, end in node.zeros:
            for at in range(start, min(end, len(self.body))):
                near = at - start < 8 or end - at < 2
                match of:
                    case Inline() if start >= node.at + of.places:
                        rule = "unused"
                    case Option() if not self.number(node.at, 1) and at >= node.at + of.offset:
                        rule = "absent-place"
                    case Slice() | Growing() if end == self.number(node.at + getattr(of, "slot", 0), 4):
                        rule = "padding-before"
                    case Table():
                        rule = "absent-place" if self.is_field(node, at) else "padding"
                    case _:
                        rule = "padding"
                if near:
                    base = self.number(node.at, 4) if isinstance(of, Table) else node.at
                    tag = self.number(node.at, 4) if isinstance(of, Union) else 0
                    yield rule, self.with_bytes(at, bytes([1 << at % 8])), (tag, at - base)

    def is_field(self, node: Node, at: int) -> bool:
        start = self.number(node.at, 4)
        return any(start + offset <= at < start + offset + of.size for _, of, offset in node.of.fields)

    def cap(self, node: Node) -> Iterator[Change]:
        index = self.number(node.at, 2)
        # behind what is not known, some may be left out
        for more in range(1, 10):
            yield "cap-skip", self.with_number(node.at, 2, index + more), None
        if index:
            yield "cap-repeat", self.with_number(node.at, 2, index - 1), None
        if node.parent is None or not isinstance(node.parent.of, Option):
            yield "cap-absent", self.with_number(node.at, 2, 0xFFFF), None
        others = [other.at for other in self.trace.nodes if isinstance(other.of, Cap)]
        for first, second in pairwise(others):
            if node.at in (first, second):
                swapped = self.with_bytes(first, self.body[second : second + 2])
                yield "cap-backwards", swapped[:second] + self.body[first : first + 2] + swapped[second + 2 :], None

    def absent(self, node: Node) -> Iterator[Change]:
        """What is nearly absent, or nearly there."""
        of, at = node.of, node.at
        is_absent = self.body[at : at + of.size] == of.absent
        if of.size == 2:
            mentions = [other.at for other in self.trace.nodes if isinstance(other.of, Cap)]
            index = sum(other < at for other in mentions)
            if is_absent:
                yield "cap-extra", self.with_number(at, 2, index), None
                yield "cap-nearly", self.with_number(at, 2, 0xFFFE), None
                yield "cap-nearly", self.with_number(at, 2, 0x00FF), 1
            elif self.number(at, 2) != 0xFFFF:
                yield "cap-gone", self.with_number(at, 2, 0xFFFF), None
        elif is_absent:
            slot = at + of.size - 8
            yield "absent-length", self.with_number(slot + 4, 4, 1), None
            yield "absent-offset", self.with_number(slot, 4, 0xFFFF_FFFE), None
            if slot > at:
                yield "absent-tag", self.with_number(at, 4, 1), None

    def in_option(self, node: Node) -> bool:
        """Whether all ones are a value here, perhaps through new types."""
        parent = node.parent
        while parent and underlying(parent.of) is not parent.of:
            parent = parent.parent
        return parent is not None and isinstance(parent.of, Option) and parent.at == node.at

    def slice(self, node: Node) -> Iterator[Change]:
        of, at = node.of, node.at
        offset, count = self.number(at, 4), self.number(at + 4, 4)
        yield "length-huge", self.with_number(at + 4, 4, 0xFFFF_FFFF), None
        if not count:
            yield from self.empty(node, at)
            return
        yield from self.offsets(node, at, of.content.align)
        yield "length-under", self.with_number(at + 4, 4, count - 1), None
        room = (len(self.body) - offset) // of.content.stride
        if room < of.bound:
            yield "length-outside", self.with_number(at + 4, 4, room + 1), None
        if isinstance(of.content, Text):
            yield from self.utf8(offset, count)
            # a character that begins at the end of the text, and ends in the object behind it
            behind = offset + count
            for character in "é", "€", "\U0001d11e":
                whole = character.encode()
                for cut in range(1, len(whole)):
                    end = behind + len(whole) - cut
                    if cut <= count and end <= self.trace.cursor and all(self.body[behind:end]):
                        yield "utf8-border", self.with_bytes(behind - cut, whole), (len(whole), cut)

    def empty(self, node: Node, at: int) -> Iterator[Change]:
        """Of something without an object: where it could be, and all ones."""
        yield "offset-empty", self.with_number(at, 4, round_up(self.trace.cursor, 8)), None
        yield "offset-empty", self.with_number(at, 4, self.trace.root.size), "first"
        if not self.in_option(node):
            yield "offset-absent", self.with_number(at, 4, 0xFFFF_FFFF), None

    def offsets(self, node: Node, at: int, align: int) -> Iterator[Change]:
        """Wrong places for an object that is there."""
        offset, length = self.number(at, 4), self.number(at + 4, 4)
        start = node.claims[0][0] if node.claims else offset
        yield "offset-zero", self.with_number(at, 4, 0), None
        yield "offset-low", self.with_number(at, 4, offset - align), None
        yield "offset-high", self.with_number(at, 4, offset + align), None
        if align > 1:
            yield "offset-odd", self.with_number(at, 4, offset + 1), 1
            yield "offset-odd", self.with_number(at, 4, offset + align // 2), align // 2
        yield "offset-outside", self.with_number(at, 4, round_up(len(self.body), align)), 0
        yield "offset-outside", self.with_number(at, 4, 0x8000_0000), 1
        yield "offset-outside", self.with_number(at, 4, -(length * 8) & -align), 2
        yield "offset-absent", self.with_number(at, 4, 0xFFFF_FFFF), "length"
        before = [self.number(slot, 4) for slot in self.slots if self.number(slot, 4) < start]
        if before:
            yield "offset-overlap", self.with_number(at, 4, before[-1]), None
        for other in sorted(self.slots, key=lambda slot: self.number(slot + 4, 4) != length):
            if other != at:
                swapped = self.with_bytes(at, self.body[other : other + 4])
                yield "offset-order", swapped[:other] + self.body[at : at + 4] + swapped[other + 4 :], None
        hole = bytearray(self.body[:start] + bytes(8) + self.body[start:])
        for slot in self.slots:
            if (found := self.number(slot, 4)) >= start:
                place = slot + 8 if slot >= start else slot
                hole[place : place + 4] = (found + 8).to_bytes(4, "little")
        yield "offset-hole", bytes(hole), None

    def with_word(self, table: Node, offset: int, words: int) -> bytes:
        """A word of zeros behind the fixed part of a table, as if it belonged to it."""
        end = offset + 8 * words
        longer = bytearray(self.body[:end] + bytes(8) + self.body[end:])
        longer[offset + 6 : offset + 8] = (words + 1).to_bytes(2, "little")
        for node in self.trace.nodes:
            at = node.at + getattr(node.of, "slot", 0)
            if not self.placed(node):
                continue
            found, length = self.number(at, 4), self.number(at + 4, 4)
            at += 8 if at >= end else 0
            if node is table or (isinstance(node.of, Growing) and found < offset < found + length):
                longer[at + 4 : at + 8] = (length + 8).to_bytes(4, "little")
            elif found >= end:
                longer[at : at + 4] = (found + 8).to_bytes(4, "little")
        return bytes(longer)

    def utf8(self, at: int, count: int) -> Iterator[Change]:
        for rule, texts in UTF8.items():
            for digits in texts:
                wrong = bytes.fromhex(digits)
                if len(wrong) <= count:
                    yield rule, self.with_bytes(at + count - len(wrong), wrong), digits

    def tags(self, node: Node) -> Iterator[Change]:
        of, at = node.of, node.at
        numbers = of.variants.keys()
        yield "tag-none", self.with_number(at, 4, 0), None
        for number in range(1, max(numbers)):
            if number not in numbers:
                yield "tag-reserved", self.with_number(at, 4, number), number
        yield "tag-unknown", self.with_number(at, 4, max(numbers) + 1), 0
        yield "tag-unknown", self.with_number(at, 4, 0xFFFF_FFFF), 1
        yield "tag-unknown", self.with_number(at, 4, self.number(at, 4) | 0x1_0000), 2

    def growing(self, node: Node) -> Iterator[Change]:
        of, at = node.of, node.at + node.of.slot
        if isinstance(of, Flexible):
            yield "tag-none", self.with_number(node.at, 4, 0), None
        offset, length = self.number(at, 4), self.number(at + 4, 4)
        yield "length-huge", self.with_number(at + 4, 4, 0xFFFF_FFFF), None
        if not length:
            yield from self.empty(node, at)
            return
        yield from self.offsets(node, at, 8)
        yield "room-over", self.with_number(at + 4, 4, of.room + 1), None
        yield "object-under", self.with_number(at + 4, 4, length - 1), None
        yield "object-over", self.with_number(at + 4, 4, length + 1), None
        yield "object-over", self.with_number(at + 4, 4, length + 8), 8
        yield "object-empty", self.with_number(at + 4, 4, 0), None
        if isinstance(of, Table):
            mask, words = self.number(offset, 6), self.number(offset + 6, 2)
            yield "table-none", self.with_number(offset, 6, 0), None
            yield "table-long", self.with_number(offset + 6, 2, words + 1), None
            yield "table-long", self.with_word(node, offset, words), "there"
            yield "table-outside", self.with_number(offset + 6, 2, 0xFFFF), None
            yield "table-short", self.with_number(offset + 6, 2, words - 1), None
            yield "table-short", self.with_number(offset + 6, 2, 0), 0
            if (unknown := len(of.fields)) < 48:
                yield "table-unknown", self.with_number(offset, 6, mask | 1 << unknown), None
                yield "table-unknown", self.with_number(offset, 6, mask | 1 << 47), 47
            for bit in range(mask.bit_length() - 1):
                if mask >> bit & 1:
                    yield "table-absent", self.with_number(offset, 6, mask ^ 1 << bit), bit
