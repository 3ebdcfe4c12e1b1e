"""Tables and unions: what has numbers on the wire, and what may grow.

As values, a table is an object of the fields that are present, in the order of their numbers; a union an object of its
one variant, `{"pin": "1234"}`, or `{"?": 7}` for one that is not known. What a value cannot say (fields that are reserved
or not known, what is inside of an unknown variant) makes the reader `partial`: the bytes are accepted, but the value is
not all of them.

Choices where the description leaves room:

 1. A table with an object has at least one field: one without is 0, 0. So a presence mask of zero is refused.
 2. A field that is not known lies behind the end of the last known one and has a size, so with one the fixed part is
    longer than that end. The bytes between known fields are padding also then.
 3. The object of a flexible union is never empty. Its variant takes its size in place, then come its own objects; a
    known variant fills the object exactly.
 4. A number that is reserved is refused by a strict union, and not known to a flexible one.
 5. An unknown part may mention as many capabilities as its type has room for, less those that the known parts of the
    same value mention. The next known mention settles how many there were.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from .body import STILL, Growth, Reader, Refused, Type, Value, Writer, round_up

HEADER = 8
"""A table's object begins with a presence mask of 48 bits and the length of the fixed part in words of 8 bytes."""
FIELDS = 48


class Growing(Type):
    """A type with an object of its own that may grow: at most `room` bytes and `most` capabilities, at alignment 8."""

    align = 4
    slot: int
    """Where `offset: u32, len: u32` lie in place."""

    def __init__(self, room: int, most: int) -> None:
        self.room, self.most = room, most

    def enter(self, reader: Reader, at: int) -> tuple[int, int]:
        """Where the object begins and ends; the cursor stands at its begin."""
        offset, length = reader.number(at + self.slot, 4), reader.number(at + self.slot + 4, 4)
        if not 0 < length <= self.room:
            raise Refused("bound")
        start = round_up(reader.cursor, 8)
        if offset != start:
            raise Refused("offset")
        if start + length > len(reader.body):
            raise Refused("length")
        reader.zero(reader.cursor, start)
        reader.cursor = start
        return start, start + length

    def leave(self, reader: Reader, end: int) -> None:
        """A known object ends where its last part ends."""
        if reader.cursor != end:
            raise Refused("length")

    def skip(self, reader: Reader, end: int, known: int) -> None:
        """Steps over what is not known, behind `known` capabilities of the same value."""
        if reader.cursor > end:
            raise Refused("length")
        reader.cursor, reader.partial = end, True
        reader.slack += max(0, self.most - known)

    def place(self, writer: Writer, at: int, start: int) -> None:
        """Notes an object that ends where the body ends now."""
        writer.number(at + self.slot, 4, start)
        writer.number(at + self.slot + 4, 4, len(writer.body) - start)

    def growth(self) -> Growth:
        return tuple(round_up(start, 8) - start + self.room for start in range(8))

    def caps(self) -> int:
        return self.most


class Table(Growing):
    """Fields with the numbers 1, 2, 3, …; one without a name is reserved."""

    slot, size = 0, 8
    ABSENT = b"\xff\xff\xff\xff\0\0\0\0"

    def __init__(self, fields: Sequence[tuple[str | None, Type]], room: int, most: int) -> None:
        super().__init__(room, most)
        self.fields: list[tuple[str | None, Type, int]] = []
        self.end = HEADER
        for name, of in fields:
            start = round_up(self.end, of.align)
            self.fields.append((name, of, start))
            self.end = start + of.size

    def fixed(self, last: int) -> int:
        """The length of the fixed part whose last field is this one."""
        _, of, offset = self.fields[last]
        return round_up(offset + of.size, 8)

    def decode(self, reader: Reader, at: int) -> Value:
        if reader.number(at + 4, 4) == 0:
            if reader.number(at, 4):
                raise Refused("offset")
            return {}
        start, end = self.enter(reader, at)
        mask, fixed = reader.number(start, 6), 8 * reader.number(start + 6, 2)
        if end - start < HEADER or mask == 0 or fixed > end - start:
            raise Refused("table")
        last = mask.bit_length() - 1
        if fixed != self.fixed(last) if last < len(self.fields) else fixed <= self.end:
            raise Refused("table")
        stop = reader.cursor = start + fixed
        before, value, seen = reader.known, {}, start + HEADER
        for bit, (name, of, offset) in enumerate(self.fields):
            here = start + offset
            reader.zero(seen, min(here, stop))
            seen = here + of.size
            if not mask >> bit & 1:
                reader.zero(here, min(seen, stop))
                continue
            found = reader.value(of, here)
            if name is None:
                reader.partial = True
            else:
                value[name] = found
        if last < len(self.fields):
            reader.zero(seen, stop)
            self.leave(reader, end)
        else:
            self.skip(reader, end, reader.known - before)
        return value

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        names = [name for name, _, _ in self.fields]
        if not isinstance(value, dict) or not value.keys() <= {name for name in names if name is not None}:
            raise Refused("value")
        present = [bit for bit, name in enumerate(names) if name in value]
        if not present:
            return
        fixed = self.fixed(present[-1])
        start = writer.claim(fixed, 8)
        writer.number(start, 6, sum(1 << bit for bit in present))
        writer.number(start + 6, 2, fixed // 8)
        for bit in present:
            name, of, offset = self.fields[bit]
            of.encode(writer, start + offset, value[name])
        self.place(writer, at, start)


class Variants(Type):
    """The variants of a union by number."""

    variants: dict[int, tuple[str, Type]]

    def chosen(self, value: Value) -> tuple[int, Type, Value]:
        """Number, type and value of the variant that a value names."""
        if isinstance(value, dict) and len(value) == 1:
            for number, (name, of) in self.variants.items():
                if name in value:
                    return number, of, value[name]
        raise Refused("value")

    @abstractmethod
    def decode(self, reader: Reader, at: int) -> Value: ...


class Union(Variants):
    """Strict: `{ tag: u32, slot }` in place."""

    def __init__(self, variants: dict[int, tuple[str, Type]]) -> None:
        self.variants = variants
        types = [of for _, of in variants.values()]
        self.align = max(4, *(of.align for of in types))
        self.slot = self.align
        self.size = round_up(self.slot + max(of.size for of in types), self.align)

    def decode(self, reader: Reader, at: int) -> Value:
        if (number := reader.number(at, 4)) not in self.variants:
            raise Refused("union")
        name, of = self.variants[number]
        reader.zero(at + 4, at + self.slot)
        value = reader.value(of, at + self.slot)
        reader.zero(at + self.slot + of.size, at + self.size)
        return {name: value}

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        number, of, inner = self.chosen(value)
        writer.number(at, 4, number)
        of.encode(writer, at + self.slot, inner)

    def growth(self) -> Growth:
        return tuple(max(all_of) for all_of in zip(STILL, *(of.growth() for _, of in self.variants.values())))

    def caps(self) -> int:
        return max(of.caps() for _, of in self.variants.values())


class Flexible(Growing, Variants):
    """`tag: u32, offset: u32, len: u32`: the variant is an object."""

    slot, size = 4, 12
    ABSENT = b"\0\0\0\0\xff\xff\xff\xff\0\0\0\0"

    def __init__(self, variants: dict[int, tuple[str, Type]], room: int, most: int) -> None:
        super().__init__(room, most)
        self.variants = variants

    def decode(self, reader: Reader, at: int) -> Value:
        if (number := reader.number(at, 4)) == 0:
            raise Refused("union")
        start, end = self.enter(reader, at)
        if number not in self.variants:
            self.skip(reader, end, 0)
            return {"?": number}
        name, of = self.variants[number]
        reader.cursor = start + of.size
        if reader.cursor > end:
            raise Refused("length")
        value = reader.value(of, start)
        self.leave(reader, end)
        return {name: value}

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        number, of, inner = self.chosen(value)
        writer.number(at, 4, number)
        start = writer.claim(of.size, 8)
        of.encode(writer, start, inner)
        self.place(writer, at, start)
