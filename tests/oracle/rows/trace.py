"""What each byte of a body is: a reader that remembers what it read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..body import Reader, Type, Value, read_whole
from ..types import Struct
from .cells import position, type_name


@dataclass
class Node:
    """A part of a value: its type, where its own bytes begin, where it stands, and what it belongs to."""

    of: Type
    at: int
    position: str
    parent: Node | None
    zeros: list[tuple[int, int]] = field(default_factory=list)
    """Bytes of padding of this very part, not of those in it."""
    claims: list[tuple[int, int]] = field(default_factory=list)
    """Where its objects begin, and their lengths."""

    def layout(self) -> object:
        """What tells its layout from others."""
        match self.of:
            case Struct(fields=fields, offsets=offsets):
                return tuple((offset, field.size) for offset, field in zip(offsets.values(), fields.values()))
        return type_name(self.of), self.of.size, self.of.align


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
        node = Node(of, at, position(of, parent and parent.of, self.root, self.kind), parent)
        self.nodes.append(node)
        self.stack.append(node)
        value = super().value(of, at)
        self.stack.pop()
        return value

    def zero(self, start: int, end: int) -> None:
        super().zero(start, end)
        if self.stack:
            self.stack[-1].zeros.append((start, end))

    def claim(self, size: int, align: int) -> None:
        super().claim(size, align)
        self.stack[-1].claims.append((self.cursor - size, size))
