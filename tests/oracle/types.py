"""The types, one class per row of the format's table: size, alignment, decoding, encoding, growth.

As values, integers and enums are numbers, flags their bits, `bool` is true or false, floats `{"bits": n}`, strings
strings, bytes hexadecimal strings, arrays and lists arrays, structs objects in field order, options null or
`{"some": v}`, capabilities `{"cap": index}`.

Choices where the description leaves room:

 1. Absent is one exact pattern (offset all ones and length 0, with a tag of 0 in a flexible union; index all ones). All ones with another length, or in a
    place that is no option, is refused. A present empty string is 0, 0, which differs from absent.
 2. Aliases and new types are looked through when the form of an option is chosen, options are not:
    `option<option<T>>` is `{u8, option<T>}` for every T.
 3. Refinements of an absent value and of unused places are not evaluated, and its enums are not checked: they are
    zero bytes, whatever the type's own rules say of zero, also where its absent or empty form is not zero.
 4. A length counts bytes (strings, bytes) or elements. Inline strings are checked for UTF-8 like others. U+0000 is
    fine. A bound of 0 is allowed and leaves only the empty value.
 5. A new type checks its base first, a struct its fields first, then their own refinements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from .body import STILL, Growth, Reader, Refused, Type, Value, Writer, follow, repeat, round_up
from .content import Content, Items

Where = Callable[[Type, Value], bool]
"""Decides a refinement: true if it holds for this value of this type."""


class Int(Type):
    """An integer, and the ground of every other type that is one number: those differ in what they accept."""

    def __init__(self, size: int, signed: bool = False) -> None:
        self.size = self.align = size
        self.signed = signed

    def decode(self, reader: Reader, at: int) -> Value:
        return self.accept(reader.number(at, self.size, self.signed))

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        number = self.number(value)
        least = -(1 << 8 * self.size - 1) if self.signed else 0
        if type(number) is not int or not least <= number < least + (1 << 8 * self.size):
            raise Refused("value")
        self.accept(number)
        writer.number(at, self.size, number)

    def accept(self, number: int) -> Value:
        """The value that this number stands for, or a refusal."""
        return number

    def number(self, value: Value) -> Value:
        """The number that stands for this value; anything that is no integer is refused by the caller."""
        return value


class Bool(Int):
    def __init__(self) -> None:
        super().__init__(1)

    def accept(self, number: int) -> Value:
        if number > 1:
            raise Refused("bool")
        return number == 1

    def number(self, value: Value) -> Value:
        return int(value) if isinstance(value, bool) else None


class Float(Int):
    """A bit pattern: each is a value, NaN and minus zero included."""

    def accept(self, number: int) -> Value:
        return {"bits": number}

    def number(self, value: Value) -> Value:
        return value["bits"] if isinstance(value, dict) and list(value) == ["bits"] else None


class Enum(Int):
    def __init__(self, ground: Int, members: dict[str, int], flexible: bool) -> None:
        super().__init__(ground.size, ground.signed)
        self.members, self.flexible = members, flexible

    def accept(self, number: int) -> Value:
        if not self.flexible and number not in self.members.values():
            raise Refused("enum")
        return number


class Flags(Int):
    def __init__(self, ground: Int, members: dict[str, int], flexible: bool) -> None:
        super().__init__(ground.size)
        self.members, self.flexible = members, flexible
        self.known = reduce(int.__or__, members.values(), 0)

    def accept(self, number: int) -> Value:
        if not self.flexible and number & ~self.known:
            raise Refused("flags")
        return number


class Cap(Type):
    """An index among the message's capabilities."""

    size = align = 2
    ABSENT = b"\xff\xff"

    def decode(self, reader: Reader, at: int) -> Value:
        index = reader.number(at, 2)
        reader.mention(index)
        return {"cap": index}

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        if not isinstance(value, dict) or list(value) != ["cap"] or type(value["cap"]) is not int:
            raise Refused("value")
        writer.mention(value["cap"])
        writer.number(at, 2, value["cap"])

    def caps(self) -> int:
        return 1


class Array(Type):
    """`[T; N]`."""

    def __init__(self, element: Type, length: int) -> None:
        self.content, self.length = Items(element), length
        self.size, self.align = element.size * length, element.align

    def decode(self, reader: Reader, at: int) -> Value:
        return self.content.decode(reader, at, self.length)

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        if self.content.count(value) != self.length:
            raise Refused("value")
        self.content.encode(writer, at, value)

    def growth(self) -> Growth:
        return repeat(self.content.growth(), self.length)

    def caps(self) -> int:
        return self.length * self.content.caps()


class Many(Type):
    """`string<N>`, `bytes<N>`, `list<T, N>`, out of line or inline: up to `bound` places."""

    def __init__(self, content: Content, bound: int) -> None:
        self.content, self.bound = content, bound

    def bounded(self, count: int) -> int:
        if count > self.bound:
            raise Refused("bound")
        return count

    def caps(self) -> int:
        return self.bound * self.content.caps()


class Slice(Many):
    """Out of line: `offset: u32, len: u32`, and an object at the cursor unless empty."""

    size, align = 8, 4
    ABSENT = b"\xff\xff\xff\xff\0\0\0\0"

    def decode(self, reader: Reader, at: int) -> Value:
        offset, count = reader.number(at, 4), self.bounded(reader.number(at + 4, 4))
        if offset != (round_up(reader.cursor, self.content.align) if count else 0):
            raise Refused("offset")
        if count:
            reader.claim(count * self.content.stride, self.content.align)
        return self.content.decode(reader, offset, count)

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        if count := self.bounded(self.content.count(value)):
            start = writer.claim(count * self.content.stride, self.content.align)
            writer.number(at, 4, start)
            writer.number(at + 4, 4, count)
            self.content.encode(writer, start, value)

    def growth(self) -> Growth:
        if self.bound == 0:
            return STILL
        length, align = self.bound * self.content.stride, self.content.align
        elements = tuple(round_up(start, align) - start + length for start in range(8))
        return follow(elements, repeat(self.content.growth(), self.bound))


class Inline(Many):
    """In place: a C struct of the length and `bound` places, the unused ones zero."""

    def __init__(self, content: Content, bound: int) -> None:
        super().__init__(content, bound)
        self.prefix = 1 if bound < 1 << 8 else 2 if bound < 1 << 16 else 4
        self.align = max(self.prefix, content.align)
        self.places = round_up(self.prefix, content.align)
        self.size = round_up(self.places + bound * content.stride, self.align)

    def decode(self, reader: Reader, at: int) -> Value:
        count = self.bounded(reader.number(at, self.prefix))
        places = at + self.places
        reader.zero(at + self.prefix, places)
        reader.zero(places + count * self.content.stride, at + self.size)
        return self.content.decode(reader, places, count)

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        writer.number(at, self.prefix, self.bounded(self.content.count(value)))
        self.content.encode(writer, at + self.places, value)

    def growth(self) -> Growth:
        return repeat(self.content.growth(), self.bound)


class New(Type):
    """A new type: the bytes of its base, and perhaps a refinement."""

    def __init__(self, base: Type, where: Where | None) -> None:
        self.base, self.where = base, where
        self.size, self.align = base.size, base.align

    def refine(self, value: Value) -> None:
        if self.where and not self.where(self.base, value):
            raise Refused("refinement")

    def decode(self, reader: Reader, at: int) -> Value:
        value = reader.value(self.base, at)
        self.refine(value)
        return value

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        self.base.encode(writer, at, value)
        self.refine(value)

    def growth(self) -> Growth:
        return self.base.growth()

    def caps(self) -> int:
        return self.base.caps()


def underlying(of: Type) -> Type:
    """The type below all new types."""
    while isinstance(of, New):
        of = of.base
    return of


class Option(Type):
    """An option in one of its two forms: a pattern that no present value has, or a byte 0 or 1 in front."""

    def __init__(self, element: Type) -> None:
        self.element, self.align = element, element.align
        ground = underlying(element)
        self.absent: bytes | None = getattr(ground, "ABSENT", None)
        self.offset = 0 if self.absent else element.align
        self.size = self.offset + element.size

    def decode(self, reader: Reader, at: int) -> Value:
        if self.present(reader, at):
            return {"some": reader.value(self.element, at + self.offset)}
        return None

    def present(self, reader: Reader, at: int) -> bool:
        if self.absent:
            return reader.body[at : at + self.size] != self.absent
        if (tag := reader.number(at, 1)) > 1:
            raise Refused("option")
        reader.zero(at + 1, at + (self.offset if tag else self.size))
        return tag == 1

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        if value is None:
            writer.body[at : at + self.size] = self.absent or bytes(self.size)
            return
        if not isinstance(value, dict) or list(value) != ["some"]:
            raise Refused("value")
        if not self.absent:
            writer.number(at, 1, 1)
        self.element.encode(writer, at + self.offset, value["some"])

    def growth(self) -> Growth:
        return self.element.growth()

    def caps(self) -> int:
        return self.element.caps()


class Struct(Type):
    """Fields in declaration order with the layout of C. Without fields (an empty parameter list) it has no bytes."""

    def __init__(self, fields: Sequence[tuple[str, Type]], where: Where | None = None) -> None:
        self.fields, self.where = dict(fields), where
        self.offsets: dict[str, int] = {}
        end = 0
        for name, field in fields:
            self.offsets[name] = round_up(end, field.align)
            end = self.offsets[name] + field.size
        self.align = max((field.align for _, field in fields), default=1)
        self.size = round_up(end, self.align)

    def decode(self, reader: Reader, at: int) -> Value:
        value, end = {}, at
        for name, field in self.fields.items():
            start = at + self.offsets[name]
            reader.zero(end, start)
            value[name] = reader.value(field, start)
            end = start + field.size
        reader.zero(end, at + self.size)
        self.refine(value)
        return value

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        if not isinstance(value, dict) or value.keys() != self.fields.keys():
            raise Refused("value")
        for name, field in self.fields.items():
            field.encode(writer, at + self.offsets[name], value[name])
        self.refine(value)

    def refine(self, value: Value) -> None:
        if self.where and not self.where(self, value):
            raise Refused("refinement")

    def growth(self) -> Growth:
        return reduce(follow, (field.growth() for field in self.fields.values()), STILL)

    def caps(self) -> int:
        return sum(field.caps() for field in self.fields.values())
