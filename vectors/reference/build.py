#!/usr/bin/env python3
"""Build a complete draw bundle from a small plan (JSON), under the vectors' own log key. For vectors and tamper tests, never for a real draw.

usage: build.py PLAN.json OUT_DIR      writes the 22 files, and beside them OUT_DIR.salt and OUT_DIR.certificates

A plan gives frame rows, slots, roster, rules, entropy with its outcome, and the event; plans.py holds those of the vectors.
`overrides` let the tamper suite act as an insider who also holds the log key: name → function over the bytes of that file at the moment it
is made, so that everything after it (hashes, MACs, assignment, log) is computed from the altered bytes.
"""
import hashlib
import json
import os
import sys

sys.dont_write_bytecode = True

import changes
import digest
import merkle
import note
import seed as seeds
from assignment import build_network, compute_potentials, count_unstaffable, cut_of, follow_assignment, potential_rows, read_flow, solve
from canonical import Refused, read, write
from entries import FILES, make_publish, make_result, make_unfilled
from quota import cut_quota, default_reserve
from rows import COMMITTED, read_rows, write_rows
from selection import drawn_order, select

LOG_NAME = "log.example/mingcha-vectors"
LOG_SECRET = hashlib.sha256(b"mingcha vectors: log key, public on purpose").digest()
PLACES = {"commit": 3, "event": 7, "result": 8, "publish": 14}  # entries of other draws stand between


def derive(*parts):
    """A fixed 32-byte value of the vectors."""
    return hashlib.sha256(("mingcha vectors: " + " ".join(parts)).encode()).digest()


def with_nonces(salt, name, rows):
    return write_rows([tuple(row) + (digest.nonce(salt, name, "\t".join(row)),) for row in rows])


def make_lists(plan, salt):
    """The six committed lists."""
    ids = sorted({row[0] for row in plan["frame"]})
    slots = []
    for subject_id in ids:
        wanted = plan.get("slots", {}).get(subject_id) or plan["slotsOfEach"]
        slots += [(subject_id, "%02d" % number, agency, speciality) for number, (agency, speciality) in enumerate(wanted, 1)]
    roster = [
        (inspector, agency, digest.certificate_mac(salt, number), specialities, str(load), str(limit))
        for inspector, agency, number, specialities, load, limit in plan["roster"]
    ]
    rows = {
        "frame": [(subject_id, code, str(tier)) for subject_id, code, tier in plan["frame"]],
        "excluded": plan.get("excluded", []),
        "slots": slots,
        "roster": roster,
        "barred": plan.get("barred", []),
        "pairs": plan.get("pairs", []),
    }
    return {name + ".txt": with_nonces(salt, name + ".txt", rows[name]) for name in COMMITTED}


def make_strata(plan, frame):
    strata = []
    for part in sorted(plan["strata"], key=lambda part: part["code"]):
        tiers = [sum(row[1] == part["code"] and row[2] == str(tier) for row in frame) for tier in range(3)]
        stratum = {"code": part["code"], "task": part.get("task", plan["tasks"][0]), "N": sum(tiers), "tiers": tiers}
        if "rate" in part:
            stratum.update(rate=part["rate"], min=part.get("min", 0))
            stratum["quota"] = cut_quota(sum(tiers), int(part["rate"][0]), int(part["rate"][1]), part.get("min", 0))
        else:
            stratum["quota"] = part["quota"]
        stratum["reserve"] = part.get("reserve", default_reserve(stratum["N"], stratum["quota"]))
        strata.append(stratum)
    return strata


def make_entropy(plan):
    """(entropy, secrets, values)."""
    entropy, secrets, values = [], {}, []
    for part in plan["entropy"]:
        if part["kind"] == "secret":
            secrets[part["party"]] = derive(plan["name"], "secret", part["party"]).hex()
            entropy.append({"kind": "secret", "party": part["party"], "sha256": digest.sha256(secrets[part["party"]].encode())})
            continue
        entropy.append({key: value for key, value in part.items() if key != "numbers"})
        values.append({key: part[key] for key in ("kind", "game", "issue", "numbers") if key in part})
    return entropy, secrets, values


def make_commit(plan, salt, files, entropy):
    frame = read_rows("frame.txt", files["frame.txt"])
    lists = {}
    for name in COMMITTED:
        data = files[name + ".txt"]
        lines = data.split(b"\n")[:-1]
        root = merkle.tree_root([merkle.leaf_hash(line) for line in lines]).hex()
        lists[name] = {"sha256": digest.sha256(data), "lines": len(lines), "root": root}
    slots, roster, barred = (read_rows(name, files[name]) for name in ("slots.txt", "roster.txt", "barred.txt"))
    return {
        "type": "mingcha/commit/v1",
        "spec": "mingcha/draw/v1",
        "profile": "intl",
        "draw": plan["draw"],
        "replaces": plan.get("replaces", "-"),
        "agency": plan["agency"],
        "period": plan["period"],
        "tasks": [{"code": code, "plan": str(number)} for number, code in enumerate(plan["tasks"])],
        "scheme": {"id": "longyao-2026", "version": "3", "sha256": derive("scheme").hex()},
        "snapshot": "2",
        "salt": digest.sha256(salt),
        "release": plan.get("release", "full"),
        "balance": plan.get("balance", "draw"),
        "files": lists,
        "strata": make_strata(plan, frame),
        "unstaffable": count_unstaffable({row[0] for row in frame}, slots, roster, {row[:2] for row in barred}),
        "entropy": entropy,
        "publicBits": seeds.public_bits(entropy),
        "assurance": seeds.assurance(entropy),
        "mode": plan.get("mode", "sealed"),
        "eventBy": plan["eventBy"],
        "resultBy": plan["resultBy"],
        "openBy": plan["openBy"],
    }


def make_event(plan, salt, commit_bytes, values, places):
    witnesses = plan.get("witnesses", [])
    return {
        "type": "mingcha/event/v1",
        "draw": plan["draw"],
        "commit": str(places["commit"]),
        "commit_sha256": digest.sha256(commit_bytes),
        "at": plan["at"],
        "values": values,
        "evidence": derive(plan["name"], "evidence").hex() if plan.get("evidence") else "-",
        "signatories": plan["signatories"],
        "witnesses": [digest.witness_mac(salt, name) for name in witnesses],
    }


def fill_assignment(plan, put, files, seed, selected):
    """assign.txt, potentials.txt and entries.jsonl; a laid-in assignment that no potentials certify keeps those of the best one."""
    order = drawn_order(selected)
    slots, roster, barred, pairs = (read_rows(name, files[name]) for name in ("slots.txt", "roster.txt", "barred.txt", "pairs.txt"))
    network = build_network(seed, order, slots, roster, {row[:2] for row in barred}, {row[:2] for row in pairs})
    solve(network)
    potentials = compute_potentials(network)
    assign = read_rows("assign.txt", put("assign.txt", write_rows(read_flow(network))))
    try:
        follow_assignment(network, assign)
        potentials = compute_potentials(network)
    except Refused:
        pass
    put("potentials.txt", write_rows(potential_rows(potentials)))
    nodes = {(subject_id, slot): node for subject_id, slot, node in network.slots}
    lines = []
    for subject_id, slot, inspector in assign:
        if inspector == "-" and (subject_id, slot) in nodes:
            cut = cut_of(network, nodes[subject_id, slot], len(order))
            lines.append(write(make_unfilled(plan["draw"], len(lines) + 1, subject_id, slot, cut)) + b"\n")
    lines += make_changes(plan, seed, selected, slots, roster, barred, pairs, assign)
    put("entries.jsonl", b"".join(lines))
    return assign


def make_changes(plan, seed, selected, slots, roster, barred, pairs, assign):
    """Lines of the plan's changes. A plan names visits by (stratum, rank): ids and officers follow from the seed."""
    if not plan.get("changes"):
        return []
    state = changes.State(plan["draw"], seed, selected, slots, roster, {row[:2] for row in barred}, {row[:2] for row in pairs}, assign)
    lines = []
    for order in plan["changes"]:
        lines += [write(entry) + b"\n" for entry in follow_order(plan["name"], state, selected, order)]
    return lines


def follow_order(name, state, selected, order):
    """The entries of one order of a plan: what, visits as "STRATUM rank", and what the kind needs.

    {"out": visit, "ground"} · {"kind", "of": visit, "slot", "visits": how many of his, in byte order} · {"kind": "VACANT", "visits": [visit]}
    """
    def at(place):
        stratum, rank = place.split(" ")
        return next(row[4] for row in selected if row[0] == stratum and int(row[1]) == int(rank))

    evidence = derive(name, "evidence", str(state.next)).hex()
    if "out" in order:
        return state.substitute(at(order["out"]), order["ground"], evidence, "S01")
    superior = order.get("superior", "-")
    if order["kind"] == "VACANT":
        return [state.reassign("VACANT", "-", sorted(map(at, order["visits"])), evidence, "S01", superior)]
    inspector = state.visits[at(order["of"])].team[order["slot"]]
    his = sorted(subject_id for subject_id, visit in state.visits.items() if inspector in visit.team.values())
    ids = [at(order["of"])] if order["kind"] == "RECUSAL" else his[: order.get("visits", len(his))]
    return [state.reassign(order["kind"], inspector, ids, evidence, "S01", superior)]


def write_log(plan, put, files, seed, places, secret):
    """The tree, and a proof of each entry under the checkpoint signed just after it."""
    sealed = files["entries.jsonl"].split(b"\n")[:-1]
    size = max(places.values()) + 1 + len(sealed)
    leaves = [b"entry %d of another draw" % number for number in range(size)]
    for name, place in places.items():
        leaves[place] = files[name + ".json"]
    free = [number for number in range(places["result"] + 1, size) if number not in places.values()]
    for number, line in enumerate(sealed, 1):
        shown = {"type": kind_of(line), "draw": plan["draw"], "n": str(number), "mac": digest.entry_mac(seed, number, line)}
        leaves[free[number - 1]] = write(shown)
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    for name, place in places.items():
        seen = hashes[: place + 1]
        checkpoint = note.write_checkpoint(LOG_NAME, len(seen), merkle.tree_root(seen))
        proof = note.write_proof(place, merkle.inclusion_proof(seen, place), note.sign_note(checkpoint, LOG_NAME, secret))
        put(name + ".tlog-proof", proof.encode())


def kind_of(line):
    """The type of a full entry; a line that an override broke counts as unfilled."""
    try:
        return json.loads(line)["type"]
    except (ValueError, KeyError, TypeError):
        return "mingcha/unfilled/v1"


def build(plan, overrides=None, places=None, secret=LOG_SECRET):
    """(files, salt, certificates): name → bytes, 32 bytes, inspector → certificate number."""
    files = {}
    places = dict(places or PLACES, **plan.get("places", {}))

    def put(name, data):
        files[name] = (overrides or {}).get(name, lambda same: same)(data)
        return files[name]

    salt = derive(plan["name"], "salt")
    for name, data in make_lists(plan, salt).items():
        put(name, data)
    entropy, secrets, values = make_entropy(plan)
    commit = read(put("commit.json", write(make_commit(plan, salt, files, entropy))))
    event = read(put("event.json", write(make_event(plan, salt, files["commit.json"], values, places))))
    put("seed.txt", seeds.write_transcript(commit["draw"], digest.sha256(files["commit.json"]), entropy, secrets, event["values"]))
    seed = seeds.seed_of(files["seed.txt"])
    frame = read_rows("frame.txt", files["frame.txt"])
    selected, cutoffs = select(seed, [row[:3] for row in frame], commit["strata"])
    selected = read_rows("selected.txt", put("selected.txt", write_rows(selected)))
    put("cutoffs.txt", write_rows(cutoffs))
    assign = fill_assignment(plan, put, files, seed, selected)
    sealed = {name: files[name + ".txt"] for name in ("assign", "cutoffs", "potentials", "selected")}
    put("result.json", write(make_result(commit, files["commit.json"], places["event"], seed, selected, assign, sealed)))
    public = note.ed25519.public_key(secret)
    put("log.vkey", (note.write_vkey(LOG_NAME, public) + "\n").encode())
    put("log.pub.pem", note.write_pem(public).encode())
    later = dict(places)
    publish = later.pop("publish")
    write_log(plan, put, files, seed, later, secret)
    put("publish.json", write(make_publish(commit, files, places, plan.get("undone", []))))
    write_log(plan, lambda name, data: put(name, data) if name == "publish.tlog-proof" else None, files, seed, dict(later, publish=publish), secret)
    assert set(files) == set(FILES)
    return files, salt, {row[0]: row[2] for row in plan["roster"]}


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as source:
        plan = json.load(source)
    files, salt, certificates = build(plan)
    out = arguments[1].rstrip("/")
    os.makedirs(out, exist_ok=True)
    for name, data in files.items():
        with open(os.path.join(out, name), "wb") as target:
            target.write(data)
    with open(out + ".salt", "w", encoding="ascii") as target:
        target.write(salt.hex() + "\n")
    with open(out + ".certificates", "w", encoding="utf-8") as target:
        target.writelines("%s\t%s\n" % pair for pair in sorted(certificates.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
