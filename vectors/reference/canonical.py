"""Canonical JSON: the RFC 8785 bytes of the values the protocol allows (draw-protocol §1).

Values: objects, arrays, strings, integers with |n| < 2^53. No floats, null, booleans, duplicate keys, lone surrogates.
Promises: read(bytes) accepts exactly the bytes that write() would give back; everything else raises Refused.
Refuses: depth above 16, before anything recurses on the value.
"""
import json

MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


class Refused(ValueError):
    """Input that is not what the protocol allows. Every module of this folder raises only this one on bad input."""


def write_string(text):
    out = ['"']
    for char in text:
        if char in ESCAPES:
            out.append(ESCAPES[char])
        elif char < " ":
            out.append("\\u%04x" % ord(char))
        elif "\ud800" <= char <= "\udfff":
            raise Refused("lone surrogate in a string")
        else:
            out.append(char)
    out.append('"')
    return "".join(out)


def utf16_units(key):
    """RFC 8785 sorts keys by UTF-16 code units, which differs from code points above U+FFFF."""
    return key.encode("utf-16-be", "surrogatepass")


def write_text(value, depth=0):
    if depth > MAX_DEPTH:
        raise Refused("deeper than %d" % MAX_DEPTH)
    if isinstance(value, str):
        return write_string(value)
    if isinstance(value, bool) or value is None or isinstance(value, float):
        raise Refused("floats, null and booleans are not allowed")
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise Refused("integer of 2^53 or more")
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(write_text(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise Refused("a key is not a string")
        keys = sorted(value, key=utf16_units)
        return "{" + ",".join(write_string(key) + ":" + write_text(value[key], depth + 1) for key in keys) + "}"
    raise Refused("not a JSON value")


def write(value):
    """The canonical bytes of a value, without a final newline."""
    return write_text(value).encode("utf-8")


def refuse_number(_text):
    raise Refused("floats are not allowed")


def read_integer(text):
    if len(text) > 17:
        raise Refused("integer of 2^53 or more")
    return int(text)


def read_pairs(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Refused("duplicate key")
    return value


def refuse_depth(text):
    """One pass over the text, so that a hostile nesting never reaches a recursive reader."""
    depth = 0
    inside = escaped = False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Refused("deeper than %d" % MAX_DEPTH)
        elif char in "]}":
            depth -= 1


def read(data):
    """The value of canonical bytes; raises Refused for bytes that are not canonical."""
    try:
        text = bytes(data).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8")
    refuse_depth(text)
    try:
        value = json.loads(
            text, parse_float=refuse_number, parse_constant=refuse_number, parse_int=read_integer, object_pairs_hook=read_pairs
        )
    except Refused:
        raise
    except (ValueError, RecursionError):
        raise Refused("not JSON")
    if write(value) != bytes(data):
        raise Refused("not the canonical bytes")
    return value
