"""The tamper suite (§9): every edit of a bundle must fail a named check.

flips       every byte of every file of the smallest bundle, with two masks; sampled bytes of the others
lines       drop, double, swap, replace, add (sorted in and at the end) lines of every list; keys of every JSON file; whole files
insider     the same edits, with every hash, MAC, count and reference recomputed, but without the log key
other key   the same, and the whole log signed again with another key
log key     an insider who holds even the log key and bends one rule; each attack names the check that must catch it
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

import build
import checks
import digest
import merkle
import note
import plans
import seed as seeds
from canonical import Refused, write
from entries import FILES, SEALED, UNPUBLISHED
from rows import COMMITTED, read_rows, write_rows

MASKS = (0x01, 0x20)
OTHER_SECRET = build.derive("another key")
LIST_FILES = [name for name in FILES if name.endswith((".txt", ".jsonl"))]
JSON_FILES = [name for name in FILES if name.endswith(".json")]


def failures(files, **options):
    """The names of all failing checks."""
    return [name for name, status, _evidence in checks.verify(checks.Bundle(files, options)) if status == checks.FAIL]


def fails(files, **options):
    """Whether a check fails; stops at the first that does."""
    return any(status == checks.FAIL for _name, status, _evidence in checks.verify(checks.Bundle(files, options)))


def bundle_files(bundle):
    return {name: text.encode("utf-8") for name, text in bundle["files"].items()}


# ---- edits ----------------------------------------------------------------------------------------------------------------------------------


def flip_bytes(files, step, offset=0):
    """(label, files) for single-byte edits at every `step`-th byte."""
    for name in sorted(files):
        data = files[name]
        for position in range(offset % step, len(data), step):
            for mask in MASKS:
                changed = bytearray(data)
                changed[position] ^= mask
                yield "%s byte %d ^ %02x" % (name, position, mask), dict(files, **{name: bytes(changed)})


def near_line(line):
    """Another line of the same shape: its last digit or letter that can change, changed."""
    swap = {b"0": b"1", b"1": b"2", b"2": b"1", b"A": b"B", b"a": b"b", b"n": b"m", b"e": b"f", b"-": b"0"}
    for position in range(len(line) - 1, -1, -1):
        char = line[position : position + 1]
        if char in swap:
            return line[:position] + swap[char] + line[position + 1 :]
    return line + b"0"


def edit_lines(files):
    for name in LIST_FILES:
        lines = files[name].split(b"\n")[:-1]

        def edited(label, new):
            return "%s: %s" % (name, label), dict(files, **{name: b"".join(line + b"\n" for line in new)})

        for number, line in enumerate(lines):
            yield edited("drop line %d" % (number + 1), lines[:number] + lines[number + 1 :])
            yield edited("double line %d" % (number + 1), lines[: number + 1] + lines[number:])
            near = near_line(line)
            yield edited("replace line %d" % (number + 1), lines[:number] + [near] + lines[number + 1 :])
            yield edited("add a line like %d, sorted" % (number + 1), sorted(lines + [near]))
            yield edited("add a line like %d at the end" % (number + 1), lines + [near])
            if number + 1 < len(lines):
                swapped = lines[:number] + [lines[number + 1], line] + lines[number + 2 :]
                yield edited("swap lines %d and %d" % (number + 1, number + 2), swapped)
                yield edited("line %d over line %d" % (number + 1, number + 2), lines[: number + 1] + [line] + lines[number + 2 :])
        yield edited("a blank line", lines + [b""])
        yield edited("a strange line", lines + [b"X"])
        if lines:
            yield edited("nothing", [])
            yield "%s: no final newline" % name, dict(files, **{name: files[name][:-1]})
            yield "%s: carriage returns" % name, dict(files, **{name: files[name].replace(b"\n", b"\r\n")})
        if len(lines) > 1 and lines[::-1] != lines:
            yield edited("backwards", lines[::-1])


def other_value(value):
    """A value of the same kind."""
    if isinstance(value, str):
        return near_line(value.encode()).decode() if value else "0"
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[:-1] if value else ["0"]
    return dict(value, x="0")


def edit_json(files):
    for name in JSON_FILES:
        value = json.loads(files[name])

        def edited(label, new):
            return "%s: %s" % (name, label), dict(files, **{name: write(new)})

        for key in value:
            yield edited("drop " + key, {k: v for k, v in value.items() if k != key})
            yield edited("change " + key, dict(value, **{key: other_value(value[key])}))
            if isinstance(value[key], list) and len(value[key]) > 1 and value[key][::-1] != value[key]:
                yield edited("reverse " + key, dict(value, **{key: value[key][::-1]}))
            if isinstance(value[key], dict):
                for part in value[key]:
                    yield edited("change %s.%s" % (key, part), dict(value, **{key: dict(value[key], **{part: other_value(value[key][part])})}))
        yield edited("a key more", dict(value, zzz="0"))
        yield "%s: spaced" % name, dict(files, **{name: json.dumps(value, ensure_ascii=False).encode()})
        yield "%s: a final newline" % name, dict(files, **{name: files[name] + b"\n"})


def edit_files(files):
    garbage = [b"", b"\n", b"\x00", b"\xff\xfe", b"[" * 100000, b"{}", b'{"a":' * 5000, b"9" * 5000, b"\t" * 50 + b"\n", b"-\n", b"\xe2\x80\x94 x y\n"]
    names = sorted(files)
    for number, name in enumerate(names):
        yield "%s missing" % name, {key: data for key, data in files.items() if key != name}
        for kind, data in enumerate(garbage):
            if data != files[name]:
                yield "%s is garbage %d" % (name, kind), dict(files, **{name: data})
        other = names[(number + 1) % len(names)]
        if files[name] != files[other]:
            yield "%s and %s exchanged" % (name, other), dict(files, **{name: files[other], other: files[name]})
        yield "%s doubled" % name, dict(files, **{name: files[name] * 2 or b"\n"})
        yield "%s and a copy" % name, dict(files, **{name + ".bak": files[name]})
    yield "no files", {}
    yield "a file more", dict(files, **{"readme.txt": b""})


# ---- the insider ------------------------------------------------------------------------------------------------------------------------------


def as_json(data):
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def recompute(files):
    """Every unsigned hash, MAC, count and reference made to fit again, as far as the edited files still parse."""
    files = dict(files)
    commit = as_json(files["commit.json"])
    if commit and isinstance(commit.get("files"), dict):
        commit["files"] = {
            name: {
                "sha256": digest.sha256(files[name + ".txt"]),
                "lines": files[name + ".txt"].count(b"\n"),
                "root": merkle.tree_root([merkle.leaf_hash(line) for line in files[name + ".txt"].split(b"\n")[:-1]]).hex(),
            }
            for name in COMMITTED
        }
        files["commit.json"] = write(commit)
    commit_hash = digest.sha256(files["commit.json"])
    lines = files["seed.txt"].split(b"\n")
    if len(lines) > 2 and lines[2].startswith(b"commit "):
        lines[2] = b"commit " + commit_hash.encode()
        files["seed.txt"] = b"\n".join(lines)
    seed = seeds.seed_of(files["seed.txt"])
    event, result, publish = (as_json(files[name + ".json"]) for name in ("event", "result", "publish"))
    if event and "commit_sha256" in event:
        event["commit_sha256"] = commit_hash
        files["event.json"] = write(event)
    if result and set(result) >= {"commit_sha256", "macs"}:
        result.update(
            commit_sha256=commit_hash,
            seed_check=digest.seed_check(seed),
            macs={name: digest.file_mac(seed, name + ".txt", files[name + ".txt"]) for name in SEALED},
            drawn=files["selected.txt"].count(b"\tdrawn\n"),
            reserve=files["selected.txt"].count(b"\treserve\n"),
            unfilled=files["assign.txt"].count(b"\t-\n"),
        )
        files["result.json"] = write(result)
    if publish and isinstance(publish.get("files"), dict):
        publish.update(commit_sha256=commit_hash, result_sha256=digest.sha256(files["result.json"]))
        publish["files"] = {name: digest.sha256(files[name]) for name in FILES if name not in UNPUBLISHED}
        files["publish.json"] = write(publish)
    return files


def sign_again(files, secret):
    """The insider's own log of the four entries, under another key of the same name."""
    files = dict(files)
    public = note.ed25519.public_key(secret)
    files["log.vkey"] = (note.write_vkey(build.LOG_NAME, public) + "\n").encode()
    files["log.pub.pem"] = note.write_pem(public).encode()
    places = {}
    publish = as_json(files["publish.json"])
    result = as_json(files["result.json"])
    for name, source, key in (("commit", publish, "commit"), ("event", result, "event"), ("result", publish, "result")):
        places[name] = int(source[key])
    places["publish"] = max(places.values()) + 1
    leaves = [merkle.leaf_hash(b"entry %d of another draw" % number) for number in range(places["publish"] + 1)]

    def prove():
        for name, place in places.items():
            leaves[place] = merkle.leaf_hash(files[name + ".json"])
        signed = note.sign_note(note.write_checkpoint(build.LOG_NAME, len(leaves), merkle.tree_root(leaves)), build.LOG_NAME, secret)
        for name, place in places.items():
            files[name + ".tlog-proof"] = note.write_proof(place, merkle.inclusion_proof(leaves, place), signed).encode()

    # The proofs before the opening are held by publish.json, so they are made first, from a tree without it.
    last = places.pop("publish")
    prove()
    publish["files"] = {name: digest.sha256(files[name]) for name in FILES if name not in UNPUBLISHED}
    files["publish.json"] = write(publish)
    places = {"publish": last}
    prove()
    return files


# ---- the insider with the log key ---------------------------------------------------------------------------------------------------------------


def plan_named(name, **changes):
    plan = next(plan for plan in plans.PLANS if plan["name"] == name)
    return dict(plan, **changes)


def json_edit(change):
    """An override of a JSON file: change(value) alters the value in place."""

    def override(data):
        value = json.loads(data)
        change(value)
        return write(value)

    return override


def row_edit(plan, name, change):
    """An override of a list: change(rows) gives new rows; committed lists get the right nonces again."""

    def override(data):
        rows = change(read_rows(name, data))
        if name[:-4] in COMMITTED:
            return build.with_nonces(build.derive(plan["name"], "salt"), name, [row[:-1] for row in rows])
        return write_rows(rows)

    return override


def set_cell(rows, number, column, value):
    rows = [list(row) for row in rows]
    rows[number][column] = value
    return [tuple(row) for row in rows]


def swap_in_reserve(rows):
    """The last drawn and the first reserve change places."""
    drawn = [number for number, row in enumerate(rows) if row[5] == "drawn"][-1]
    a, b = rows[drawn], rows[drawn + 1]
    return rows[:drawn] + [a[:2] + b[2:5] + a[5:], b[:2] + a[2:5] + b[5:]] + rows[drawn + 2 :]


def swap_team(rows):
    return set_cell(set_cell(rows, 0, 2, rows[1][2]), 1, 2, rows[0][2])


def entry_edit(number, change):
    """An override of entries.jsonl: change(value) alters the value of line `number` in place."""

    def override(data):
        lines = data.split(b"\n")[:-1]
        value = json.loads(lines[number - 1])
        change(value)
        lines[number - 1] = write(value)
        return b"".join(line + b"\n" for line in lines)

    return override


def entry_order(*numbers):
    """An override of entries.jsonl: these lines in this order, numbered anew."""

    def override(data):
        lines = data.split(b"\n")
        values = [dict(json.loads(lines[number - 1]), n=str(place)) for place, number in enumerate(numbers, 1)]
        return b"".join(write(value) + b"\n" for value in values)

    return override


def attack_changes():
    """(plan name, change of entries.jsonl or publish.json, check, label): an insider bends a substitute or a reassign."""

    def at(**fields):
        return lambda entry: entry.update({key.rstrip("_"): value for key, value in fields.items()})

    def officer(index, who):
        return lambda entry: entry["assign"][index].update(inspector=who)

    def took(index, **fields):
        return lambda entry: entry["changes"][index].update({key.rstrip("_"): value for key, value in fields.items()})

    swapped = lambda entry: entry.update(assign=[dict(a, inspector=b["inspector"]) for a, b in zip(entry["assign"], entry["assign"][::-1])])  # noqa: E731
    replay = "changes.replay"
    # substituted: 1-2 one firm in GEN and KEY, 3-4 the next (who comes in is in both), 5 one that came in, 6 the reserve is exhausted.
    for number, change, label in (
        (1, at(rank="000006"), "another rank"),
        (1, at(in_=plans.firm(8), rank="000006"), "a reserve passed over"),
        (1, officer(0, "A02"), "another inspector"),
        (1, officer(0, "-"), "a slot left empty on purpose"),
        (1, swapped, "two inspectors changed places"),
        (1, lambda entry: entry["assign"].pop(), "a slot forgotten"),
        (2, at(ground="MOVED"), "two grounds for one firm"),
        (4, at(assign=[{"slot": "01", "inspector": "A05"}]), "a second team for a firm that has one"),
        (5, at(in_="-", rank="-", assign=[]), "a short draw though there is a reserve"),
        (6, at(in_=plans.firm(5), rank="000008"), "a firm from beyond the reserve"),
        (6, at(stratum="KEY"), "another stratum"),
    ):
        yield "substituted", "entries.jsonl", entry_edit(number, change), replay, label
    for numbers, label in (
        ((1, 2, 1, 2), "one firm out twice"), ((1, 3, 4, 5, 6), "the second stratum forgotten"), ((2, 1, 3, 4, 5, 6), "strata in another order"),
        ((3, 4, 1, 2, 5, 6), "changes in another order"), ((5, 6), "a firm out that never came in"), ((1,), "ended in the middle"),
    ):
        yield "substituted", "entries.jsonl", entry_order(*numbers), replay, label
    # reassigned: 1 illness, 2 and 3 recusals, 4 a vacancy filled, 5 a third change with the superior, 6 a substitute, 7 illness, 8 illness without a visit.
    for number, change, label in (
        (1, took(0, to="A04"), "the ill one stays"),
        (1, took(0, to="A02"), "another takes the slot of the ill one"),
        (1, lambda entry: entry["changes"].pop(), "a change not listed"),
        (1, lambda entry: entry["ids"].pop(), "a visit not named"),
        (2, took(0, to="A02"), "the recused one comes back"),
        (3, at(kind="ILLNESS"), "a recusal turned into an illness"),
        (4, at(inspector="A01"), "a vacancy with an inspector"),
        (5, at(superior="-"), "a third change without the superior"),
        (5, at(superior="S01"), "the superior is the approver"),
        (6, officer(0, "A04"), "an ill inspector for the firm that came in"),
        (7, took(0, from_="A01"), "another one fell ill"),
        (8, at(inspector="A04"), "one ill already falls ill again without a visit"),
        (8, at(inspector="Z9"), "a stranger falls ill"),
    ):
        yield "reassigned", "entries.jsonl", entry_edit(number, change), replay, label
    for number, change, label in (
        (1, at(zzz="0"), "an unknown key"), (1, at(ground="BUSY"), "a ground of no list"), (2, at(evidence="-"), "no evidence"), (3, at(approver="-"), "nobody approved"),
        (1, lambda entry: entry["assign"].reverse(), "slots backwards"),
    ):
        yield "substituted", "entries.jsonl", entry_edit(number, change), "changes.format", label
    yield "reassigned", "entries.jsonl", entry_edit(7, lambda entry: entry["ids"].reverse()), "changes.format", "ids backwards"
    yield "reassigned", "entries.jsonl", entry_edit(2, at(kind="LEAVE")), "changes.format", "a kind of no list"
    yield "substituted", "entries.jsonl", lambda data: data.split(b"\n", 1)[1], "changes.format", "the first number missing"
    yield "substituted", "entries.jsonl", entry_edit(3, at(draw="130525-2026-0008")), "changes.format", "another draw"
    yield "substituted", "publish.json", lambda data: json_edit(lambda entry: entry.update(undone=[plans.firm(10)]))(data), "publish.format", "a firm substituted out is undone"


def attacks():
    """(label, plan, overrides, build options, verify options, check that must fail)."""
    plain, two, unfilled, dice, tiers, undone = (plan_named(name) for name in ("plain", "two-strata", "unfilled", "dice", "tiers", "undone"))

    def of(plan, name, change, check, label):
        return ("%s: %s" % (check, label), plan, {name: change}, {}, {}, check)

    def js(plan, name, change, check, label):
        return of(plan, name, json_edit(change), check, label)

    def ls(plan, name, change, check, label):
        return of(plan, name, row_edit(plan, name, change), check, label)

    def at(key, value):
        return lambda entry: entry.__setitem__(key, value)

    def inside(*path):
        *keys, last, value = path

        def change(entry):
            for key in keys:
                entry = entry[key]
            entry[last] = value

        return change

    zero = "00" * 32
    forged_secret = lambda data: data.replace(data.split(b"\n")[3][-64:], b"ab" * 32)  # noqa: E731
    yield js(plain, "commit.json", at("zzz", "0"), "commit.format", "an unknown key")
    yield js(plain, "commit.json", at("profile", "gm"), "commit.format", "profile gm")
    yield js(plain, "commit.json", at("period", "2026-Q5"), "commit.format", "period")
    yield js(plain, "commit.json", at("resultBy", "2026-03-27T00:00:00Z"), "commit.format", "resultBy before eventBy")
    yield js(plain, "commit.json", at("openBy", "2026-02-30T00:00:00Z"), "commit.format", "a day that is not")
    yield js(plain, "commit.json", inside("strata", 0, "task", "OTHER"), "commit.format", "a task not in the batch")
    yield js(plain, "commit.json", lambda entry: entry["strata"][0].pop("min"), "commit.format", "rate without min")
    yield js(two, "commit.json", lambda entry: entry["strata"].reverse(), "commit.format", "strata backwards")
    yield js(plain, "commit.json", inside("files", "frame", "root", zero), "commit.lists", "root of the frame")
    yield js(plain, "commit.json", inside("files", "pairs", "lines", 7), "commit.lists", "lines of the pairs")
    yield js(plain, "commit.json", inside("files", "barred", "sha256", zero), "commit.lists", "sha256 of the recusals")
    yield js(plain, "commit.json", inside("strata", 0, "quota", 5), "commit.strata", "one more than the quota")
    yield js(plain, "commit.json", inside("strata", 0, "quota", 3), "commit.strata", "one less than the quota")
    yield js(plain, "commit.json", inside("strata", 0, "reserve", 9), "commit.strata", "more reserve than there is")
    yield js(tiers, "commit.json", inside("strata", 0, "tiers", [5, 3, 4]), "commit.strata", "tiers")
    yield js(plain, "commit.json", inside("strata", 0, "N", 13), "commit.strata", "N")
    yield js(two, "commit.json", lambda entry: entry["strata"].pop(), "commit.strata", "a stratum of the frame left out")
    yield js(plain, "commit.json", at("publicBits", 49), "commit.entropy", "one bit more")
    yield js(plain, "commit.json", at("assurance", "A"), "commit.entropy", "A without a witness")
    yield js(plan_named("assurance-d"), "commit.json", at("assurance", "C"), "commit.entropy", "C with one secret")
    yield js(plan_named("assurance-c"), "commit.json", at("assurance", "B"), "commit.entropy", "B without a public event")
    no_secret = plan_named("plain", entropy=[plans.SSQ, plans.DLT], mode="open")
    yield js(no_secret, "commit.json", at("mode", "sealed"), "commit.entropy", "sealed without a secret")
    yield ls(tiers, "frame.txt", lambda rows: sorted(rows + [rows[0][:2] + ("2",) + rows[0][3:]]), "frame.format", "an id twice in a stratum")
    yield ls(plain, "frame.txt", lambda rows: rows + [(plans.firm(40), "KEY", "2", zero)], "excluded.format", "an excluded firm in the frame")
    yield ls(plain, "excluded.txt", lambda rows: rows + [rows[0][:2] + ("ZZZ", zero)], "excluded.format", "an id excluded twice")
    yield ls(plain, "slots.txt", lambda rows: rows[1:], "slots.format", "a slot 01 left out")
    yield ls(plain, "slots.txt", lambda rows: rows[:-1], "slots.format", "one slot only")
    yield ls(plain, "slots.txt", lambda rows: rows[2:], "slots.format", "a firm without slots")
    yield ls(plain, "slots.txt", lambda rows: rows + [("ZZZZZZ", k, "130525", "-", zero) for k in ("01", "02")], "slots.format", "a stranger with slots")
    yield ls(plain, "roster.txt", lambda rows: set_cell(rows, 1, 2, rows[0][2]), "roster.format", "one certificate, two inspectors")
    yield ls(two, "roster.txt", lambda rows: rows + [rows[0][:1] + ("999",) + (zero,) + rows[0][3:]], "roster.format", "an inspector twice")
    yield ls(plain, "roster.txt", lambda rows: set_cell(rows, 0, 4, "3"), "roster.format", "a load with balance draw")
    yield ls(unfilled, "roster.txt", lambda rows: set_cell(rows, 1, 3, "WATER,AIR"), "roster.format", "specialities out of order")
    yield of(plain, "barred.txt", lambda data: data + b"A03\t%s\t%s\n" % (plans.firm(40).encode(), b"ff" * 32), "barred.format", "a pair twice")
    yield of(plain, "pairs.txt", lambda data: data + data.split(b"\n")[-2][:-64] + b"f" * 64 + b"\n", "pairs.format", "a pair twice")
    yield js(plain, "event.json", inside("draw", "130525-2026-0008"), "event.format", "another draw")
    yield js(plain, "event.json", at("commit_sha256", zero), "event.format", "another commitment")
    yield js(dice, "event.json", at("signatories", ["S01", "s02"]), "event.format", "a signatory in lower case")
    yield js(plain, "event.json", at("at", "2026-03-28T13:24:59Z"), "event.order", "before a notBefore")
    yield js(plain, "event.json", at("at", "2026-03-28T16:00:01Z"), "event.order", "after eventBy")
    yield js(plain, "event.json", at("signatories", ["S01", "S01"]), "event.order", "one signatory twice")
    yield js(plain, "event.json", at("witnesses", ["ab" * 32, "cd" * 32]), "event.order", "witnesses without dice")
    yield js(dice, "event.json", lambda entry: entry["witnesses"].pop(), "event.order", "one witness")
    yield js(dice, "event.json", lambda entry: entry["witnesses"].__setitem__(1, entry["witnesses"][0]), "event.order", "one witness twice")
    yield js(dice, "event.json", at("evidence", "-"), "event.order", "no video")
    yield of(plain, "seed.txt", forged_secret, "seed.transcript", "another secret, everything else computed from it")
    yield of(plain, "seed.txt", lambda data: data.replace(b"33 07", b"33 08"), "seed.transcript", "another ball than the event's")
    yield of(plain, "seed.txt", lambda data: data.replace(b"0007\n", b"0008\n", 1), "seed.transcript", "another draw")
    yield of(plain, "seed.txt", lambda data: data + b"\n", "seed.transcript", "a blank line")
    yield of(plan_named("assurance-c"), "seed.txt", lambda data: b"\n".join(data.split(b"\n")[:3] + data.split(b"\n")[3:5][::-1] + [b""]), "seed.transcript", "secrets in another order")
    yield ls(plain, "selected.txt", swap_in_reserve, "selected.order", "a friend spared, the next in line drawn")
    yield ls(plain, "selected.txt", lambda rows: rows[:-1], "selected.order", "a substitute forgotten")
    yield ls(plain, "selected.txt", lambda rows: set_cell(rows, 0, 3, zero), "selected.order", "a forged ticket")
    yield ls(tiers, "selected.txt", lambda rows: set_cell(rows, 5, 2, "2"), "selected.order", "a forged tier")
    yield ls(two, "selected.txt", lambda rows: [row for row in rows if row[0] != "KEY"], "selected.order", "a stratum left out")
    yield ls(plain, "cutoffs.txt", lambda rows: set_cell(rows, 0, 4, zero), "cutoffs.match", "another cut-off")
    yield ls(two, "cutoffs.txt", lambda rows: rows[1:], "cutoffs.match", "a stratum left out")
    yield ls(plan_named("all-and-empty"), "cutoffs.txt", lambda rows: set_cell(set_cell(rows, 1, 3, "2"), 1, 4, zero), "cutoffs.match", "a cut-off of an empty stratum")
    yield ls(plain, "assign.txt", lambda rows: set_cell(rows, 0, 2, "ZZ"), "assign.format", "a stranger")
    yield ls(plain, "assign.txt", lambda rows: set_cell(rows, 0, 2, rows[1][2]), "assign.format", "an inspector twice on a visit")
    yield ls(plain, "assign.txt", lambda rows: rows[1:], "assign.format", "a slot forgotten")
    yield ls(unfilled, "assign.txt", lambda rows: set_cell(rows, 0, 2, "A01"), "assign.format", "a barred inspector")
    yield ls(plain, "assign.txt", swap_team, "assign.optimal", "two inspectors changed places")
    yield ls(plain, "assign.txt", lambda rows: set_cell(rows, 0, 2, "-"), "assign.optimal", "a slot left empty on purpose")
    shifted = lambda rows: [(row[0],) + tuple(str(int(cell) - (number == 2)) for number, cell in enumerate(row[1:])) for row in rows]  # noqa: E731
    yield ls(plain, "potentials.txt", shifted, "potentials.canonical", "all potentials lower by one")
    yield ls(plain, "potentials.txt", lambda rows: rows[1:], "potentials.canonical", "a node forgotten")
    yield ls(plain, "potentials.txt", lambda rows: set_cell(rows, 0, 1, str(2**60)), "potentials.canonical", "a component above 2^51")
    yield of(unfilled, "entries.jsonl", lambda data: data.split(b"\n", 1)[1], "unfilled.cuts", "a cut forgotten")
    yield of(unfilled, "entries.jsonl", lambda data: data.replace(b'"limit":5', b'"limit":4', 1), "unfilled.cuts", "another limit")
    yield of(unfilled, "entries.jsonl", lambda data: data.replace(b'["A02","A03"]', b'["A03","A02"]', 1), "unfilled.cuts", "inspectors out of order")
    yield of(plain, "entries.jsonl", lambda data: b'{"draw":"130525-2026-0007","n":"1","type":"x"}\n', "unfilled.cuts", "an unknown entry")
    yield of(unfilled, "entries.jsonl", lambda data: data.replace(b'"n":"5"', b'"n":"6"'), "unfilled.cuts", "a number skipped")
    for source, name, change, expected, label in attack_changes():
        yield of(plan_named(source), name, change, expected, label)
    yield js(unfilled, "commit.json", at("unstaffable", 0), "unstaffable.count", "hidden")
    yield js(plain, "commit.json", at("unstaffable", 1), "unstaffable.count", "invented")
    for key in ("drawn", "reserve", "unfilled"):
        yield js(plain, "result.json", lambda entry, key=key: entry.__setitem__(key, entry[key] + 1), "result.format", key)
    yield js(plain, "result.json", at("commit_sha256", zero), "result.format", "another commitment")
    yield js(plain, "result.json", at("seed_check", zero), "result.seedCheck", "another seed")
    for key in SEALED:
        yield js(plain, "result.json", inside("macs", key, zero), "result.macs", key)
    yield js(plain, "publish.json", at("undone", [plans.firm(99)]), "publish.format", "an undone id that was not drawn")
    yield js(undone, "publish.json", lambda entry: entry["undone"].reverse(), "publish.format", "undone backwards")
    yield js(plain, "publish.json", at("result_sha256", zero), "publish.format", "another result")
    yield js(plain, "publish.json", at("draw", "130525-2026-0008"), "publish.format", "another draw")
    for name in ("assign.txt", "log.vkey", "commit.tlog-proof", "frame.txt", "result.json"):
        yield js(plain, "publish.json", inside("files", name, zero), "publish.files", name)
    yield of(plain, "log.pub.pem", lambda data: note.write_pem(note.ed25519.public_key(OTHER_SECRET)).encode(), "log.key", "another PEM")
    yield ("log.key: the whole log under another key", plain, {}, {"secret": OTHER_SECRET}, {"vkey": True}, "log.key")
    for name in ("commit", "event", "result", "publish"):
        shorter = lambda data: data.replace(b"index ", b"index 1", 1)  # noqa: E731
        yield of(plain, name + ".tlog-proof", shorter, "log." + name, "another index")
        with_extra = lambda data: data.replace(b"\n", b"\nextra AAEC\n", 1)  # noqa: E731
        yield of(plain, name + ".tlog-proof", with_extra, "log." + name, "an extra line")
    yield of(plain, "publish.tlog-proof", lambda data: data + note.signature_line("stranger.example", b"abcd", b"x" * 64).encode(), "log.publish", "a line nothing holds")
    orders = [{"commit": 7, "event": 3}, {"result": 5}, {"publish": 2}, {"commit": 20}]
    for order in orders:
        yield ("log.order: %s" % order, dict(plain, places={}), {}, {"places": dict(build.PLACES, **order)}, {}, "log.order")
    yield js(plain, "event.json", at("commit", "4"), "log.order", "the event names another index")
    yield js(plain, "result.json", at("event", "6"), "log.order", "the result names another index")
    yield js(plain, "publish.json", at("result", "9"), "log.order", "the opening names another index")
    for name in COMMITTED:
        plan = plain
        yield of(plan, name + ".txt", lambda data: data[:-65] + (b"0" * 64 if data[-65:-1] != b"0" * 64 else b"1" * 64) + b"\n", "nonces", name)
    yield ls(plain, "roster.txt", lambda rows: set_cell(rows, 0, 2, "ab" * 32), "certificates", "another certificate number")
    yield js(plain, "commit.json", at("salt", zero), "salt.hash", "another salt")


def attack_bundles():
    """(label, files, options, the check that must catch it) of every attack."""
    for label, plan, overrides, options, given, expected in attacks():
        try:
            files, salt, numbers = build.build(plan, overrides, **options)
        except Refused as refusal:
            # What the builder itself cannot carry on from: the honest bundle with that one file altered, and all the rest made to fit.
            files, salt, numbers = build.build(plan)
            (name, override), = overrides.items()
            files = dict(files, **{name: override(files[name])})
            if name != "seed.txt":
                files = recompute(files)
            label += " (laid over: %s)" % refusal
        known = {"salt": salt, "certificates": tuple(sorted(numbers.items()))}
        if given.get("vkey"):
            known["vkey"] = (note.write_vkey(build.LOG_NAME, note.ed25519.public_key(build.LOG_SECRET)) + "\n").encode()
        yield label, files, known, expected


def run_attacks(tally):
    caught, alone = set(), set()
    for label, files, known, expected in attack_bundles():
        got = failures(files, **known)
        tally.count(expected in got, "log key, " + label, "failed instead: %s" % got)
        caught.update(got)
        if len(got) == 1:
            alone.update(got)
    return caught, alone


# ---- runs ---------------------------------------------------------------------------------------------------------------------------------------


def run_edits(tally, name, edits, original, **options):
    number = 0
    for label, files in edits:
        if files == original:
            continue
        number += 1
        tally.count(fails(files, **options), "%s, %s" % (name, label), "no check failed")
    return number


def run_other_key(tally, name, edits, original):
    known = original["log.vkey"]
    number = 0
    for label, files in edits:
        try:
            signed = sign_again(recompute(files), OTHER_SECRET)
        except (KeyError, TypeError, ValueError):
            continue  # an entry too broken to be logged again
        number += 1
        got = failures(signed, vkey=known)
        tally.count("log.key" in got, "%s, other key, %s" % (name, label), "failed: %s" % got)
    return number


def every(edits, step):
    return [edit for number, edit in enumerate(edits) if number % step == 0]


def run_command(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run([sys.executable, os.path.join(here, "verify.py")] + arguments, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def write_directory(path, files):
    os.makedirs(path)
    for name, data in files.items():
        with open(os.path.join(path, name), "wb") as target:
            target.write(data)


def run_cli(tally, files, salt):
    """The command: exit codes, options, hostile containers; never a traceback."""
    work = tempfile.mkdtemp()
    try:
        path = lambda *parts: os.path.join(work, *parts)  # noqa: E731
        write_directory(path("good"), files)
        bad = dict(files, **{"assign.txt": files["assign.txt"].replace(b"A0", b"A9", 1)})
        write_directory(path("bad"), bad)
        write_directory(path("empty"), {})
        write_directory(path("link"), {name: data for name, data in files.items() if name != "seed.txt"})
        os.symlink(path("good", "seed.txt"), path("link", "seed.txt"))
        write_directory(path("folder"), {name: data for name, data in files.items() if name != "seed.txt"})
        os.mkdir(path("folder", "seed.txt"))

        def archive(name, members):
            with zipfile.ZipFile(path(name), "w", zipfile.ZIP_DEFLATED) as target:
                for member, data in members:
                    target.writestr(member, data)

        archive("good.zip", sorted(files.items()))
        archive("inside.zip", [("draw/" + name, data) for name, data in sorted(files.items())])
        archive("bad.zip", sorted(bad.items()))
        archive("bomb.zip", sorted(dict(files, **{"frame.txt": b"A" * (checks.MAX_FILE + 1)}).items()))
        archive("many.zip", [("f%d" % number, b"") for number in range(500)])
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive("twice.zip", sorted(files.items()) + [("seed.txt", files["seed.txt"])])
        archive("slip.zip", sorted(files.items()) + [("../../slip.txt", b"")])
        for name, data in (("salt", salt.hex() + "\n"), ("wrong", "00" * 32), ("short", "00"), ("vkey", files["log.vkey"].decode()), ("notzip", "PK\x03\x04")):
            with open(path(name), "w", encoding="latin-1") as target:
                target.write(data)
        with open(path("other"), "w", encoding="ascii") as target:
            target.write(note.write_vkey(build.LOG_NAME, note.ed25519.public_key(OTHER_SECRET)))
        cases = [
            (0, [path("good")], ""), (0, [path("good.zip")], ""), (0, [path("inside.zip")], ""),
            (0, [path("good"), "--salt", path("salt"), "--vkey", path("vkey"), "--json"], ""),
            (1, [path("good"), "--salt", path("wrong")], "fail  salt.hash"), (1, [path("good"), "--vkey", path("other")], "fail  log.key"),
            (1, [path("bad")], "fail  assign.format"), (1, [path("bad.zip")], "fail  assign.format"), (1, [path("empty")], "fail  bundle.files"),
            (1, [path("link")], "fail  bundle.files"), (1, [path("folder")], "fail  bundle.files"), (1, [path("bomb.zip")], "fail  bundle.bounds"),
            (1, [path("many.zip")], "fail  bundle.files"), (1, [path("twice.zip")], "fail  bundle.files"), (1, [path("slip.zip")], "fail  bundle.files"),
            (1, [path("notzip")], "fail  bundle.files"),
            (2, [], ""), (2, [path("none")], ""), (2, [path("good"), "--salt"], ""), (2, [path("good"), "--salt", path("short")], ""),
            (2, [path("good"), "--salt", path("none")], ""), (2, [path("good"), "--what"], ""), (2, [path("good"), path("bad")], ""),
        ]
        for code, arguments, shown in cases:
            got, out, err = run_command(arguments)
            label = "verify.py " + " ".join(word.replace(work, "…") for word in arguments)
            tally.count(got == code and shown in out and "Traceback" not in err, label, "exit %s, %s %s" % (got, out[:300], err[:300]))
            if code < 2 and "--json" not in arguments:
                names = tuple(line.split("  ")[1] for line in out.splitlines())
                tally.count(names == checks.NAMES, label + ": every check is shown once", str(names))
        tally.count(len(cases) == 23, "all command lines were run")
    finally:
        shutil.rmtree(work)


def check_cache(tally, files):
    """Answers kept by content equal answers computed afresh."""
    for label, changed in every(list(flip_bytes(files, 211)), 3):
        bundle = checks.Bundle(changed)
        got = list(checks.verify(bundle))
        fresh = [checks.run_check(bundle, *check) for check in checks.CHECKS]
        tally.count(got == fresh, "kept answers, " + label, "differ from fresh ones")


def run(tally, bundles):
    """The whole suite over the bundles (name → bundle JSON); `one-row` is the smallest."""
    smallest = bundle_files(bundles["one-row"])
    number = run_edits(tally, "one-row", flip_bytes(smallest, 1), smallest)
    print("flips          %5d of every byte of the smallest bundle (%d bytes)" % (number, sum(map(len, smallest.values()))))
    number = 0
    for position, name in enumerate(sorted(bundles)):
        files = bundle_files(bundles[name])
        number += run_edits(tally, name, flip_bytes(files, 41, position * 7), files)
    print("flips          %5d of sampled bytes of all bundles" % number)
    lined, inside, resigned = 0, 0, 0
    for name in ("one-row", "plain", "unfilled", "two-strata", "dice", "substituted", "reassigned"):
        files = bundle_files(bundles[name])
        edits = list(edit_lines(files)) + list(edit_json(files)) + list(edit_files(files))
        lined += run_edits(tally, name, edits, files)
        honest = [edit for edit in edits if set(edit[1]) == set(FILES)] + every(list(flip_bytes(files, 23)), 2)
        inside += run_edits(tally, name + ", insider", ((label, recompute(changed)) for label, changed in honest), files)
        if name in ("one-row", "unfilled"):
            resigned += run_other_key(tally, name, every(honest, 11), files)
    print("edits          %5d of lines, keys and whole files" % lined)
    print("insider        %5d of them and of flips, everything recomputed, the log not signed" % inside)
    print("other key      %5d signed again with another key" % resigned)
    caught, alone = run_attacks(tally)
    print("log key        %5d attacks by an insider who holds the log key" % len(list(attacks())))
    # assign.unique needs a tie of 96-bit words and is tested on a network of its own; the two of the container by the command lines.
    for name in checks.NAMES:
        if name not in ("bundle.files", "bundle.bounds", "assign.unique"):
            tally.count(name in caught, "an attack is caught by " + name)
    print("               %5d checks were the only one to catch some attack: %s" % (len(alone), " ".join(sorted(alone))))
    check_cache(tally, smallest)
    run_cli(tally, bundle_files(bundles["plain"]), bytes.fromhex(bundles["plain"]["salt"]))
