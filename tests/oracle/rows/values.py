"""Values that are worth a row: of every type the extremes and each of its shapes, few enough to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any

from ..body import Reader, Refused, Type, Value, Writer
from ..content import Items, Text
from ..grow import FIELDS, Flexible, Table, Union
from ..types import Array, Bool, Cap, Enum, Flags, Float, Int, Many, New, Option, Struct
from .parts import Patch, suspended

Bad = tuple[str, Value, tuple[Patch, ...] | None]
"""The rule, a value that breaks it, and how to write it all the same; None if there are no bytes for it."""

ORDINARY = 0x0807_0605_0403_0201
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def least(of: Int) -> int:
    return -(1 << 8 * of.size - 1) if of.signed else 0


def greatest(of: Int) -> int:
    return least(of) + (1 << 8 * of.size) - 1


def text(length: int) -> str:
    return (LETTERS * (length // 26 + 1))[:length]


def special(of: Many) -> list[Value]:
    """Texts with characters of more than a byte, and one that is zero."""
    found = ("\0", "é", "€", "\U0001d11e")
    return [value for value in found if len(value.encode()) <= of.bound]


def in_groups(values: list[Value], lengths: list[int]) -> list[list[Value]]:
    """Lists of these lengths, and more of the first length, until every value was in one. The first one begins with equals."""
    groups, taken = [], 0
    values = values[:1] + values
    for length in lengths:
        groups.append([values[(taken + i) % len(values)] for i in range(length)])
        taken += length
    while taken < len(values):
        groups.append([values[(taken + i) % len(values)] for i in range(lengths[0])])
        taken += lengths[0]
    return groups


def lengths(bound: int) -> list[int]:
    """The bound first, then what lies at the borders."""
    return list(dict.fromkeys(length for length in (bound, 0, bound - 1, 1) if length >= 0))


def together(parts: dict[str, list[Value]]) -> list[Value]:
    """The first of each, then the second of each, …: every value of every part, in few rows."""
    rows = max((len(values) for values in parts.values()), default=1)
    return [{name: values[row % len(values)] for name, values in parts.items()} for row in range(rows)]


def good(of: Type) -> list[Value]:
    """Values of a type: an ordinary, full one first. Indices of capabilities are not counted yet."""
    match of:
        case Bool():
            return [True, False]
        case Float(size=4):
            return [{"bits": bits} for bits in (0x3FC0_0000, 0x8000_0000, 0x7FC0_0001, 0xFFFF_FFFF)]
        case Float():
            return [{"bits": bits} for bits in (0x3FF8 << 48, 0x8000 << 48, (0x7FF8 << 48) + 1, (1 << 64) - 1)]
        case Enum(members=members, flexible=flexible):
            return [*members.values()] + ([0, greatest(of)] if flexible else [])
        case Flags(members=members, flexible=flexible):
            return list(dict.fromkeys([of.known, 0, *members.values()])) + ([greatest(of)] if flexible else [])
        case Cap():
            return [{"cap": 0}]
        case Int():
            return [ORDINARY & greatest(of), 0, greatest(of), least(of) or 1]
        case Array():
            return in_groups(good(of.content.element), [of.length])
        case Many(content=Items() as items, bound=bound):
            return in_groups(good(items.element), lengths(bound))
        case Many(content=Text(), bound=bound):
            return [text(length) for length in lengths(bound)] + special(of)
        case Many(bound=bound):
            return [bytes((0xFF - place) & 0xFF for place in range(length)).hex() for length in lengths(bound)]
        case New(base=base, where=None):
            return good(base)
        case New():
            return borders(of)[0]
        case Option(element=element):
            values = [{"some": value} for value in good(element)]
            return [values[0], None, *values[1:]]
        case Table(fields=fields):
            parts = {name: good(field) for name, field, _ in fields if name is not None}
            alone = [{name: values[0]} for name, values in parts.items()]
            return [value for value in together(parts) if value] + alone + [{}]
        case Union(variants=variants) | Flexible(variants=variants):
            return [{name: value} for name, variant in variants.values() for value in good(variant)]
        case Struct(where=None, fields=fields):
            return together({name: good(field) for name, field in fields.items()})
        case Struct():
            return borders(of)[0]
    raise AssertionError(of)


def bad(of: Type) -> Iterator[Bad]:
    """Values that are none of a type, each for one reason."""
    match of:
        case Bool():
            return
        case Enum(members=members, flexible=False):
            beside = {number + step for number in members.values() for step in (-1, 1)} | {0, greatest(of)}
            for number in sorted(beside - {*members.values()}):
                if least(of) <= number <= greatest(of):
                    yield "enum", number, ((of, "flexible", True),)
        case Flags(flexible=False):
            for bit in (1 << place for place in range(8 * of.size)):
                if not bit & of.known:
                    yield "flags", bit | of.known, ((of, "flexible", True),)
        case Enum() | Flags() | Float() | Cap():
            return
        case Int():
            yield "range", greatest(of) + 1, None
            yield "range", least(of) - 1, None
        case Array():
            full = good(of)[0]
            yield "elements", full[:-1], None
            yield "elements", [*full, full[0]], None
        case Many(bound=bound, content=content):
            match content:
                case Items():
                    over: Value = in_groups(good(content.element), [bound + 1])[0]
                case Text():
                    over = text(bound + 1)
                case _:
                    over = bytes(range(1, bound + 2)).hex() if bound < 250 else "aa" * (bound + 1)
            yield "length-over", over, None if hasattr(of, "prefix") else ((of, "bound", bound + 1),)
        case New(where=where) | Struct(where=where) if where:
            for value in borders(of)[1]:
                yield "refinement", value, ((of, "where", None),)
        case Table():
            yield "member", {"nobody": 0}, None
        case Union() | Flexible():
            yield "member", {"nobody": 0}, None
            yield "member", {}, None


Key = tuple[Any, ...]


def pool(of: Type) -> list[tuple[Key, Value]]:
    """Many values of a type with their coordinates: neighbours differ by one in one of them, or in its kind."""
    match of:
        case Bool() | Enum() | Flags() | Float():
            return [((place,), value) for place, value in enumerate(good(of))]
        case Int():
            low, high = least(of), greatest(of)
            numbers = {*range(-40, 301), *range(low, low + 20), *range(high - 19, high + 1)}
            return [((number,), number) for number in sorted(numbers) if low <= number <= high]
        case Many(content=Items() as items, bound=bound):
            element = good(items.element)[0]
            return [((length,), [element] * length) for length in range(bound + 1)]
        case Many(content=Text(), bound=bound):
            kinds: list[Callable[[int], str]] = [text, lambda n: ("1234567890" * 9)[:n], lambda n: "é" + text(n - 2)]
            return [
                ((length, f"kind {kind}"), make(length))
                for length in range(bound + 1)
                for kind, make in enumerate(kinds)
                if kind < 2 or length >= 2
            ]
        case Many(bound=bound):
            return [((length,), "ab" * length) for length in range(bound + 1)]
        case New(base=base):
            return [(key, value) for key, value in pool(base) if fits(of, value)]
        case Struct(fields=fields):
            parts = [[(key, value) for key, value in pool(field) if key[0] not in range(-40, 0)][:26] for field in fields.values()]
            rows = product(*parts)
            return [(sum((key for key, _ in row), ()), dict(zip(fields, (value for _, value in row)))) for row in islice(rows, 20_000)]
    return [((place,), value) for place, value in enumerate(good(of))]


def fits(of: Type, value: Value) -> bool:
    """Whether a value has bytes."""
    try:
        of.encode(Writer(of.size), 0, value)
    except Refused:
        return False
    return True


KNOWN: dict[int, tuple[Type, tuple[list[Value], list[Value]]]] = {}


def borders(of: Type) -> tuple[list[Value], list[Value]]:
    """Values just inside of a refinement, and just outside; the first one is ordinary."""
    if id(of) in KNOWN:
        return KNOWN[id(of)][1]
    with suspended(((of, "where", None),)):
        everything = pool(of)
    inside = {key: value for key, value in everything if fits(of, value)}
    outside = {key: value for key, value in everything if key not in inside}
    near_in = [value for key, value in inside.items() if any(beside in outside for beside in neighbours(key))]
    near_out = [value for key, value in outside.items() if any(beside in inside for beside in neighbours(key))]
    ordinary = list(inside.values())[len(inside) // 2]
    found = ([ordinary, *few(near_in)], few(near_out))
    KNOWN[id(of)] = (of, found)
    return found


def few(values: list[Value], most: int = 8) -> list[Value]:
    """The first and the last, and some of those between."""
    if len(values) <= most:
        return values
    return [values[place * (len(values) - 1) // (most - 1)] for place in range(most)]


def neighbours(key: Key) -> Iterator[Key]:
    for place, part in enumerate(key):
        others = (part - 1, part + 1) if isinstance(part, int) else [f"kind {kind}" for kind in range(3)]
        for other in others:
            yield (*key[:place], other, *key[place + 1 :])


class Later(Type):
    """What a later version has added: so many bytes of which nobody knows more."""

    align = 1

    def __init__(self, size: int) -> None:
        self.size = size

    def decode(self, reader: Reader, at: int) -> Value:
        raise AssertionError("nobody reads it")

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        writer.body[at : at + self.size] = bytes((0xE0 + place) & 0xFF for place in range(self.size))


def later(of: Type) -> Iterator[Bad]:
    """Parts that a type does not know: a few bytes, all that there is room for, and more than that."""
    match of:
        case Flexible(variants=variants, room=room):
            for number in sorted({*range(1, max(variants))} - variants.keys() | {max(variants) + 1}):
                for rule, size in ("unknown", 1), ("unknown", room), ("room-over", room + 1):
                    grown = {**variants, number: ("later", Later(size))}
                    yield rule, {"later": None}, ((of, "variants", grown), (of, "room", room + 1))
        case Table(fields=fields, room=room, end=end) if len(fields) < FIELDS:
            known = {name: good(field)[0] for name, field, _ in fields[-1:] if name is not None}
            for rule, size in ("unknown", 1), ("unknown", room - end), ("room-over", room - end + 8):
                grown = [*fields, ("later", Later(size), end)]
                yield rule, {"later": None}, ((of, "fields", grown), (of, "room", room + 8))
            if known:
                yield "unknown", {**known, "later": None}, ((of, "fields", [*fields, ("later", Later(3), end)]), (of, "room", room + 64))
