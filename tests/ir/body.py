"""What reading and writing have in common: when to refuse, the capabilities of a body, where its words lie."""


class Refused(Exception):
    """The bytes are no value of the type, or the value has no bytes."""


def check(holds):
    if not holds:
        raise Refused


def up(number, align):
    return -(-number // align) * align


class Mentions:
    """The capabilities of a body: the next index, how many more there may be by what is not known, how many are known."""

    def __init__(self):
        self.next, self.slack, self.known = 0, 0, 0

    def add(self, index):
        check(self.next <= index <= self.next + self.slack)
        self.next, self.slack, self.known = index + 1, 0, self.known + 1


def slot(types, shape):
    """Where `offset, len` of what is out of line lie: behind the tag of a flexible union."""
    while shape["kind"].startswith("option"):
        shape = shape["value"]
    of = types.get(shape.get("type"), shape)
    return slot(types, of["inner"]) if of["kind"] == "newtype" else 4 if of["kind"] == "flexible_union" else 0
