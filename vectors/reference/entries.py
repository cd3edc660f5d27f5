"""The logged entries: commit, event, result, publish, and the unfilled lines of entries.jsonl (§3, §7; ADR 0001 nos. 2–8).

make_* builds one; read_* refuses whatever is not exactly its shape. Cross-checks between files are verify.py's.
"""
import re
from datetime import datetime

import digest
import seed as seeds
from canonical import Refused, read, write
from rows import CODE, COMMITTED, HEX, ID, INSPECTOR, RANK, split_lines

FILES = tuple(
    "assign.txt barred.txt commit.json commit.tlog-proof cutoffs.txt entries.jsonl event.json event.tlog-proof excluded.txt frame.txt "
    "log.pub.pem log.vkey pairs.txt potentials.txt publish.json publish.tlog-proof result.json result.tlog-proof roster.txt seed.txt "
    "selected.txt slots.txt".split()
)
UNPUBLISHED = ("publish.json", "publish.tlog-proof")
SEALED = ("assign", "cutoffs", "potentials", "selected")

DRAW = r"[0-9A-Z-]{6,40}"
TASK = r"[0-9A-Z-]{1,40}"
PERIOD = r"[0-9]{4}(?:-Q[1-4]|-H[12])?"
INDEX = r"0|[1-9][0-9]{0,15}"
RATE = r"0|[1-9][0-9]{0,9}"
WORD = r"[A-Za-z0-9._-]{1,64}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
MAX_STRATA = 10_000


def fail(where):
    raise Refused(where)


def text(pattern):
    def check(value, where):
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            fail("%s does not match its grammar" % where)

    return check


def time(value, where):
    text(TIME)(value, where)
    try:
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        fail("%s is not a time" % where)


def rate_part(value, where):
    text(RATE)(value, where)
    if int(value) > 10**9:
        fail("%s is above 10^9" % where)


def count(least=0, most=2**53 - 1):
    def check(value, where):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            fail("%s is not a count" % where)

    return check


def one_of(*words):
    def check(value, where):
        if value not in words:
            fail("%s is not one of %s" % (where, ", ".join(words)))

    return check


def array(item, least=0, most=MAX_STRATA):
    def check(value, where):
        if not isinstance(value, list) or not least <= len(value) <= most:
            fail("%s is not an array of the right length" % where)
        for index, part in enumerate(value):
            item(part, "%s[%d]" % (where, index))

    return check


def shape(**fields):
    def check(value, where):
        if not isinstance(value, dict) or set(value) != set(fields):
            fail("%s does not have exactly the keys %s" % (where, " ".join(sorted(fields))))
        for key, part in fields.items():
            part(value[key], "%s.%s" % (where, key))

    return check


def stratum(value, where):
    fields = dict(code=text(CODE), task=text(TASK), N=count(), tiers=array(count(), 3, 3), quota=count(), reserve=count())
    if isinstance(value, dict) and ("rate" in value or "min" in value):
        fields.update(rate=array(rate_part, 2, 2), min=count())
    shape(**fields)(value, where)


def source(value, where):
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "secret":
        shape(kind=one_of("secret"), party=text(r"[a-z][a-z0-9-]{0,31}"), sha256=text(HEX))(value, where)
    elif kind == "lottery":
        shape(kind=one_of("lottery"), game=one_of(*seeds.GAMES), issue=text("[0-9]{5,10}"), notBefore=time)(value, where)
    elif kind == "dice":
        shape(kind=one_of("dice"), count=count(1, 1000), notBefore=time)(value, where)
    else:
        fail("%s is of no known kind" % where)


LIST = shape(sha256=text(HEX), lines=count(), root=text(HEX))
COMMIT = shape(
    type=one_of("mingcha/commit/v1"),
    spec=one_of("mingcha/draw/v1"),
    profile=one_of("intl"),
    draw=text(DRAW),
    replaces=text("-|" + DRAW),
    agency=text(CODE),
    period=text(PERIOD),
    tasks=array(shape(code=text(TASK), plan=text(INDEX)), 1),
    scheme=shape(id=text(WORD), version=text(WORD), sha256=text(HEX)),
    snapshot=text(INDEX),
    salt=text(HEX),
    release=one_of("full", "own-line"),
    balance=one_of("draw", "year"),
    files=shape(**{name: LIST for name in COMMITTED}),
    strata=array(stratum),
    unstaffable=count(),
    entropy=array(source, 1, 64),
    publicBits=count(),
    assurance=one_of("A", "B", "C", "D"),
    mode=one_of("sealed", "open"),
    eventBy=time,
    resultBy=time,
    openBy=time,
)
EVENT = shape(
    type=one_of("mingcha/event/v1"),
    draw=text(DRAW),
    commit=text(INDEX),
    commit_sha256=text(HEX),
    at=time,
    values=array(lambda value, where: None, 0, 64),
    evidence=text("-|" + HEX),
    signatories=array(text(INSPECTOR), 2, 2),
    witnesses=array(text(HEX), 0, 64),
)
RESULT = shape(
    type=one_of("mingcha/result/v1"),
    draw=text(DRAW),
    commit_sha256=text(HEX),
    event=text(INDEX),
    seed_check=text(HEX),
    drawn=count(),
    reserve=count(),
    unfilled=count(),
    macs=shape(**{name: text(HEX) for name in SEALED}),
)
PUBLISH = shape(
    type=one_of("mingcha/publish/v1"),
    draw=text(DRAW),
    commit=text(INDEX),
    commit_sha256=text(HEX),
    event=text(INDEX),
    result=text(INDEX),
    result_sha256=text(HEX),
    files=shape(**{name: text(HEX) for name in FILES if name not in UNPUBLISHED}),
    undone=array(text(ID), 0, 2**18),
)
CUT = shape(slots=count(1), inspectors=array(text(INSPECTOR), 0, 2**18), limit=count())
UNFILLED = shape(
    type=one_of("mingcha/unfilled/v1"), draw=text(DRAW), n=text("[1-9][0-9]{0,8}"), id=text(ID), slot=text("(?!00)[0-9]{2}"), cut=CUT
)
LATER = ("mingcha/substitute/v1", "mingcha/reassign/v1")
NUMBER = text("[1-9][0-9]{0,8}")
SLOT_NAME = text("(?!00)[0-9]{2}")
SUBSTITUTE = shape(
    type=one_of("mingcha/substitute/v1"),
    draw=text(DRAW),
    n=NUMBER,
    stratum=text(CODE),
    out=text(ID),
    rank=text("-|" + RANK),
    ground=one_of("DEREGISTERED", "MOVED", "SUSPENDED", "FORCE-MAJEURE"),
    evidence=text(HEX),
    approver=text(INSPECTOR),
    assign=array(shape(slot=SLOT_NAME, inspector=text("-|" + INSPECTOR)), 0, 99),
    **{"in": text("-|" + ID)},
)
REASSIGN = shape(
    type=one_of("mingcha/reassign/v1"),
    draw=text(DRAW),
    n=NUMBER,
    kind=one_of("ILLNESS", "RECUSAL", "VACANT"),
    inspector=text("-|" + INSPECTOR),
    ids=array(text(ID), 0, 2**18),
    evidence=text(HEX),
    approver=text(INSPECTOR),
    superior=text("-|" + INSPECTOR),
    changes=array(shape(id=text(ID), slot=SLOT_NAME, to=text("-|" + INSPECTOR), **{"from": text("-|" + INSPECTOR)}), 0, 2**18),
)


def is_sorted(items):
    return all(a < b for a, b in zip(items, items[1:]))


def read_commit(data):
    commit = read(data)
    COMMIT(commit, "commit")
    codes = [part["code"] for part in commit["tasks"]]
    if len(set(codes)) != len(codes):
        fail("a task stands twice")
    if not is_sorted([part["code"] for part in commit["strata"]]):
        fail("strata are not sorted by code, or one stands twice")
    for part in commit["strata"]:
        if part["task"] not in codes:
            fail("a stratum of no task of the batch")
        if "rate" in part and part["rate"][1] == "0":
            fail("a denominator of 0")
    keys = [seeds.source_key(part) for part in commit["entropy"]]
    if len(set(keys)) != len(keys):
        fail("the same source twice")
    if commit["replaces"] == commit["draw"]:
        fail("a draw that replaces itself")
    if not commit["eventBy"] <= commit["resultBy"] <= commit["openBy"]:
        fail("eventBy, resultBy, openBy are not in order")
    if any(part["notBefore"] > commit["eventBy"] for part in seeds.public_sources(commit["entropy"])):
        fail("a notBefore after eventBy")
    return commit


def read_event(data):
    event = read(data)
    EVENT(event, "event")
    for index, value in enumerate(event["values"]):
        fields = dict(kind=one_of("dice"), numbers=text("[0-9](?: [0-9])*"))
        if isinstance(value, dict) and value.get("kind") == "lottery":
            fields.update(kind=one_of("lottery"), game=one_of(*seeds.GAMES), issue=text("[0-9]{5,10}"), numbers=text("[0-9 ]{5,32}"))
        shape(**fields)(value, "event.values[%d]" % index)
    return event


def read_result(data):
    result = read(data)
    RESULT(result, "result")
    return result


def read_publish(data):
    publish = read(data)
    PUBLISH(publish, "publish")
    if not is_sorted(publish["undone"]):
        fail("undone is not sorted by bytes, or an id stands twice")
    return publish


def read_entries(data, draw):
    """Lines of entries.jsonl as (value, bytes): unfilled first, n counting from 1 through the file."""
    entries = []
    later = False
    for number, line in enumerate(split_lines(data), 1):
        value = read(line)
        if not isinstance(value, dict) or value.get("n") != str(number) or value.get("draw") != draw:
            fail("entry %d: n or draw is wrong" % number)
        if value.get("type") in LATER:
            later = True
        else:
            UNFILLED(value, "entry %d" % number)
            if later:
                fail("entry %d: unfilled slots come before other entries" % number)
        entries.append((value, line))
    return entries


def read_changes(data, draw):
    """The changes of entries.jsonl: every line after the unfilled ones, in its shape (ADR 0006 nos. 2-4)."""
    changes = []
    for value, _line in read_entries(data, draw):
        where = "entry %s" % value["n"]
        if value["type"] == "mingcha/substitute/v1":
            SUBSTITUTE(value, where)
            if not is_sorted([part["slot"] for part in value["assign"]]):
                fail(where + ": assign is not sorted, or a slot stands twice")
        elif value["type"] == "mingcha/reassign/v1":
            REASSIGN(value, where)
            if not is_sorted(value["ids"]) or not is_sorted([(part["id"], part["slot"]) for part in value["changes"]]):
                fail(where + ": ids or changes are not sorted, or one stands twice")
        else:
            continue
        changes.append(value)
    return changes


def make_unfilled(draw, n, subject_id, slot, cut):
    return {"type": "mingcha/unfilled/v1", "draw": draw, "n": str(n), "id": subject_id, "slot": slot, "cut": cut}


def make_result(commit, commit_bytes, event_index, seed, selected, assign, sealed):
    """`sealed`: name without .txt → bytes, for the four files the result holds by MAC."""
    states = [row[5] for row in selected]
    return {
        "type": "mingcha/result/v1",
        "draw": commit["draw"],
        "commit_sha256": digest.sha256(commit_bytes),
        "event": str(event_index),
        "seed_check": digest.seed_check(seed),
        "drawn": states.count("drawn"),
        "reserve": states.count("reserve"),
        "unfilled": sum(row[2] == "-" for row in assign),
        "macs": {name: digest.file_mac(seed, name + ".txt", sealed[name]) for name in SEALED},
    }


def make_publish(commit, files, indexes, undone):
    return {
        "type": "mingcha/publish/v1",
        "draw": commit["draw"],
        "commit": str(indexes["commit"]),
        "commit_sha256": digest.sha256(files["commit.json"]),
        "event": str(indexes["event"]),
        "result": str(indexes["result"]),
        "result_sha256": digest.sha256(files["result.json"]),
        "files": {name: digest.sha256(files[name]) for name in FILES if name not in UNPUBLISHED},
        "undone": sorted(undone),
    }


def entry_bytes(value):
    return write(value)
