"""What each byte of a body is: a reader that remembers what it read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..body import Reader, Type, Value, read_whole
from ..grow import Flexible, Table, Union
from ..types import Array, Many
from .cells import position

Site = tuple[object, ...]


@dataclass
class Node:
    """A part of a value: its type, where its own bytes begin, where it stands, and what it belongs to."""

    of: Type
    at: int
    position: str
    parent: Node | None
    site: Site
    """Which part it is of every value of the message: elements are not told apart."""
    zeros: list[tuple[int, int]] = field(default_factory=list)
    """Bytes of padding of this very part, not of those in it."""
    claims: list[tuple[int, int]] = field(default_factory=list)
    """Where its objects begin, and their lengths."""


class Trace(Reader):
    """Reads a body that is sound."""

    def __init__(self, of: Type, body: bytes, caps: int, kind: str) -> None:
        super().__init__(body, of.size)
        self.root, self.kind = of, kind
        self.nodes: list[Node] = []
        self.stack: list[Node] = []
        self.read = read_whole(self, of, caps)

    def value(self, of: Type, at: int) -> Value:
        parent = self.stack[-1] if self.stack else None
        node = Node(of, at, position(of, parent and parent.of, self.root, self.kind), parent, self.site(of, at, parent))
        self.nodes.append(node)
        self.stack.append(node)
        value = super().value(of, at)
        self.stack.pop()
        return value

    def site(self, of: Type, at: int, parent: Node | None) -> Site:
        """A part is told from its siblings by its place, or by the tag in front of it."""
        match parent and parent.of:
            case None:
                return ()
            case Array() | Many():
                return (*parent.site, "element")
            case Table() as table:
                return (*parent.site, at - self.number(parent.at + table.slot, 4))
            case Union() | Flexible():
                return (*parent.site, self.number(parent.at, 4))
        return (*parent.site, at - parent.at, type(of).__name__)

    def zero(self, start: int, end: int) -> None:
        super().zero(start, end)
        if self.stack:
            self.stack[-1].zeros.append((start, end))

    def claim(self, size: int, align: int) -> None:
        super().claim(size, align)
        self.stack[-1].claims.append((self.cursor - size, size))
