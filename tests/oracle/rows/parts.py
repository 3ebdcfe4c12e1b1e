"""What a value consists of; values with another part in one place; and how a body is written that breaks a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..body import Type, Value, encode_body
from ..content import Items
from ..grow import Flexible, Table, Union
from ..types import Array, Many, New, Option, Struct
from .cells import position

Patch = tuple[Any, str, Any]
"""An object, an attribute, and what it shall be for once: how a rule is suspended, to write what breaks it."""


@dataclass
class Part:
    """A part of a value."""

    of: Type
    position: str
    value: Value
    site: tuple[object, ...]
    """Which part it is of every value of the message: elements are not told apart."""
    put: Callable[[Value], Value]
    """The whole value with another one in the place of this part."""


def parts(root: Type, value: Value, kind: str) -> Iterator[Part]:
    """Every part of a value."""

    def walk(part: Part, parent: Type | None) -> Iterator[Part]:
        yield part
        for of, name, found in inside(part.of, part.value):
            site = (*part.site, "element" if isinstance(name, int) else name)
            put = part.put if name is None else lambda new, name=name: part.put(replaced(part.value, name, new))
            yield from walk(Part(of, position(of, part.of, root, kind), found, site, put), part.of)

    return walk(Part(root, position(root, None, root, kind), value, (), lambda new: new), None)


def replaced(whole: Value, name: Any, new: Value) -> Value:
    again = whole.copy()
    again[name] = new
    return again


def inside(of: Type, value: Value) -> Iterator[tuple[Type, Any, Value]]:
    """What a value holds: the type, the name or index, the value. A new type is at its own place."""
    match of:
        case Array() | Many(content=Items()):
            yield from ((of.content.element, place, part) for place, part in enumerate(value))
        case New(base=base):
            yield base, None, value
        case Option(element=element) if value is not None:
            yield element, "some", value["some"]
        case Struct(fields=fields):
            yield from ((field, name, value[name]) for name, field in fields.items())
        case Table(fields=fields):
            yield from ((field, name, value[name]) for name, field, _ in fields if name in value)
        case Union(variants=variants) | Flexible(variants=variants):
            yield from ((variant, name, value[name]) for name, variant in variants.values() if name in value)


@contextmanager
def suspended(patches: tuple[Patch, ...]) -> Iterator[None]:
    """Rules that do not hold for a while."""
    before = [(held, name, getattr(held, name)) for held, name, _ in patches]
    for held, name, value in patches:
        setattr(held, name, value)
    try:
        yield
    finally:
        for held, name, value in before:
            setattr(held, name, value)


def counted(value: Value) -> Value:
    """The same value, its capabilities numbered in the order in which it mentions them."""
    count = 0

    def walk(part: Value) -> Value:
        nonlocal count
        match part:
            case {"cap": _}:
                count += 1
                return {"cap": count - 1}
            case dict():
                return {name: walk(inner) for name, inner in part.items()}
            case list():
                return [walk(inner) for inner in part]
        return part

    return walk(value)


def encoded(of: Type, value: Value, patches: tuple[Patch, ...] = ()) -> tuple[bytes, int]:
    """The body of a value, with some rules suspended."""
    with suspended(patches):
        return encode_body(of, counted(value))
