"""What a type accepts beyond its bytes: its numbers, its refinement."""

from body import check


def accept(types, of, value):
    if of["kind"] == "enum":
        check(of["flexible"] or str(value) in [variant["number"] for variant in of["variants"]])
    elif of["kind"] == "flags":
        check(of["flexible"] or not value & ~sum(1 << flag["bit"] for flag in of["flags"]))
    elif of["refinement"]:
        values = [(of.get("inner"), value)]
        if of["kind"] == "struct":
            values = [(field["shape"], value[field["name"]]) for field in of["fields"]]
        check(holds(types, of["refinement"]["condition"], values))


def holds(types, condition, values):
    number = lambda key: evaluate(types, condition[key], values)
    inner = lambda key: holds(types, condition[key], values)
    match condition["kind"]:
        case "literal":
            return condition["value"]
        case "is":
            return values[condition["of"] or 0][1]
        case "compare":
            left, right = number("left"), number("right")
            signs = {"==": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
            return signs[condition["comparison"]]
        case "within":
            return number("low") <= number("value") <= number("high")
        case "ascii":
            return all(byte < 128 for byte in raw(types, *values[condition["of"] or 0]))
        case "digits":
            return all(byte in b"0123456789" for byte in raw(types, *values[condition["of"] or 0]))
        case "not":
            return not inner("inner")
        case "and":
            return inner("left") and inner("right")
        case "or":
            return inner("left") or inner("right")
        case "implies":
            return not inner("left") or inner("right")
        case "same":
            return inner("left") == inner("right")


def evaluate(types, number, values):
    match number["kind"]:
        case "literal":
            return int(number["low"])
        case "value":
            return values[number["of"] or 0][1]
        case "len":
            return len(raw(types, *values[number["of"] or 0]))
        case "negate":
            return -evaluate(types, number["inner"], values)
    left, right = evaluate(types, number["left"], values), evaluate(types, number["right"], values)
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1) if number["operator"] in "/%" else 0
    results = {"+": left + right, "-": left - right, "*": left * right, "/": quotient, "%": left - quotient * right}
    return results[number["operator"]]


def raw(types, shape, value):
    """The bytes of a text, or the elements of a list."""
    while shape["kind"] == "named":
        shape = types[shape["type"]]["inner"]
    if isinstance(value, list):
        return value
    return value.encode() if shape["kind"].endswith("string") else bytes.fromhex(value)
