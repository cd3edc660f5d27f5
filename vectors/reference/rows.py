"""The TSV lists of a bundle: grammars, and how a file of lines is read (§1, §2).

Promises: a list that reads is UTF-8, ends every line in a newline, has no blank line, is sorted by bytes and unique, and each line matches
its grammar whole. An empty list is a file of 0 bytes.
"""
import re

from canonical import Refused

ID = r"[0-9A-Z-]{6,32}"
INSPECTOR = r"[0-9A-Z-]{2,32}"
CODE = r"(?!-(?![0-9A-Z-]))[0-9A-Z-]{1,16}"  # `-` alone is an absent value (§1)
RANK = r"(?!000000)[0-9]{6}"
SLOT = r"(?!00)[0-9]{2}"
COUNT = r"(?:0|[1-9][0-9]{0,15})"
HEX = r"[0-9a-f]{64}"
TIER = r"[0-2]"
POTENTIAL = r"(?:0|-?[1-9][0-9]{0,18})"
MAX_LINES = 5_000_000
MAX_COUNT = 10**9

GRAMMARS = {
    "frame.txt": (ID, CODE, TIER, HEX),
    "excluded.txt": (ID, CODE, CODE, HEX),
    "slots.txt": (ID, SLOT, CODE, "-|" + CODE, HEX),
    "roster.txt": (INSPECTOR, CODE, HEX, "-|%s(?:,%s)*" % (CODE, CODE), COUNT, "-|" + COUNT, HEX),
    "barred.txt": (INSPECTOR, ID, HEX),
    "pairs.txt": (INSPECTOR, ID, HEX),
    "selected.txt": (CODE, RANK, TIER, HEX, ID, "drawn|reserve"),
    "cutoffs.txt": (CODE, COUNT, COUNT, "-|" + TIER, "-|" + HEX),
    "assign.txt": (ID, SLOT, "-|" + INSPECTOR),
    "potentials.txt": ("slot\\|%s\\|%s|insp\\|%s|sink" % (ID, SLOT, INSPECTOR),) + (POTENTIAL,) * 7,
}
LINES = {name: re.compile("\t".join("(%s)" % field for field in fields)) for name, fields in GRAMMARS.items()}
COMMITTED = ("frame", "excluded", "slots", "roster", "barred", "pairs")


def split_lines(data):
    """Lines of a text file, without their newlines, as bytes."""
    if not data:
        return []
    if not data.endswith(b"\n"):
        raise Refused("the last line has no newline")
    if data.count(b"\n") > MAX_LINES:
        raise Refused("more than %d lines" % MAX_LINES)
    return data[:-1].split(b"\n")


def read_rows(name, data):
    """Rows of a list as tuples of strings; Refused names the first bad line."""
    lines = split_lines(data)
    pattern = LINES[name]
    rows = []
    last = None
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("ascii")
        except UnicodeDecodeError:
            raise Refused("line %d is not ASCII" % number)
        match = pattern.fullmatch(text)
        if not match:
            raise Refused("line %d does not match its grammar" % number)
        if last is not None and line <= last:
            raise Refused("line %d is not sorted by bytes or stands twice" % number)
        last = line
        rows.append(match.groups())
    return rows


def write_rows(rows):
    """The file of rows: sorted by bytes, each line ended by a newline."""
    lines = sorted("\t".join(row) for row in rows)
    return "".join(line + "\n" for line in lines).encode("ascii")
