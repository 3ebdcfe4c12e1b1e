"""Which cell of the matrix a part of a value belongs to: its type, and the position in which it stands."""

from __future__ import annotations

from ..body import Type
from ..content import Items, Text
from ..grow import Flexible, Table, Union
from ..types import Array, Bool, Cap, Enum, Flags, Float, Inline, Int, Many, New, Option, Slice, Struct

POSITIONS = {
    "parameter": "par",
    "result": "res",
    "event": "evt",
    "error": "err",
    "array element": "arr",
    "list element": "lst",
    "inline list element": "inl",
    "option": "opt",
    "struct field": "str",
    "table field": "tab",
    "union variant": "uni",
    "flexible union variant": "flx",
    "new type": "new",
    "alias": "als",
}
"""Where a type can stand, and how the head of the matrix says it."""

NUMBERS = ("u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64")
"""Types of which every pattern of bits is a value."""


def position(of: Type, parent: Type | None, root: Type, kind: str) -> str:
    """Where a part of a message stands: `kind` is `parameter`, `result`, `event` or `error`."""
    if parent is None:
        return kind
    if of.alias:
        return "alias"
    if parent is root and kind != "error":
        return kind
    match parent:
        case Array():
            return "array element"
        case Slice():
            return "list element"
        case Inline():
            return "inline list element"
        case Option():
            return "option"
        case Table():
            return "table field"
        case Union():
            return "union variant"
        case Flexible():
            return "flexible union variant"
        case New():
            return "new type"
    return "struct field"


def type_name(of: Type) -> str:
    """The row of the matrix."""
    held = "resource " if of.caps() else ""
    match of:
        case Bool():
            return "bool"
        case Float():
            return f"f{8 * of.size}"
        case Enum():
            return "flexible enum" if of.flexible else "enum"
        case Flags():
            return "flexible flags" if of.flexible else "flags"
        case Cap():
            return "cap"
        case Int():
            return f"{'i' if of.signed else 'u'}{8 * of.size}"
        case Array():
            return "array"
        case Many(content=content):
            inline = "inline " if isinstance(of, Inline) else ""
            return inline + ("list" if isinstance(content, Items) else "string" if isinstance(content, Text) else "bytes")
        case New():
            return "new type"
        case Option(absent=None):
            return "option, a byte"
        case Option(absent=b"\xff\xff"):
            return "option of cap"
        case Option():
            return "option, all ones"
        case Table():
            return held + "table"
        case Union():
            return held + "union"
        case Flexible():
            return held + "flexible union"
        case Struct():
            return held + "struct"
    raise AssertionError(of)
