"""What a set of files says: items and messages, built when first asked for, since items stand in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .body import Type, max_body
from .where import Path, Unclear

LIMIT, CAPS = 1 << 31, 0xFFFF
"""The greatest body in bytes, and the greatest number of capabilities: the last index of 16 bits means absent."""

T = TypeVar("T")


class Lazy(Generic[T]):
    """Something that is built when it is first asked for, and must not need itself."""

    def __init__(self, build: Callable[[], T]) -> None:
        self.build, self.busy = build, False
        self.built: list[T] = []

    def __call__(self) -> T:
        if not self.built:
            if self.busy:
                raise Unclear("a definition needs itself")
            self.busy = True
            try:
                self.built.append(self.build())
            finally:
                self.busy = False
        return self.built[0]


@dataclass
class Schema:
    """What a set of files says. The names of items are full paths; those of messages `Interface.method.kind`."""

    items: dict[Path, Lazy[Any]] = field(default_factory=dict)
    bodies: dict[Path, Lazy[Type]] = field(default_factory=dict)
    events: set[str] = field(default_factory=set)
    """The methods that are events, as `Interface.method`."""
    bases: dict[Path, tuple[Path, ...]] = field(default_factory=dict)
    """What each extended interface may name as the one whose methods it takes over."""

    def messages(self) -> dict[str, Lazy[Type]]:
        """All messages by name. The package is part of it where two packages have an interface of that name."""
        bodies = self.bodies | {
            (*derived, *path[-2:]): body
            for derived in self.bases
            for path, body in self.bodies.items()
            if path[:-2] in self.ancestors(derived)
        }
        homes: dict[str, set[Path]] = {}
        for path in bodies:
            homes.setdefault(path[-3], set()).add(path[:-3])
        return {".".join(path[-3:] if len(homes[path[-3]]) == 1 else path): body for path, body in bodies.items()}

    def ancestors(self, interface: Path) -> list[Path]:
        """The interfaces whose methods an interface takes over, the nearest first."""
        known = {path[:-2] for path in self.bodies} | self.bases.keys()
        found: list[Path] = []
        while base := next((path for path in self.bases.get(interface, ()) if path in known), None):
            if base in found:
                raise Unclear(f"`{'.'.join(base)}` extends itself")
            found.append(base)
            interface = base
        return found


def whole(build: Callable[[], Type]) -> Callable[[], Type]:
    """The type of a body, within the limits of the format: offsets and indices must not run out."""

    def check() -> Type:
        of = build()
        if max_body(of) > LIMIT or of.caps() > CAPS:
            raise Unclear("larger than a message can be")
        return of

    return check
