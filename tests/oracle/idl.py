"""Reads the data part of `.idl` files: just enough to know what every message holds.

It trusts that the compiler accepts the files. Components, systems, policies and all that it does not know
are stepped over by matching brackets. A message that needs such a type is still listed, and asking for it is an
error, so that a gap is never silent.

Choices where the description leaves room:

 1. An enum member without a number is one more than the one before; the first is 0.
 2. A flag without a number is the next higher bit; the first is bit 0. A flag's number is its mask, not its index.
 3. A name is looked for in its own package, then among what `use` brings (by its last part), then as a full path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from typing import Any

from .body import Type
from .content import Content, Items, Octets, Text
from .grow import Flexible, Table, Union
from .schema import Lazy, Schema, whole
from .tokens import Tokens
from .types import Array, Bool, Cap, Enum, Flags, Float, Inline, Int, New, Option, Slice, Struct, Where, underlying
from .where import Expr, Path, Scope, Unclear, evaluate, holds, unclear

LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))
SUM = 3
"""The level that sizes and bounds start at: a `>` ends them."""
ITEMS = ("enum", "flags", "struct", "table", "union", "interface")
"""What may have words before it."""
MODIFIERS = ("flexible", "resource", "open")
Fields = list[tuple[str, Callable[[], Type]]]


def read(schema: Schema, name: str, text: str) -> None:
    """Adds one file to a schema."""
    try:
        Parser(schema, name, text).file()
    except RecursionError:
        raise Unclear(f"{name}: nested too deeply") from None


def parameters(fields: Fields) -> Callable[[], Type]:
    """The type of a body that holds parameters or results."""
    return lambda: Struct([(name, of()) for name, of in fields])


def by_alias(of: Type) -> Type:
    """The same type under another name."""
    named = copy(of)
    named.alias = True
    return named


class Parser(Tokens):
    """Recursive descent over one file. Types and bounds become functions, called once all files are read."""

    def __init__(self, schema: Schema, name: str, text: str) -> None:
        super().__init__(name, text)
        self.schema = schema
        self.package: Path = ()
        self.imports: dict[str, Path] = {}

    # Items

    def file(self) -> None:
        while self.peek():
            self.attributes()
            flexible = "flexible" in self.modifiers()
            match self.peek():
                case "package":
                    self.next()
                    self.package = self.path()
                    self.skip_until(";")
                case "use":
                    self.next()
                    self.use()
                case "const" | "alias" | "type" | "enum" | "flags" | "struct" as kind:
                    self.next()
                    name = self.word()
                    self.define(name, self.item(kind, flexible))
                case "table" | "union" as kind:
                    self.next()
                    name = self.word()
                    self.define(name, self.numbered(kind, flexible))
                case "interface":
                    self.next()
                    self.interface()
                case _:
                    self.skip_until(";", "{")

    def modifiers(self) -> list[str]:
        """Steps over the words before a definition, if it is one."""
        ahead = 0
        while self.peek(ahead) in MODIFIERS:
            ahead += 1
        return [self.next() for _ in range(ahead)] if self.peek(ahead) in ITEMS else []

    def numbered(self, kind: str, flexible: bool) -> Callable[[], Type]:
        """A table or a union, behind its name."""
        room = self.bound() if self.take("max") else None
        most = self.bound() if self.take("caps") else lambda: 0
        self.expect("{")
        members = self.listed("}", self.numbered_member)
        if [number for number, _, _ in members] != list(range(1, len(members) + 1)):
            self.fail("the numbers are 1, 2, 3, …")

        def build() -> Type:
            if kind == "table":
                fields = [(name, of() if of else unclear("a reserved field needs a type")) for _, name, of in members]
                return Table(fields, room() if room else unclear("a table needs `max`"), most())
            variants = {number: (name, of()) for number, name, of in members if name is not None and of}
            if not flexible:
                return Union(variants)
            return Flexible(variants, room() if room else unclear("a flexible union needs `max`"), most())

        return build

    def numbered_member(self) -> tuple[int, str | None, Callable[[], Type] | None]:
        """`1: pin: Pin`, `2: reserved u32`, `3: reserved`."""
        number = int(self.next(), 0)
        self.expect(":")
        if self.peek() == "reserved" and self.peek(1) != ":":
            self.next()
            return number, None, None if self.peek() in (",", "}") else self.located(self.a_type())
        return number, *self.field()

    def define(self, name: str, build: Callable[[], Any]) -> None:
        if (path := (*self.package, name)) in self.schema.items:
            self.fail(f"`{name}` is defined twice")
        self.schema.items[path] = Lazy(self.located(build))

    def use(self) -> None:
        path = self.path()
        names = [path]
        if self.take("."):
            self.expect("{")
            names = [(*path, name) for name in self.listed("}", self.word)]
        self.expect(";")
        self.imports |= {name[-1]: name for name in names}

    def item(self, kind: str, flexible: bool) -> Callable[[], Any]:
        """What follows the name of a definition."""
        match kind:
            case "const":
                self.expect(":")
                self.a_type()
                self.expect("=")
                value = self.expression()
                self.expect(";")
                return lambda: evaluate(value, Scope(self.outside))
            case "alias" | "type":
                self.expect("=")
                base, where = self.a_type(), self.where()
                self.expect(";")
                return (lambda: by_alias(base())) if kind == "alias" else lambda: New(base(), where)
            case "enum" | "flags":
                self.expect(":")
                ground = self.a_type()
                self.expect("{")
                members = self.listed("}", self.member)
                return lambda: self.numbers(kind, ground(), members, flexible)
            case _:
                self.expect("{")
                fields = self.listed("}", self.field)
                where = self.where()
                return lambda: Struct([(name, of()) for name, of in fields] or unclear("an empty struct"), where)

    def member(self) -> tuple[str, Expr]:
        return self.word(), self.expression() if self.take("=") else None

    def field(self) -> tuple[str, Callable[[], Type]]:
        name = self.word()
        self.expect(":")
        return name, self.located(self.a_type())

    def parameter(self) -> tuple[str, Callable[[], Type]] | None:
        """A parameter in the body; none for one that is lent, which has no bytes there."""
        if self.peek(2) != "&":
            return self.field()
        self.at += 3
        self.at += self.peek() in ("out", "mut")
        self.a_type()
        return None

    def numbers(self, kind: str, ground: Type, members: list[tuple[str, Expr]], flexible: bool) -> Type:
        """An enum or flags with all numbers known."""
        ground = underlying(ground)
        if type(ground) is not Int:
            raise Unclear(f"{kind} needs an integer type")
        known: dict[str, int] = {}
        value = 0 if kind == "enum" else 1
        for name, given in members:
            value = value if given is None else int(evaluate(given, Scope(self.outside)))
            known[name] = value
            value = value + 1 if kind == "enum" else 1 << value.bit_length()
        return (Enum if kind == "enum" else Flags)(ground, known, flexible)

    def interface(self) -> None:
        name = self.word()
        if self.take("extends"):
            self.schema.bases[*self.package, name] = self.named_by(self.path())
            while self.peek() != "{":
                self.skip()
        self.expect("{")
        while not self.take("}"):
            self.attributes()
            if self.peek(1) == "{":
                self.skip_until(";", "{")
            else:
                self.method((*self.package, name))

    def method(self, interface: Path) -> None:
        oneway = self.peek(1) != "(" and self.take("oneway")
        event = self.peek(1) != "(" and self.take("event")
        method = (*interface, self.word())
        self.expect("(")
        says: Fields = [field for field in self.listed(")", self.parameter) if field]
        if event:  # who fetches one sends no parameters, and is answered with what was lost and what it says
            self.schema.events.add(".".join(method[-2:]))
            bodies = {"request": parameters([]), "reply": parameters([("lost", lambda: Int(4, False)), *says])}
        else:
            bodies = {"request": parameters(says)}
        if not oneway and not event:
            results: Fields = []
            if self.take("->"):
                self.expect("(")
                results = self.listed(")", self.field)
            bodies["reply"] = parameters(results)
        while not self.take(";"):
            if self.take("fails"):
                bodies["error"] = self.located(self.a_type())
            else:
                self.skip()
        for kind, build in bodies.items():
            self.schema.bodies[*method, kind] = Lazy(self.located(whole(build)))

    # Types

    def a_type(self) -> Callable[[], Type]:
        match self.peek(), self.peek(1):
            case "[", _:
                self.next()
                element = self.a_type()
                self.expect(";")
                bound = self.bound()
                self.expect("]")
                return lambda: Array(element(), bound() or unclear("an array without elements"))
            case "inline", "string" | "bytes" | "list":
                self.next()
                return self.many(Inline)
            case "string" | "bytes" | "list", "<":
                return self.many(Slice)
            case "option", "<":
                self.at += 2
                element = self.a_type()
                self.expect(">")
                return lambda: Option(element())
            case "cap", "<":
                self.skip_until(">")
                return Cap
            case "&", _:
                self.next()
                return lambda: unclear("only a parameter is lent")
        path = self.path()
        return lambda: self.named(path)

    def many(self, form: Callable[[Content, int], Type]) -> Callable[[], Type]:
        kind = self.next()
        self.expect("<")
        element = self.a_type() if kind == "list" else None
        if element:
            self.expect(",")
        bound = self.bound()
        self.expect(">")

        def build() -> Type:
            content: Content = Items(element()) if element else Text() if kind == "string" else Octets()
            return form(content, bound())

        return build

    def named(self, path: Path) -> Type:
        if len(path) == 1 and (primitive := re.fullmatch(r"([uif])(8|16|32|64)", path[0])):
            sort, size = primitive[1], int(primitive[2]) // 8
            if sort != "f" or size >= 4:
                return Float(size) if sort == "f" else Int(size, sort == "i")
        found = Bool() if path == ("bool",) else self.find(path)
        return found if isinstance(found, Type) else unclear(f"`{'.'.join(path)}` is no type that is taken here")

    def named_by(self, path: Path) -> tuple[Path, ...]:
        """What a path may be the name of, the nearest first."""
        imported = (*self.imports.get(path[0], path[:1]), *path[1:])
        return ((*self.package, *path), imported, path)

    def find(self, path: Path) -> Any:
        """What a path names: a type, a constant's value, or nothing."""
        for full in self.named_by(path):
            if full in self.schema.items:
                return self.schema.items[full]()
        return None

    def outside(self, path: Path) -> int | bool:
        """The worth of a constant, or of a member of an enum or flags."""
        found = self.find(path)
        if len(path) > 1 and isinstance(of := self.find(path[:-1]), (Enum, Flags)):
            found = of.members.get(path[-1])
        return found if isinstance(found, int) else unclear(f"`{'.'.join(path)}` is no constant")

    # Expressions

    def bound(self) -> Callable[[], int]:
        value = self.expression(SUM)
        return lambda: int(evaluate(value, Scope(self.outside)))

    def where(self) -> Where | None:
        if not self.take("where"):
            return None
        condition = self.expression()
        return self.located(lambda of, value: holds(condition, self.outside, of, value))

    def expression(self, level: int = -1) -> Expr:
        """One level of binding and all that bind tighter; the loosest, `implies`, is level -1."""
        if level == len(LEVELS):
            return self.operand()
        left = self.expression(level + 1)
        if level == -1:
            return ("implies", left, self.expression()) if self.take("implies") else left
        while self.peek() in LEVELS[level]:
            operator = self.next()
            if operator == "in":
                least = self.expression(SUM)
                closed = self.next()
                if closed not in ("..=", ".."):
                    self.fail("expected a range after `in`")
                left = ("in", left, least, self.expression(SUM), closed == "..=")
            else:
                left = (operator, left, self.expression(level + 1))
            if level == SUM - 1 and self.peek() in LEVELS[level]:
                self.fail("comparisons do not chain")
        return left

    def operand(self) -> Expr:
        match self.peek():
            case "!" | "-" as sign:
                self.next()
                return ("!" if sign == "!" else "neg", self.operand())
            case "(":
                self.next()
                inner = self.expression()
                self.expect(")")
                return inner
            case ".":
                self.next()
                return (".", self.word())
            case "true" | "false":
                return self.next() == "true"
            case token if token[:1].isdigit():
                try:
                    return int(self.next(), 0)
                except ValueError:
                    return self.fail(f"`{token}` is no number")
        return ("path", self.path())
