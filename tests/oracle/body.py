"""A message body: one pass over it, the one way to write it, and how long it can get.

This is a second opinion on the wire format. It is written from the format's description alone, shares no line
with the generated code, and prefers being obviously right to being fast.

Where the description leaves room for how a body hangs together, the choice is made here, once:

 1. The fixed part is the C struct of the parameters, tail padding included. The first object begins at its end,
    rounded up to the object's own alignment, not to 8. Only the end of the whole body is rounded up to 8.
 2. The walk is depth first and goes field by field: a string, list or option is finished, with all that it holds,
    before the next field is looked at. This one walk orders the objects *and* the capabilities, so a capability
    inside a list comes before the capability in the field after that list.
 3. All elements of a list come first (at stride = size), then the objects of element 0, of element 1, and so on.
 4. A body shorter or longer than its value, or not a multiple of 8, is refused; so is one capability too few or
    too many.
 5. The greatest body is exact: every option present, every length at its bound, padding as it then falls.
    Refinements do not lower it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

Value = Any
"""What JSON can say; `types.py` says which value is which JSON."""


class Refused(Exception):
    """The bytes are no value of the type, or the value has no bytes. Carries one word, the reason."""


def round_up(number: int, align: int) -> int:
    """The least multiple of `align` that is not below `number`."""
    return -(-number // align) * align


class Reader:
    """One pass over a received body: the cursor stands behind the objects seen so far.

    `mentioned` is the next capability, by `slack` at most it may be a later one, `known` counts the mentions that were
    seen, and `partial` says that a part of the body is not in the value.
    """

    def __init__(self, body: bytes, fixed: int) -> None:
        if len(body) % 8 or len(body) < fixed:
            raise Refused("length")
        self.body, self.cursor, self.mentioned = body, fixed, 0
        self.known, self.slack, self.partial = 0, 0, False

    def value(self, of: Type, at: int) -> Value:
        """A value of this type, whose own bytes begin at `at`. Every part of a value is read through here."""
        return of.decode(self, at)

    def number(self, at: int, size: int, signed: bool = False) -> int:
        return int.from_bytes(self.body[at : at + size], "little", signed=signed)

    def zero(self, start: int, end: int) -> None:
        """Refuses padding that is not zero."""
        if any(self.body[start:end]):
            raise Refused("padding")

    def claim(self, size: int, align: int) -> None:
        """Moves the cursor behind the next object."""
        start = round_up(self.cursor, align)
        if start + size > len(self.body):
            raise Refused("length")
        self.zero(self.cursor, start)
        self.cursor = start + size

    def mention(self, index: int) -> None:
        """Takes the next capability, which must be this one, or a later one behind a part that is not known."""
        if not self.mentioned <= index <= self.mentioned + self.slack:
            raise Refused("capability")
        self.mentioned, self.slack = index + 1, 0
        self.known += 1


class Writer:
    """Builds a body that starts as zeros, so padding needs no writing. Mirrors `Reader`."""

    def __init__(self, fixed: int) -> None:
        self.body, self.mentioned = bytearray(fixed), 0

    def number(self, at: int, size: int, number: int) -> None:
        self.body[at : at + size] = number.to_bytes(size, "little", signed=number < 0)

    def claim(self, size: int, align: int) -> int:
        """Where the next object begins; the body grows to hold it."""
        start = round_up(len(self.body), align)
        self.body.extend(bytes(start + size - len(self.body)))
        return start

    def mention(self, index: int) -> None:
        if index != self.mentioned:
            raise Refused("capability")
        self.mentioned += 1


Growth = tuple[int, ...]
"""How many bytes the objects of a value add at most, for each place (modulo 8) where the cursor may stand.

A later start never means an earlier end, so the greatest body has every length at its bound and can be followed
by eight residues alone; a list of a million elements costs twenty steps (see `repeat`).
"""
STILL: Growth = (0,) * 8


def follow(first: Growth, second: Growth) -> Growth:
    """The growth of one value after another."""
    return tuple(grown + second[(start + grown) % 8] for start, grown in enumerate(first))


def repeat(growth: Growth, times: int) -> Growth:
    """The growth of `times` values after each other, by squaring."""
    total = STILL
    while times:
        if times & 1:
            total = follow(total, growth)
        growth, times = follow(growth, growth), times >> 1
    return total


class Type(ABC):
    """A type with a size and an alignment in place. `at` is where a value's own bytes begin in the body."""

    size: int
    align: int
    alias = False
    """Whether a description calls it by an alias here; nothing depends on it."""

    @abstractmethod
    def decode(self, reader: Reader, at: int) -> Value: ...

    @abstractmethod
    def encode(self, writer: Writer, at: int, value: Value) -> None: ...

    def growth(self) -> Growth:
        return STILL

    def caps(self) -> int:
        """The greatest number of capabilities in a value."""
        return 0


def decode_body(of: Type, body: bytes, caps: int) -> Value:
    """The value that a whole body with `caps` capabilities holds."""
    return decode_partly(of, body, caps)[0]


def decode_partly(of: Type, body: bytes, caps: int) -> tuple[Value, bool]:
    """The same, and whether a part of the body is not in the value."""
    return read_whole(Reader(body, of.size), of, caps)


def read_whole(reader: Reader, of: Type, caps: int) -> tuple[Value, bool]:
    """The same, by this reader."""
    body = reader.body
    value = reader.value(of, 0)
    end = round_up(reader.cursor, 8)
    if len(body) != end:
        raise Refused("trailing" if len(body) > end else "length")
    reader.zero(reader.cursor, end)
    if not reader.mentioned <= caps <= reader.mentioned + reader.slack:
        raise Refused("capability")
    return value, reader.partial


def encode_body(of: Type, value: Value) -> tuple[bytes, int]:
    """The one body of a value, and how many capabilities it mentions."""
    writer = Writer(of.size)
    of.encode(writer, 0, value)
    writer.claim(0, 8)
    return bytes(writer.body), writer.mentioned


def max_body(of: Type) -> int:
    """The length of the longest body."""
    return round_up(of.size + of.growth()[of.size % 8], 8)
