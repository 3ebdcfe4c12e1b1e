"""The words of a file: reading them one by one, stepping over brackets, and saying where a fault is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from .where import Path, Unclear

TOKEN = re.compile(r'\s+|//[^\n]*|("(?:\\.|[^"\\])*"|\w+|\.\.=|\.\.|->|~>|&&|\|\||[=!<>]=|.)', re.DOTALL)
CLOSING = {"(": ")", "[": "]", "{": "}"}

T = TypeVar("T")
P = ParamSpec("P")


class Located(Unclear):
    """A fault that says where it is."""


class Tokens:
    """A place in one file."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.at = name, text, 0
        self.tokens = [(m[1], m.start()) for m in TOKEN.finditer(text) if m[1]]

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][0] if self.at + ahead < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token or self.fail("the file ends too early")

    def take(self, token: str) -> bool:
        self.at += (taken := self.peek() == token)
        return taken

    def expect(self, token: str) -> None:
        if not self.take(token):
            self.fail(f"expected `{token}`, found `{self.peek()}`")

    def fail(self, what: str, at: int | None = None) -> Any:
        """Reports a fault at a token, the next one unless given."""
        token = self.tokens[min(self.at if at is None else at, len(self.tokens) - 1)]
        line = self.text.count("\n", 0, token[1]) + 1
        raise Located(f"{self.name}:{line}: {what}")

    def located(self, build: Callable[P, T]) -> Callable[P, T]:
        """The same function, whose faults name this place in the file however late it is called."""
        at = self.at

        def build_here(*args: P.args, **named: P.kwargs) -> T:
            try:
                return build(*args, **named)
            except Located:
                raise
            except Unclear as why:
                return self.fail(str(why), at)

        return build_here

    def word(self) -> str:
        token = self.next()
        return token if token.isidentifier() else self.fail(f"expected a name, found `{token}`", self.at - 1)

    def path(self) -> Path:
        names = [self.word()]
        while self.peek() == "." and self.peek(1).isidentifier():
            self.next()
            names.append(self.word())
        return tuple(names)

    def skip(self) -> str:
        """Steps over one token, and over all up to its partner if it opens a bracket."""
        token = self.next()
        if token in CLOSING.values():
            self.fail(f"`{token}` closes nothing", self.at - 1)
        if token in CLOSING:
            while self.peek() != CLOSING[token]:
                if self.peek() in CLOSING.values():
                    self.fail(f"`{token}` is closed by `{self.peek()}`")
                self.skip()
            self.next()
        return token

    def skip_until(self, *ends: str) -> None:
        """Steps over everything up to and including one of these tokens (`{` stands for its whole block)."""
        while self.skip() not in ends:
            pass

    def attributes(self) -> None:
        while self.take("@"):
            self.word()
            if self.peek() == "(":
                self.skip()

    def listed(self, close: str, member: Callable[[], T]) -> list[T]:
        """Members between commas, up to the closing token."""
        members: list[T] = []
        while not self.take(close):
            self.attributes()
            members.append(member())
            if not self.take(","):
                self.expect(close)
                break
        return members
