"""Constants and refinements: what an expression of the language is worth.

An expression is a tree of tuples: a number or truth value; `("path", names)`; `(".", member)`; `("!", a)`,
`("neg", a)`; `("in", a, least, greatest, closed)`; or `(operator, a, b)`.

Choices where the description leaves room:

 1. Integers are exact. `/` rounds towards zero and `%` takes the sign of the dividend, as in Rust. A division by
    zero makes the whole refinement false, unless `&&`, `||` or `implies` (lazy, left to right) never reached it.
 2. Binding, loosest first: `implies` (to the right), `||`, `&&`, comparisons and `in` (no chains), `+ -`, `* / %`,
    `! -`. `lo..=hi` includes hi, `lo..hi` does not.
 3. `len` counts bytes (strings, bytes) or elements (lists, arrays). `ascii` (strings, bytes): every byte is below
    0x80. `digits` (strings): every byte is one of "0" to "9". Both hold for the empty string. They are bare words for
    `self`, and reach a field as `name.len`. Fields hide `len`, `ascii` and `digits`, which hide constants.
 4. A path may step into a struct: `self.lo`, `range.lo`. An enum compares with a member (`Mode.open` or `.open`) and
    by number; flags by number. Options and floats cannot be looked into.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from .body import Type, Value
from .content import Octets, Text
from .types import Array, Bool, Enum, Flags, Float, Int, Many, Struct, underlying

Expr = Any
Path = tuple[str, ...]
Found = tuple[Type | None, Value]
"""A value and its type; a constant has none."""


class Unclear(Exception):
    """The file says something that has no meaning here: the fault is the file's, never the message's."""


def unclear(what: str) -> NoReturn:
    raise Unclear(what)


class Scope:
    """The names that an expression may use: those of a value in hand, then those of the file."""

    def __init__(self, outside: Callable[[Path], int | bool], names: dict[str, Found] | None = None) -> None:
        self.outside, self.names = outside, names or {}

    def find(self, path: Path) -> Found:
        if path[0] in self.names:
            found = self.names[path[0]]
            for name in path[1:]:
                found = step(*found, name)
            return found
        if "self" in self.names and path[0] in ("len", "ascii", "digits"):
            return step(*self.names["self"], path[0])
        return None, self.outside(path)


def step(of: Type | None, value: Value, name: str) -> Found:
    """`value.name`: a field of a struct, or a property of something with a length."""
    match underlying(of) if of else None:
        case Struct() as struct if name in struct.fields:
            return struct.fields[name], value[name]
        case (Many() | Array()) as many if name == "len":
            return None, many.content.count(value)
        case Many(content=Octets() as octets) if name == "ascii":
            return None, octets.raw(value).isascii()
        case Many(content=Text() as text) if name == "digits":
            return None, all(byte in b"0123456789" for byte in text.raw(value))
    raise Unclear(f"no `.{name}` here")


def holds(expr: Expr, outside: Callable[[Path], int | bool], of: Type, value: Value) -> bool:
    """Whether a refinement holds: of a new type (with `self`) or of a struct (with its fields as well)."""
    names: dict[str, Found] = {"self": (of, value)}
    if isinstance(of, Struct):
        names |= {name: (field, value[name]) for name, field in of.fields.items()}
    try:
        return truth(evaluate(expr, Scope(outside, names)))
    except ZeroDivisionError:
        return False


def truth(value: int | bool) -> bool:
    if not isinstance(value, bool):
        raise Unclear(f"{value} is a number where a condition is needed")
    return value


def number(value: int | bool) -> int:
    if isinstance(value, bool):
        raise Unclear("a condition where a number is needed")
    return value


def plain(found: Found) -> int | bool:
    """What a path is worth as an operand."""
    match underlying(found[0]) if found[0] else None:
        case None | Bool() | Enum() | Flags():
            return found[1]
        case Int() as ground if not isinstance(ground, Float):
            return found[1]
    raise Unclear("only truth values, integers, enums and flags can be operands")


def evaluate(expr: Expr, scope: Scope) -> int | bool:
    """The worth of an expression. Raises `Unclear` for a meaningless one, `ZeroDivisionError` for what it says."""
    match expr:
        case bool() | int():
            return expr
        case ("path", path):
            return plain(scope.find(path))
        case ("!", a):
            return not truth(evaluate(a, scope))
        case ("neg", a):
            return -number(evaluate(a, scope))
        case ("in", a, least, greatest, closed):
            at, low, high = (number(evaluate(part, scope)) for part in (a, least, greatest))
            return low <= at < high + closed
        case ("&&", a, b):
            return truth(evaluate(a, scope)) and truth(evaluate(b, scope))
        case ("||", a, b):
            return truth(evaluate(a, scope)) or truth(evaluate(b, scope))
        case ("implies", a, b):
            return not truth(evaluate(a, scope)) or truth(evaluate(b, scope))
        case (("==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%") as operator, a, b):
            left, right = operand(a, b, scope), operand(b, a, scope)
            if operator in ("==", "!="):
                if isinstance(left, bool) != isinstance(right, bool):
                    raise Unclear("a condition compared with a number")
                return (left == right) == (operator == "==")
            return calculate(operator, number(left), number(right))
    raise Unclear("a member needs an enum on the other side of a comparison")


def operand(expr: Expr, other: Expr, scope: Scope) -> int | bool:
    """One side of a comparison; `.member` belongs to the enum on the other side."""
    match expr, other:
        case (".", member), ("path", path):
            of = scope.find(path)[0]
            ground = underlying(of) if of else None
            if isinstance(ground, Enum) and member in ground.members:
                return ground.members[member]
            raise Unclear(f"no member `.{member}` to compare with")
    return evaluate(expr, scope)


def calculate(operator: str, a: int, b: int) -> int | bool:
    match operator:
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case ">=":
            return a >= b
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient if operator == "/" else a - b * quotient
