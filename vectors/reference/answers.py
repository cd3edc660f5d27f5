"""What this implementation answers to each vector: one function for each file of ../*.json, from a case's `input` to its `expected`.

Input that the protocol does not allow is answered {"refused": true}. vectors/README.md describes every field.
"""
import changes
import digest
import merkle
import note
import seed as seeds
from assignment import (
    build_network, check_potentials, compute_potentials, count_unstaffable, cut_of, follow_assignment, potential_rows, read_flow,
    read_potentials, solve,
)
from canonical import Refused, read, write
from entries import make_unfilled, read_changes
from quota import cut_quota, default_reserve
from rows import GRAMMARS, read_rows, write_rows
from selection import drawn_order, select, ticket

import re


def hexes(items):
    return [item.hex() for item in items]


def unhex(items):
    return [bytes.fromhex(item) for item in items]


def answer_canonical(case):
    if "value" in case:
        data = write(case["value"])
        return {"canonical": data.decode(), "sha256": digest.sha256(data)}
    data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode("utf-8")
    read(data)
    return {"accepted": True, "sha256": digest.sha256(data)}


def answer_quotas(case):
    rate = case["rate"]
    if not all(re.fullmatch("0|[1-9][0-9]{0,9}", part) and int(part) <= 10**9 for part in rate) or rate[1] == "0":
        raise Refused("not a rate")
    quota = cut_quota(case["N"], int(rate[0]), int(rate[1]), case["min"])
    return {"quota": quota, "reserve": default_reserve(case["N"], quota)}


def answer_seeds(case):
    transcript = seeds.write_transcript(case["draw"], case["commit_sha256"], case["entropy"], case["secrets"], case["values"])
    seed = seeds.seed_of(transcript)
    return {
        "transcript": transcript.decode(),
        "seed": seed.hex(),
        "seed_check": digest.seed_check(seed),
        "publicBits": seeds.public_bits(case["entropy"]),
        "assurance": seeds.assurance(case["entropy"]),
    }


def answer_tickets(case):
    return {"ticket": ticket(bytes.fromhex(case["seed"]), case["id"])}


def answer_selection(case):
    selected, cutoffs = select(bytes.fromhex(case["seed"]), case["frame"], case["strata"])
    return {
        "selected": write_rows(selected).decode(),
        "cutoffs": write_rows(cutoffs).decode(),
        "order": drawn_order(sorted(selected)),
    }


def answer_lists(case):
    name = case["file"]
    if "rows" in case:
        salt = bytes.fromhex(case["salt"])
        text = write_rows([(row, digest.nonce(salt, name, row)) for row in case["rows"]]).decode()
    else:
        text = bytes.fromhex(case["hex"]).decode("latin-1") if "hex" in case else case["text"]
    data = text.encode("latin-1" if "hex" in case else "utf-8")
    read_rows(name, data)
    lines = data[:-1].split(b"\n") if data else []
    out = {"sha256": digest.sha256(data), "lines": len(lines), "root": merkle.tree_root([merkle.leaf_hash(line) for line in lines]).hex()}
    if "rows" in case:
        out["text"] = text
    return out


def answer_digests(case):
    what = case["what"]
    if what == "seed_check":
        return {"hex": digest.seed_check(bytes.fromhex(case["seed"]))}
    if what == "file":
        return {"hex": digest.file_mac(bytes.fromhex(case["seed"]), case["name"], case["text"].encode())}
    if what == "entry":
        return {"hex": digest.entry_mac(bytes.fromhex(case["seed"]), case["n"], case["text"].encode())}
    if what == "certificate":
        return {"hex": digest.certificate_mac(bytes.fromhex(case["salt"]), case["number"])}
    if what == "witness":
        return {"hex": digest.witness_mac(bytes.fromhex(case["salt"]), case["name"])}
    if what == "salt":
        return {"hex": digest.sha256(bytes.fromhex(case["salt"]))}
    return {"hex": digest.sha256(case["secret"].encode())}


def tree_leaves(size):
    """Leaf hashes of the vectors' tree: entry i is the decimal text of i."""
    return [merkle.leaf_hash(str(index).encode()) for index in range(size)]


def answer_merkle(case):
    what = case["what"]
    if what == "leaf":
        return {"hash": merkle.leaf_hash(bytes.fromhex(case["entry"])).hex()}
    if what == "root":
        return {"root": merkle.tree_root([merkle.leaf_hash(item) for item in unhex(case["entries"])]).hex()}
    if what == "inclusion":
        leaves = tree_leaves(case["size"])
        return {
            "leaf": leaves[case["index"]].hex(),
            "proof": hexes(merkle.inclusion_proof(leaves, case["index"])),
            "root": merkle.tree_root(leaves).hex(),
        }
    if what == "consistency":
        leaves = tree_leaves(case["second"])
        return {
            "firstRoot": merkle.tree_root(leaves[: case["first"]]).hex(),
            "secondRoot": merkle.tree_root(leaves).hex(),
            "proof": hexes(merkle.consistency_proof(leaves, case["first"])),
        }
    if what == "verify-inclusion":
        leaf, root = unhex([case["leaf"], case["root"]])
        return {"valid": merkle.is_included(leaf, case["index"], case["size"], unhex(case["proof"]), root)}
    first, second = unhex([case["firstRoot"], case["secondRoot"]])
    return {"valid": merkle.is_consistent(case["first"], case["second"], first, second, unhex(case["proof"]))}


def answer_notes(case):
    what = case["what"]
    if what == "vkey":
        key = note.read_vkey(case["vkey"])
        return {"name": key.name, "id": key.id.hex(), "public": key.public.hex(), "pem": note.write_pem(key.public)}
    if what == "key":
        public = note.ed25519.public_key(bytes.fromhex(case["secret"]))
        return {"public": public.hex(), "vkey": note.write_vkey(case["name"], public), "pem": note.write_pem(public)}
    if what == "sign":
        return {"note": note.sign_note(case["text"], case["name"], bytes.fromhex(case["secret"]))}
    if what == "open":
        opened = note.open_note(case["note"], note.read_vkey(case["vkey"]))
        return {"text": opened.text, "signatures": len(opened.signatures)}
    if what == "checkpoint":
        value = note.read_checkpoint(case["text"])
        return {"origin": value.origin, "size": value.size, "root": value.root.hex(), "extensions": value.extensions}
    if what == "cosign":
        return {"line": note.cosign(case["text"], case["name"], bytes.fromhex(case["secret"]), case["time"])}
    key = note.read_vkey(case["vkey"], note.WITNESS_KEY)
    return {"time": note.cosignature_time(note.read_note(case["note"]), key) or 0}


def answer_tlog_proofs(case):
    if "leaves" in case:
        leaves = tree_leaves(case["leaves"])
        checkpoint = note.write_checkpoint(case["name"], len(leaves), merkle.tree_root(leaves))
        signed = note.sign_note(checkpoint, case["name"], bytes.fromhex(case["secret"]))
        return {"proof": note.write_proof(case["index"], merkle.inclusion_proof(leaves, case["index"]), signed)}
    index, checkpoint = note.check_proof(case["proof"].encode(), case["entry"].encode(), note.read_vkey(case["vkey"]))
    return {"index": index, "size": checkpoint.size, "root": checkpoint.root.hex()}


def read_inputs(case):
    """The network of a case's list texts, and the rows of its drawn slots."""
    rows = {name: read_rows(name + ".txt", case[name].encode()) for name in ("selected", "slots", "roster", "barred", "pairs")}
    order = drawn_order(rows["selected"])
    barred, pairs = ({row[:2] for row in rows[name]} for name in ("barred", "pairs"))
    return rows, order, build_network(bytes.fromhex(case["seed"]), order, rows["slots"], rows["roster"], barred, pairs)


def write_entries(network, assign, order, draw):
    """Bytes of entries.jsonl: the unfilled slots with their cuts."""
    lines = []
    nodes = {(subject_id, slot): node for subject_id, slot, node in network.slots}
    for subject_id, slot, inspector in assign:
        if inspector == "-":
            cut = cut_of(network, nodes[subject_id, slot], len(order))
            lines.append(write(make_unfilled(draw, len(lines) + 1, subject_id, slot, cut)) + b"\n")
    return b"".join(lines)


def answer_assignments(case):
    rows, order, network = read_inputs(case)
    solve(network)
    assign = read_flow(network)
    return {
        "assign": write_rows(assign).decode(),
        "potentials": write_rows(potential_rows(compute_potentials(network))).decode(),
        "entries": write_entries(network, assign, order, case["draw"]).decode(),
        "unfilled": sum(row[2] == "-" for row in assign),
        "unstaffable": count_unstaffable({row[0] for row in rows["slots"]}, rows["slots"], rows["roster"], {row[:2] for row in rows["barred"]}),
    }


def answer_certificates(case):
    _rows, _order, network = read_inputs(case)
    follow_assignment(network, read_rows("assign.txt", case["assign"].encode()))
    potentials = read_potentials(network, read_rows("potentials.txt", case["potentials"].encode()))
    optimal, unique, canonical = check_potentials(network, potentials)
    return {"optimal": optimal, "unique": unique, "canonical": canonical}


def answer_changes(case):
    """entries.jsonl after the result: replayed where it is given, else made from `orders`."""
    rows, order, network = read_inputs(case)
    solve(network)
    assign = read_flow(network)
    seed, draw = bytes.fromhex(case["seed"]), case["draw"]
    unfilled = write_entries(network, assign, order, draw)
    barred, pairs = ({row[:2] for row in rows[name]} for name in ("barred", "pairs"))
    state = changes.State(draw, seed, rows["selected"], rows["slots"], rows["roster"], barred, pairs, assign)
    if "entries" in case:
        data = case["entries"].encode()
        if not data.startswith(unfilled):
            raise Refused("the unfilled slots come first")
        made = read_changes(data, draw)
        if made and int(made[0]["n"]) != state.next:
            raise Refused("an unfilled slot too many")
        changes.replay(state, made)
    else:
        made = []
        for step in case["orders"]:
            if "out" in step:
                made += state.substitute(step["out"], step["ground"], step["evidence"], step["approver"])
            else:
                made.append(state.reassign(*[step[key] for key in ("kind", "inspector", "ids", "evidence", "approver", "superior")]))
    out = {
        "sealed": [changes.seal(seed, entry).decode() for entry in made],
        "visits": {subject_id: dict(visit.team) for subject_id, visit in state.visits.items()},
        "credits": {subject_id: sorted("%s %s" % credit for credit in visit.credits) for subject_id, visit in state.visits.items()},
        "out": sorted(state.out),
        "ill": sorted(state.ill),
    }
    if "orders" in case:
        out["entries"] = (unfilled + b"".join(write(entry) + b"\n" for entry in made)).decode()
    return out


ANSWERS = {
    "canonical": answer_canonical,
    "quotas": answer_quotas,
    "seeds": answer_seeds,
    "tickets": answer_tickets,
    "selection": answer_selection,
    "lists": answer_lists,
    "digests": answer_digests,
    "merkle": answer_merkle,
    "notes": answer_notes,
    "tlog-proofs": answer_tlog_proofs,
    "assignments": answer_assignments,
    "certificates": answer_certificates,
    "changes": answer_changes,
}


def answer(kind, case):
    try:
        return ANSWERS[kind](case)
    except Refused:
        return {"refused": True}
