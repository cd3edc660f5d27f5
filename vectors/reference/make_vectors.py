"""Writes ../*.json from the inputs below, and asserts the answers that are known from elsewhere before it writes any.

Changing a vector needs a decision record (docs/adr). run.py never writes: it only compares.
"""
import base64
import hashlib
import json
import os

import changes
import checks
import digest
import merkle
import note
import selection
from answers import answer, read_inputs, tree_leaves
from assignment import SINK, plus, read_flow, solve
from build import build
from plans import PLANS
from rows import write_rows

HERE = os.path.dirname(os.path.abspath(__file__))
VECTORS = os.path.dirname(HERE)
SALT = hashlib.sha256(b"mingcha vectors: salt").hexdigest()
SEED = hashlib.sha256(b"mingcha vectors: seed").hexdigest()
LOG_NAME = "log.example/mingcha-vectors"
LOG_SECRET = hashlib.sha256(b"mingcha vectors: log key, public on purpose").hexdigest()
OTHER_SECRET = hashlib.sha256(b"mingcha vectors: another key").hexdigest()
LOG_VKEY = note.write_vkey(LOG_NAME, note.ed25519.public_key(bytes.fromhex(LOG_SECRET)))


def write_file(kind, about, inputs):
    cases = []
    names = set()
    for name, case in inputs:
        assert name not in names, name
        names.add(name)
        cases.append({"name": name, "input": case, "expected": answer(kind, case)})
    with open(os.path.join(VECTORS, kind + ".json"), "w", encoding="utf-8", newline="\n") as out:
        lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
        out.write('{"about":%s,\n"cases":[\n%s\n]}\n' % (json.dumps(about, ensure_ascii=False), lines))
    print("%-14s %4d cases, %d refused" % (kind, len(cases), sum(case["expected"] == {"refused": True} for case in cases)))
    return {case["name"]: case["expected"] for case in cases}


def make_canonical():
    nested = "[" * 16 + "]" * 16
    inputs = [
        ("empty object", {"value": {}}),
        ("empty array", {"value": []}),
        ("keys are sorted", {"value": {"b": 1, "a": 2, "A": 3, "": 4, "a1": 5, "10": 6, "9": 7}}),
        ("keys sort by UTF-16 units", {"value": {"\u20ac": "Euro", "\r": "CR", "\ufb33": "Hebrew", "1": "One", "\U0001f600": "Emoji", "\u0080": "Control", "\u00f6": "o"}}),
        ("escapes", {"value": "\u20ac$\u000f\nA'B\"\\\\\"/\b\t\f\r\u0000\u001f\u007f"}),
        ("chinese stays literal", {"value": {"名称": "示例县生态环境分局", "空": ""}}),
        ("line separators stay literal", {"value": "\u2028\u2029\ufeff"}),
        ("integers", {"value": [0, 1, -1, 9007199254740991, -9007199254740991]}),
        ("2^53 as a value", {"value": [9007199254740992]}),
        ("null", {"value": None}),
        ("true", {"value": [True]}),
        ("sixteen levels", {"text": nested}),
        ("seventeen levels", {"text": "[" + nested + "]"}),
        ("brackets in a string are not depth", {"text": '["' + "[" * 40 + '"]'}),
        ("canonical object", {"text": '{"a":"é","b":[1,{"c":"x"}]}'}),
        ("__proto__ is a key like another", {"text": '{"__proto__":{"a":1},"constructor":"x"}'}),
        ("white space", {"text": '{"a": 1}'}),
        ("final newline", {"text": "{}\n"}),
        ("unsorted keys", {"text": '{"b":1,"a":2}'}),
        ("duplicate key", {"text": '{"a":1,"a":1}'}),
        ("duplicate key by escape", {"text": '{"a":1,"\\u0061":1}'}),
        ("float", {"text": "1.5"}),
        ("float without fraction", {"text": "1.0"}),
        ("exponent", {"text": "1e2"}),
        ("minus zero", {"text": "-0"}),
        ("leading zero", {"text": "01"}),
        ("plus sign", {"text": "+1"}),
        ("2^53", {"text": "9007199254740992"}),
        ("2^53 - 1", {"text": "9007199254740991"}),
        ("a thousand digits", {"text": "1" * 1000}),
        ("NaN", {"text": "NaN"}),
        ("null text", {"text": '{"a":null}'}),
        ("false text", {"text": "[false]"}),
        ("needless escape", {"text": '"\\u0041"'}),
        ("upper-case escape", {"text": '"\\u000F"'}),
        ("lower-case escape", {"text": '"\\u000f"'}),
        ("long form of a short escape", {"text": '"\\u000a"'}),
        ("escaped solidus", {"text": '"\\/"'}),
        ("lone surrogate escape", {"text": '"\\ud800"'}),
        ("surrogate pair escape", {"text": '"\\ud83d\\ude00"'}),
        ("raw control character", {"text": '"\u0001"'}),
        ("trailing comma", {"text": "[1,]"}),
        ("two values", {"text": "{}{}"}),
        ("nothing", {"text": ""}),
        ("unclosed", {"text": '{"a":'}),
        ("byte order mark", {"hex": "efbbbf7b7d"}),
        ("not UTF-8", {"hex": "22ff22"}),
        ("overlong UTF-8", {"hex": "22c0af22"}),
        ("surrogate in UTF-8", {"hex": "22eda08022"}),
        ("truncated UTF-8", {"hex": "22e4b822"}),
        ("four-byte UTF-8", {"hex": "22f09f988022"}),
        ("zero byte after the value", {"hex": "7b7d00"}),
    ]
    got = write_file("canonical", "RFC 8785 bytes of the allowed values (§1). input.value → canonical, sha256; input.text or input.hex → accepted or refused.", inputs)
    assert got["escapes"]["canonical"] == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\\b\\t\\f\\r\\u0000\\u001f\u007f"'
    assert got["keys sort by UTF-16 units"]["canonical"] == '{"\\r":"CR","1":"One","\u0080":"Control","ö":"o","€":"Euro","\U0001f600":"Emoji","\ufb33":"Hebrew"}'


def make_quotas():
    def case(size, num, den, least=0):
        return {"N": size, "rate": [str(num), str(den)], "min": least}

    inputs = [
        ("V-09 登记 0.5% of 200", case(200, 5, 1000)),
        ("V-09 登记 0.5% of 201", case(201, 5, 1000)),
        ("V-09 登记 0.5% of 1", case(1, 5, 1000)),
        ("V-10 18% of 50", case(50, 18, 100)),
        ("18% of 51", case(51, 18, 100)),
        ("18% of 137", case(137, 18, 100)),
        ("0% of 10", case(10, 0, 1)),
        ("0% with a minimum", case(10, 0, 1, 3)),
        ("minimum above N", case(2, 1, 100, 5)),
        ("minimum below the rate", case(100, 50, 100, 5)),
        ("nothing in the frame", case(0, 25, 100, 1)),
        ("100% of 7", case(7, 100, 100)),
        ("1/1 of 7", case(7, 1, 1)),
        ("above 100%", case(7, 3, 2)),
        ("one third of 3", case(3, 1, 3)),
        ("one third of 4", case(4, 1, 3)),
        ("reserve rounds up", case(11, 1, 1000, 6)),
        ("reserve is capped", case(11, 10, 11)),
        ("N·num above 2^53, exact", case(10000019, 999999937, 1000000000)),
        ("N·num above 2^53, a whole result", case(1000000000, 999999999, 1000000000)),
        ("N·num above 2^53, one more", case(1000000001, 999999999, 1000000000)),
        ("N near 2^53", case(9007199254740991, 333333333, 1000000000)),
        ("N near 2^53, all", case(9007199254740991, 1, 1)),
        ("N near 2^53, one millionth", case(9007199254740991, 1, 1000000000)),
        ("denominator 0", case(5, 1, 0)),
        ("leading zero", {"N": 5, "rate": ["01", "2"], "min": 0}),
        ("a decimal point", {"N": 5, "rate": ["0.5", "100"], "min": 0}),
        ("a sign", {"N": 5, "rate": ["-1", "100"], "min": 0}),
        ("empty", {"N": 5, "rate": ["", "100"], "min": 0}),
        ("above 10^9", {"N": 5, "rate": ["1", "1000000001"], "min": 0}),
    ]
    got = write_file("quotas", "quota = min(N, max(min, ⌈N·num/den⌉)), reserve = min(N − quota, ⌈20 % of quota⌉) (§3).", inputs)
    assert [got["V-09 登记 0.5%% of %d" % n]["quota"] for n in (200, 201, 1)] == [1, 2, 1]
    assert got["V-10 18% of 50"]["quota"] == 9 and got["18% of 137"]["quota"] == 25
    assert got["N near 2^53"]["quota"] == -(-9007199254740991 * 333333333 // 10**9)


def secret_of(party):
    return hashlib.sha256(b"mingcha vectors: secret of " + party.encode()).hexdigest()


def secret_source(party):
    return {"kind": "secret", "party": party, "sha256": digest.sha256(secret_of(party).encode())}


def lottery(game, issue, when="2026-03-26T13:15:00Z"):
    return {"kind": "lottery", "game": game, "issue": issue, "notBefore": when}


def shown(game, issue, numbers):
    return {"kind": "lottery", "game": game, "issue": issue, "numbers": numbers}


def make_seeds():
    commit = digest.sha256(b"mingcha vectors: commit")

    def case(entropy, values, parties=("server",), **changes):
        out = {"draw": "130525-2026-0007", "commit_sha256": commit, "entropy": entropy, "secrets": {p: secret_of(p) for p in parties}, "values": values}
        out.update(changes)
        return out

    server = secret_source("server")
    ssq, dlt = lottery("ssq", "2026033"), lottery("dlt", "26034")
    red, blue = "03 09 14 21 28 33 07", "02 11 19 27 35 04 09"
    dice = {"kind": "dice", "count": 20, "notBefore": "2026-03-26T13:15:00Z"}
    thrown = "7 0 3 9 9 1 4 4 8 2 6 5 0 1 3 7 2 8 5 6"

    def numbers(game, text):
        return case([server, lottery(game, "26034")], [shown(game, "26034", text)])

    inputs = [
        ("the protocol's example", case([server, ssq, dlt], [shown("ssq", "2026033", red), shown("dlt", "26034", blue)])),
        ("order of entropy", case([dlt, server, ssq], [shown("dlt", "26034", blue), shown("ssq", "2026033", red)])),
        ("twenty dice", case([server, dice], [{"kind": "dice", "numbers": thrown}])),
        ("one die", case([server, dict(dice, count=1)], [{"kind": "dice", "numbers": "0"}])),
        ("two secrets, no public event", case([server, secret_source("discipline-group")], [], ("server", "discipline-group"))),
        ("one secret alone", case([server], [])),
        ("no secret", case([ssq, dlt], [shown("ssq", "2026033", red), shown("dlt", "26034", blue)], ())),
        ("pl5 and fc3d", case([server, lottery("pl5", "26081"), lottery("fc3d", "2026081")], [shown("pl5", "26081", "0 0 9 3 1"), shown("fc3d", "2026081", "7 7 0")])),
        ("ssq lowest", numbers("ssq", "01 02 03 04 05 06 01")),
        ("ssq highest", numbers("ssq", "28 29 30 31 32 33 16")),
        ("dlt highest", numbers("dlt", "31 32 33 34 35 11 12")),
        ("two issues of one game", case([server, ssq, lottery("ssq", "2026034")], [shown("ssq", "2026033", red), shown("ssq", "2026034", "01 02 03 04 05 06 16")])),
        ("wrong secret", case([server, ssq], [shown("ssq", "2026033", red)], secrets={"server": secret_of("other")})),
        ("secret missing", case([server, ssq], [shown("ssq", "2026033", red)], ())),
        ("secret in upper case", case([server], [], secrets={"server": secret_of("server").upper()})),
        ("value missing", case([server, ssq, dlt], [shown("ssq", "2026033", red)])),
        ("value too many", case([server, ssq], [shown("ssq", "2026033", red), shown("dlt", "26034", blue)])),
        ("values swapped", case([server, ssq, dlt], [shown("dlt", "26034", blue), shown("ssq", "2026033", red)])),
        ("another issue", case([server, ssq], [shown("ssq", "2026034", red)])),
        ("unknown key in a value", case([server, ssq], [dict(shown("ssq", "2026033", red), note="x")])),
        ("ssq ball 34", numbers("ssq", "03 09 14 21 28 34 07")),
        ("ssq ball 00", numbers("ssq", "00 09 14 21 28 33 07")),
        ("ssq special 17", numbers("ssq", "03 09 14 21 28 33 17")),
        ("ssq special 00", numbers("ssq", "03 09 14 21 28 33 00")),
        ("ssq not ascending", numbers("ssq", "09 03 14 21 28 33 07")),
        ("ssq twice the same", numbers("ssq", "03 03 14 21 28 33 07")),
        ("ssq six numbers", numbers("ssq", "03 09 14 21 28 33")),
        ("ssq eight numbers", numbers("ssq", "03 09 14 21 28 33 07 08")),
        ("ssq one digit", numbers("ssq", "3 09 14 21 28 33 07")),
        ("two spaces", numbers("ssq", "03 09 14 21 28 33  07")),
        ("trailing space", numbers("ssq", red + " ")),
        ("a newline inside", numbers("ssq", "03 09 14 21 28 33\n07")),
        ("full-width digits", numbers("ssq", "０３ 09 14 21 28 33 07")),
        ("dlt special 13", numbers("dlt", "31 32 33 34 35 11 13")),
        ("dlt specials the same", numbers("dlt", "31 32 33 34 35 11 11")),
        ("dlt ball 36", numbers("dlt", "31 32 33 34 36 11 12")),
        ("pl5 four digits", numbers("pl5", "1 2 3 4")),
        ("fc3d two-digit number", numbers("fc3d", "1 2 10")),
        ("nineteen of twenty dice", case([server, dice], [{"kind": "dice", "numbers": thrown[:-2]}])),
        ("a die showing 10", case([server, dice], [{"kind": "dice", "numbers": thrown[:-1] + "10"}])),
        ("empty numbers", case([server, dice], [{"kind": "dice", "numbers": ""}])),
    ]
    got = write_file("seeds", "Bytes of seed.txt, seed = SHA-256 of them, seed_check, bits and the highest assurance without a witness (§3, §4). secrets: party → 64 hex.", inputs)
    assert got["the protocol's example"]["publicBits"] == 48 and got["twenty dice"]["publicBits"] == 66


def make_ids(count, start=0):
    return ["91130525MA%06d%s%s" % (n * 7919 % 1000000, "0123456789ABCDEFGH"[n % 18], "XKMTY"[n % 5]) for n in range(start, start + count)]


def make_tickets():
    ids = make_ids(6) + ["91130525MA00000000", "ABCDEF", "A-1234", "91130525MA00000000-02", "------", "Z" * 32]
    seeds = [SEED, "00" * 32, "ff" * 32]
    inputs = [("seed %d, %s" % (n, subject), {"seed": seed, "id": subject}) for n, seed in enumerate(seeds) for subject in ids]
    write_file("tickets", 'ticket = HMAC-SHA256(seed, "subject|" + id); the seed is raw bytes, here in hex (§5).', inputs)


def stratum(code, quota, reserve):
    return {"code": code, "quota": quota, "reserve": reserve}


def make_selection():
    ids = make_ids(30)
    plain = [[subject, "KEY", "2"] for subject in ids]
    tiers = [[subject, "KEY", str(n % 3)] for n, subject in enumerate(ids)]
    overlap = [[s, "GEN", "2"] for s in ids[:20]] + [[s, "KEY", "2"] for s in ids[10:]]
    mixed = [[s, "GEN", str(n % 3)] for n, s in enumerate(ids[:20])] + [[s, "KEY", str((n + 1) % 3)] for n, s in enumerate(ids[10:])]

    def case(frame, *strata):
        return {"seed": SEED, "frame": frame, "strata": list(strata)}

    inputs = [
        ("plain", case(plain, stratum("KEY", 6, 2))),
        ("frame order does not matter", case(plain[::-1], stratum("KEY", 6, 2))),
        ("tiers, cut inside the second", case(tiers, stratum("KEY", 14, 3))),
        ("tiers, cut at the end of the first", case(tiers, stratum("KEY", 10, 2))),
        ("tiers, reserve runs into the next", case(tiers, stratum("KEY", 9, 4))),
        ("one row", case(plain[:1], stratum("KEY", 1, 0))),
        ("one row, quota 0", case(plain[:1], stratum("KEY", 0, 1))),
        ("empty stratum beside another", case(plain, stratum("EMPTY", 0, 0), stratum("KEY", 3, 1))),
        ("nothing at all", case([])),
        ("100 % stratum", case(plain[:7], stratum("KEY", 7, 0))),
        ("quota 0, no reserve", case(plain, stratum("KEY", 0, 0))),
        ("quota 0, reserve 2", case(plain, stratum("KEY", 0, 2))),
        ("quota and reserve take everyone", case(plain[:5], stratum("KEY", 4, 1))),
        ("firms in two strata", case(overlap, stratum("GEN", 4, 1), stratum("KEY", 5, 1))),
        ("firms in two strata, other tiers in each", case(mixed, stratum("GEN", 8, 2), stratum("KEY", 9, 2))),
        ("strata sort by bytes", case([[s, c, "2"] for s in ids[:6] for c in ("A", "A-1", "A1", "1")], stratum("1", 2, 1), stratum("A", 2, 1), stratum("A-1", 2, 1), stratum("A1", 2, 1))),
    ]
    write_file("selection", "frame: [id, stratum, tier]; selected.txt and cutoffs.txt, and the order of visits for §6 (§5, ADR 0001 no. 9).", inputs)


def make_lists():
    ids = make_ids(8)
    certificate = [digest.certificate_mac(bytes.fromhex(SALT), "TEST-%04d" % n) for n in range(9)]
    frame = [s + "\tKEY\t2" for s in ids]
    roster = ["A%02d\t130525\t%s\t%s\t0\t%s" % (n, certificate[n], ("-", "AIR", "AIR,WATER")[n % 3], ("-", "4", "0")[n % 3]) for n in range(6)]

    def rows(name, lines):
        return {"salt": SALT, "file": name, "rows": lines}

    def text(name, value):
        return {"file": name, "text": value}

    nonce = "ab" * 32
    good = ids[0] + "\tKEY\t2\t" + nonce + "\n"
    inputs = [
        ("frame", rows("frame.txt", frame)),
        ("frame, rows in another order", rows("frame.txt", frame[::-1])),
        ("one row", rows("frame.txt", frame[:1])),
        ("empty list", rows("barred.txt", [])),
        ("excluded", rows("excluded.txt", [s + "\tKEY\tSUSPENDED" for s in ids[:3]])),
        ("slots", rows("slots.txt", [s + "\t%02d\t130525\t%s" % (k, "-" if k == 1 else "AIR") for s in ids for k in (1, 2)])),
        ("roster", rows("roster.txt", roster)),
        ("barred", rows("barred.txt", ["A01\t" + ids[0], "A02\t" + ids[3], "A01\t" + ids[5]])),
        ("pairs", rows("pairs.txt", ["A01\t" + s for s in ids])),
        ("a good line", text("frame.txt", good)),
        ("no final newline", text("frame.txt", good[:-1])),
        ("blank line", text("frame.txt", good + "\n")),
        ("only a newline", text("frame.txt", "\n")),
        ("carriage return", text("frame.txt", good[:-1] + "\r\n")),
        ("the same line twice", text("frame.txt", good + good)),
        ("not sorted", text("barred.txt", "B1\t%s\t%s\nA1\t%s\t%s\n" % (ids[0], nonce, ids[0], nonce))),
        ("prefix sorts first", text("barred.txt", "A1\t%s\t%s\nA10\t%s\t%s\nA1A\t%s\t%s\n" % ((ids[0], nonce) * 3))),
        ("a column too many", text("frame.txt", good[:-1] + "\tX\n")),
        ("a column too few", text("frame.txt", ids[0] + "\tKEY\t" + nonce + "\n")),
        ("lower-case id", text("frame.txt", good.replace("MA", "ma"))),
        ("id of 5 characters", text("frame.txt", "ABCDE\tKEY\t2\t" + nonce + "\n")),
        ("id of 33 characters", text("frame.txt", "A" * 33 + "\tKEY\t2\t" + nonce + "\n")),
        ("tier 3", text("frame.txt", good.replace("\t2\t", "\t3\t"))),
        ("upper-case nonce", text("frame.txt", good.replace("ab", "AB"))),
        ("slot 00", text("slots.txt", ids[0] + "\t00\t130525\t-\t" + nonce + "\n")),
        ("limit with a leading zero", text("roster.txt", "A1\t130525\t%s\t-\t0\t04\t%s\n" % (nonce, nonce))),
        ("specialities with an empty one", text("roster.txt", "A1\t130525\t%s\tAIR,\t0\t4\t%s\n" % (nonce, nonce))),
        ("rank 000000", text("selected.txt", "KEY\t000000\t2\t%s\t%s\tdrawn\n" % (nonce, ids[0]))),
        ("potential -0", text("potentials.txt", "sink\t-0\t0\t0\t0\t0\t0\t0\n")),
        ("potential with a plus", text("potentials.txt", "sink\t+1\t0\t0\t0\t0\t0\t0\n")),
        ("potential with a leading zero", text("potentials.txt", "sink\t-01\t0\t0\t0\t0\t0\t0\n")),
        ("potential of six components", text("potentials.txt", "sink\t0\t0\t0\t0\t0\t0\n")),
        ("a visit node", text("potentials.txt", "visit|%s|A1\t0\t0\t0\t0\t0\t0\t0\n" % ids[0])),
        ("full-width digit", text("cutoffs.txt", "KEY\t１\t0\t-\t-\n")),
        ("byte order mark", {"file": "frame.txt", "hex": "efbbbf" + good.encode().hex()}),
        ("not UTF-8", {"file": "frame.txt", "hex": "ff" + good.encode().hex()}),
    ]
    write_file("lists", "rows + salt → the file with its nonces; text or hex → read alone. sha256, lines, RFC 6962 root over the lines (§1, §2).", inputs)


def make_digests():
    text = "KEY\t000001\t2\t%s\t91130525MA00000000\tdrawn\n" % ("ab" * 32)
    inputs = [("seed_check", {"what": "seed_check", "seed": SEED}), ("seed_check of zeros", {"what": "seed_check", "seed": "00" * 32})]
    for name in ("selected.txt", "cutoffs.txt", "assign.txt", "potentials.txt"):
        inputs.append((name, {"what": "file", "seed": SEED, "name": name, "text": text}))
    inputs += [
        ("an empty file", {"what": "file", "seed": SEED, "name": "assign.txt", "text": ""}),
        ("entry 1", {"what": "entry", "seed": SEED, "n": "1", "text": '{"type":"x"}'}),
        ("entry 12", {"what": "entry", "seed": SEED, "n": "12", "text": '{"type":"x","名":"值"}'}),
        ("certificate", {"what": "certificate", "salt": SALT, "number": "TEST-0001"}),
        ("witness", {"what": "witness", "salt": SALT, "name": "见证人甲"}),
        ("salt", {"what": "salt", "salt": SALT}),
        ("secret", {"what": "secret", "secret": secret_of("server")}),
    ]
    write_file("digests", "MACs under the seed and the salt, and the committed hashes: the salt's is of its 32 raw bytes, a secret's of its 64 characters (§2, §3, §7).", inputs)


CT_ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]


def make_merkle():
    inputs = [("leaf of %s" % (entry or "nothing"), {"what": "leaf", "entry": entry}) for entry in CT_ENTRIES]
    inputs += [("root of the first %d known entries" % n, {"what": "root", "entries": CT_ENTRIES[:n]}) for n in range(9)]
    sizes = list(range(1, 18)) + [31, 33]
    inputs += [("inclusion %d in %d" % (i, n), {"what": "inclusion", "size": n, "index": i}) for n in sizes for i in range(n) if n < 18 or i in (0, 15, n - 1)]
    inputs += [("consistency %d to %d" % (m, n), {"what": "consistency", "first": m, "second": n}) for n in sizes for m in range(0, n + 1) if n < 18 or m in (1, 16, 30)]
    leaves = tree_leaves(13)
    root, zero = merkle.tree_root(leaves).hex(), "00" * 32
    proof = [item.hex() for item in merkle.inclusion_proof(leaves, 5)]

    def included(**changes):
        case = {"what": "verify-inclusion", "leaf": leaves[5].hex(), "index": 5, "size": 13, "proof": proof, "root": root}
        return dict(case, **changes)

    inputs += [
        ("included", included()),
        ("another index", included(index=4)),
        ("index at the size", included(index=13)),
        ("another size of the same shape", included(size=14)),
        ("a smaller size", included(size=8)),
        ("size 0", included(size=0, index=0, proof=[])),
        ("a hash missing", included(proof=proof[:-1])),
        ("a hash too many", included(proof=proof + [zero])),
        ("hashes in another order", included(proof=proof[::-1])),
        ("no proof", included(proof=[])),
        ("another leaf", included(leaf=leaves[6].hex())),
        ("another root", included(root=zero)),
        ("an inner node as leaf", included(leaf=merkle.node_hash(leaves[4], leaves[5]).hex(), index=2, size=7, proof=proof[1:])),
        ("a root as its own leaf", included(leaf=root, index=0, size=1, proof=[])),
        ("a hundred hashes", included(proof=[zero] * 100)),
        ("a size of 2^53 - 1", included(size=9007199254740991)),
    ]
    old, path = merkle.tree_root(leaves[:6]).hex(), [item.hex() for item in merkle.consistency_proof(leaves, 6)]

    def consistent(**changes):
        case = {"what": "verify-consistency", "first": 6, "second": 13, "firstRoot": old, "secondRoot": root, "proof": path}
        return dict(case, **changes)

    empty = merkle.EMPTY_ROOT.hex()
    inputs += [
        ("consistent", consistent()),
        ("another first size", consistent(first=7)),
        ("sizes swapped", consistent(first=13, second=6)),
        ("roots swapped", consistent(firstRoot=root, secondRoot=old)),
        ("another old root", consistent(firstRoot=zero)),
        ("another new root", consistent(secondRoot=zero)),
        ("a consistency hash missing", consistent(proof=path[:-1])),
        ("a consistency hash too many", consistent(proof=path + [zero])),
        ("no consistency proof", consistent(proof=[])),
        ("the same tree", consistent(second=6, secondRoot=old, proof=[])),
        ("the same size, another root", consistent(second=6, secondRoot=root, proof=[])),
        ("the same tree with a proof", consistent(second=6, secondRoot=old, proof=path)),
        ("from the empty tree", consistent(first=0, firstRoot=empty, proof=[])),
        ("from a wrong empty tree", consistent(first=0, firstRoot=zero, proof=[])),
        ("from a power of two", consistent(first=8, firstRoot=merkle.tree_root(leaves[:8]).hex(), proof=[i.hex() for i in merkle.consistency_proof(leaves, 8)])),
    ]
    got = write_file("merkle", "RFC 6962. In `inclusion` and `consistency` entry i of the tree is the decimal text of i; sizes are given, proofs are expected. Hashes in hex.", inputs)
    assert got["root of the first 0 known entries"]["root"] == empty
    assert got["root of the first 1 known entries"]["root"] == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert got["root of the first 8 known entries"]["root"] == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert all(value["valid"] for name, value in got.items() if name in ("included", "consistent", "the same tree", "from the empty tree", "from a power of two"))


RFC8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
]
FOO_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def make_notes():
    text = note.write_checkpoint(LOG_NAME, 13, merkle.tree_root(tree_leaves(13)))
    secret, other = bytes.fromhex(LOG_SECRET), bytes.fromhex(OTHER_SECRET)
    signed = note.sign_note(text, LOG_NAME, secret)
    line = signed[len(text) + 1 :]
    stranger = note.sign_note(text, "stranger.example", other)[len(text) + 1 :]
    impostor = note.sign_note(text, LOG_NAME, other)[len(text) + 1 :]
    forged = note.signature_line(LOG_NAME, note.read_vkey(LOG_VKEY).id, note.ed25519.sign(other, text.encode()))
    raw = base64.b64decode(line.split(" ")[2])
    s_plus_l = int.from_bytes(raw[36:], "little") + note.ed25519.L
    malleable = note.signature_line(LOG_NAME, raw[:4], raw[4:36] + s_plus_l.to_bytes(32, "little"))
    sm2 = note.signature_line("sm2.example", b"\x01\x02\x03\x04", b"\x55" * 71)
    encoded = LOG_VKEY.split("+", 2)[2]

    def opened(value, vkey=LOG_VKEY):
        return {"what": "open", "note": value, "vkey": vkey}

    def vkey(value):
        return {"what": "vkey", "vkey": value}

    def checkpoint(value):
        return {"what": "checkpoint", "text": value}

    witness = "witness.example/w1"
    witness_vkey = note.write_vkey(witness, note.ed25519.public_key(other), note.WITNESS_KEY)
    cosigned = note.cosign(text, witness, other, 1774531200)
    root = text.split("\n")[2]
    inputs = [("RFC 8032 key %d" % n, {"what": "key", "name": "example.com/key", "secret": pair[0]}) for n, pair in enumerate(RFC8032, 1)]
    inputs += [
        ("the vectors' log key", {"what": "key", "name": LOG_NAME, "secret": LOG_SECRET}),
        ("signed-note's example", opened(FOO_NOTE, FOO_VKEY)),
        ("signed-note's example, changed text", opened(FOO_NOTE.replace("This", "this"), FOO_VKEY)),
        ("sign a checkpoint", {"what": "sign", "text": text, "name": LOG_NAME, "secret": LOG_SECRET}),
        ("open a checkpoint", opened(signed)),
        ("beside unknown signatures", opened(text + "\n" + sm2 + stranger + line + cosigned)),
        ("only unknown signatures", opened(text + "\n" + sm2 + stranger)),
        ("same name, other key id", opened(text + "\n" + impostor)),
        ("same name, other key id, beside the right one", opened(text + "\n" + impostor + line)),
        ("right name and id, wrong signature", opened(text + "\n" + forged)),
        ("a wrong line of the known key beside the right one", opened(text + "\n" + line + forged)),
        ("S + L", opened(text + "\n" + malleable)),
        ("changed size", opened(signed.replace("\n13\n", "\n14\n"))),
        ("no empty line", opened(text + line)),
        ("no signature line", opened(text + "\n")),
        ("no final newline", opened(signed[:-1])),
        ("empty line among signatures", opened(text + "\n" + sm2 + "\n" + line)),
        ("text after the signatures", opened(signed + "more\n")),
        ("hyphen for the em dash", opened(signed.replace("— ", "- "))),
        ("two spaces", opened(signed.replace("— ", "—  "))),
        ("tab in the text", opened("a\tb\n\n" + line)),
        ("carriage return", opened(signed.replace("\n", "\r\n"))),
        ("base64 with trailing bits", opened(text + "\n" + line[:-2].rstrip("=") + "\n" if not line.endswith("=\n") else text + "\n" + bump_padding(line))),
        ("base64 without padding", opened(text + "\n" + note.signature_line("sm2.example", b"\x01\x02\x03\x04", b"\x55" * 70).replace("=", "") + line)),
        ("a signature of four bytes", opened(text + "\n" + note.signature_line("short.example", b"abcd", b"") + line)),
        ("an empty line in the text", opened(note.sign_note("a\n\nb\n", LOG_NAME, secret))),
        ("seventeen signatures", opened(text + "\n" + sm2 * 16 + line)),
        ("vkey", vkey(LOG_VKEY)),
        ("vkey of another name", vkey("x" + LOG_VKEY)),
        ("vkey with another id", vkey(LOG_NAME + "+00000000+" + encoded)),
        ("vkey with an upper-case id", vkey(LOG_NAME + "+" + LOG_VKEY.split("+", 2)[1].upper() + "+" + encoded)),
        ("vkey of type 4", vkey(witness_vkey)),
        ("vkey with a newline", vkey(LOG_VKEY + "\n")),
        ("vkey without a name", vkey(note.write_vkey("", note.ed25519.public_key(secret)))),
        ("vkey with a space in its name", vkey(note.write_vkey("a b", note.ed25519.public_key(secret)))),
        ("vkey of 31 bytes", vkey(note.write_vkey("a", note.ed25519.public_key(secret)[:31]))),
        ("vkey of two parts", vkey("a+b")),
        ("checkpoint", checkpoint(text)),
        ("checkpoint of the empty tree", checkpoint(note.write_checkpoint(LOG_NAME, 0, merkle.EMPTY_ROOT))),
        ("checkpoint with extension lines", checkpoint(text + "one\ntwo\n")),
        ("size with a leading zero", checkpoint(text.replace("\n13\n", "\n013\n"))),
        ("negative size", checkpoint(text.replace("\n13\n", "\n-1\n"))),
        ("size above 2^53", checkpoint(text.replace("\n13\n", "\n99999999999999999\n"))),
        ("two lines", checkpoint(LOG_NAME + "\n13\n")),
        ("empty origin", checkpoint("\n13\n" + root + "\n")),
        ("empty extension line", checkpoint(text + "\n")),
        ("checkpoint without final newline", checkpoint(text[:-1])),
        ("root of 31 bytes", checkpoint(LOG_NAME + "\n13\n" + note.write_base64(b"a" * 31) + "\n")),
        ("cosign", {"what": "cosign", "text": text, "name": witness, "secret": OTHER_SECRET, "time": 1774531200}),
        ("cosigned", {"what": "cosignature", "note": signed + cosigned, "vkey": witness_vkey}),
        ("not cosigned", {"what": "cosignature", "note": signed, "vkey": witness_vkey}),
        ("cosignature of another text", {"what": "cosignature", "note": text.replace("\n13\n", "\n14\n") + "\n" + cosigned, "vkey": witness_vkey}),
        ("cosignature with another time", {"what": "cosignature", "note": signed + shift_time(cosigned), "vkey": witness_vkey}),
    ]
    got = write_file("notes", "Signed notes, verifier keys, PEM, checkpoints, cosignatures v1 (C2SP; ADR 0001 no. 13). A cosignature time of 0 means: not signed by this witness.", inputs)
    for number, pair in enumerate(RFC8032, 1):
        assert got["RFC 8032 key %d" % number]["public"] == pair[1]
    assert got["signed-note's example"]["text"] == "This is an example message.\n"
    assert got["S + L"] == got["base64 with trailing bits"] == {"refused": True}


def bump_padding(line):
    """The same base64 with a non-zero trailing bit."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = line.rstrip("\n").rstrip("=")
    padding = len(line.rstrip("\n")) - len(body)
    return body[:-1] + alphabet[alphabet.index(body[-1]) + 1] + "=" * padding + "\n"


def shift_time(line):
    name, data = line[2:-1].split(" ")
    raw = base64.b64decode(data)
    return note.signature_line(name, raw[:4], (int.from_bytes(raw[4:12], "big") + 1).to_bytes(8, "big") + raw[12:])


def make_tlog_proofs():
    inputs = [("make %d of %d" % (i, n), {"leaves": n, "index": i, "name": LOG_NAME, "secret": LOG_SECRET}) for n, i in ((1, 0), (2, 1), (13, 5), (17, 16))]
    made = {name: answer("tlog-proofs", case)["proof"] for name, case in inputs}
    proof, one = made["make 5 of 13"], made["make 0 of 1"]
    head, tail = proof.split("\n\n", 1)
    lines = head.split("\n")
    other = answer("tlog-proofs", {"leaves": 13, "index": 5, "name": LOG_NAME, "secret": OTHER_SECRET})["proof"]
    renamed = answer("tlog-proofs", {"leaves": 13, "index": 5, "name": "log.example/other", "secret": LOG_SECRET})["proof"]
    leaves = tree_leaves(13)
    wrong_origin = note.sign_note(note.write_checkpoint("log.example/other", 13, merkle.tree_root(leaves)), LOG_NAME, bytes.fromhex(LOG_SECRET))

    def check(value, entry="5", vkey=LOG_VKEY):
        return {"proof": value, "entry": entry, "vkey": vkey}

    def joined(parts):
        return "\n".join(parts) + "\n\n" + tail

    inputs += [("check " + name[5:], check(text, name.split(" ")[1])) for name, text in made.items()]
    inputs += [
        ("with extra data", check(joined([lines[0], "extra AAEC"] + lines[1:]))),
        ("extra data after the index", check(joined([lines[0], lines[1], "extra AAEC"] + lines[2:]))),
        ("extra data not base64", check(joined([lines[0], "extra A"] + lines[1:]))),
        ("another entry", check(proof, "6")),
        ("an empty entry", check(proof, "")),
        ("another index", check(proof.replace("index 5", "index 6"))),
        ("index with a leading zero", check(proof.replace("index 5", "index 05"))),
        ("index with a sign", check(proof.replace("index 5", "index +5"))),
        ("negative index", check(proof.replace("index 5", "index -1"))),
        ("huge index", check(proof.replace("index 5", "index " + "9" * 40))),
        ("another version", check(proof.replace("@v1", "@v2"))),
        ("no header", check(proof.split("\n", 1)[1])),
        ("a hash missing", check(joined(lines[:-1]))),
        ("a hash twice", check(joined(lines + lines[-1:]))),
        ("hashes swapped", check(joined(lines[:2] + lines[3:1:-1] + lines[4:]))),
        ("a hash of 31 bytes", check(joined(lines[:-1] + [note.write_base64(b"x" * 31)]))),
        ("a hash with trailing bits", check(joined(lines[:-1] + [bump_padding(lines[-1]).strip()]))),
        ("a thousand hashes", check(joined(lines + lines[-1:] * 1000))),
        ("no empty line", check(head + "\n" + tail)),
        ("two empty lines", check(head + "\n\n\n" + tail)),
        ("carriage returns", check(proof.replace("\n", "\r\n"))),
        ("white space at the end of a hash", check(joined(lines[:-1] + [lines[-1] + " "]))),
        ("signed by another key", check(other)),
        ("another log's name", check(renamed)),
        ("an origin that is not the key's name", check(head + "\n\n" + wrong_origin)),
        ("unsigned", check(head + "\n\n" + tail.split("\n\n")[0] + "\n\n")),
        ("nothing", check("")),
        ("another checkpoint", check(head + "\n\n" + made["make 16 of 17"].split("\n\n", 1)[1])),
        ("an unknown signature line more", check(proof + note.signature_line("sm2.example", b"\x01\x02\x03\x04", b"\x55" * 71))),
        ("one leaf, another entry", check(one, "1")),
    ]
    got = write_file("tlog-proofs", "tlog-proof files of the tree of merkle.json under the vectors' log key: make, and check an entry (text) against one.", inputs)
    assert got["check 5 of 13"]["index"] == 5 and sum(value == {"refused": True} for value in got.values()) == 28, got


def staff(code, agency="130525", specialities="-", load=0, limit="-"):
    """A roster row: (inspector, agency, specialities, load, limit)."""
    return (code, agency, specialities, str(load), str(limit))


def assignment_case(label, visits, roster, barred=(), pairs=(), undrawn=()):
    """visits: [(stratum, id, [(agency, speciality), …])] in rank order; an id standing again has no slots the second time."""
    salt, seed = bytes.fromhex(SALT), hashlib.sha256(b"mingcha vectors: assignment " + label.encode()).digest()

    def listed(name, rows):
        return write_rows([tuple(row) + (digest.nonce(salt, name, "\t".join(row)),) for row in rows]).decode()

    selected, ranks = [], {}
    for code, subject, _slots in list(visits) + [entry for entry in undrawn]:
        ranks[code] = ranks.get(code, 0) + 1
        state = "reserve" if (code, subject, _slots) in undrawn else "drawn"
        selected.append((code, "%06d" % ranks[code], "2", selection.ticket(seed, subject), subject, state))
    slots = [(subject, "%02d" % k, agency, speciality) for _code, subject, wanted in list(visits) + list(undrawn) for k, (agency, speciality) in enumerate(wanted, 1)]
    rows = [(code, agency, digest.certificate_mac(salt, "TEST-" + code), specialities, load, limit) for code, agency, specialities, load, limit in roster]
    return {
        "seed": seed.hex(),
        "draw": "130525-2026-0007",
        "selected": write_rows(selected).decode(),
        "slots": listed("slots.txt", slots),
        "roster": listed("roster.txt", rows),
        "barred": listed("barred.txt", barred),
        "pairs": listed("pairs.txt", pairs),
    }


def assignment_inputs():
    ids = make_ids(14)
    two, three = [("130525", "-")] * 2, [("130525", "-")] * 3
    crew = [staff("A%02d" % n) for n in range(1, 6)]
    four = [("KEY", subject, two) for subject in ids[:4]]
    eight = [("KEY", subject, two) for subject in ids[:8]]

    def case(label, *args, **kwargs):
        return (label, assignment_case(label, *args, **kwargs))

    return [
        case("plain", four, crew),
        case("more visits than inspectors", eight, crew),
        case("one visit, two inspectors", four[:1], crew[:2]),
        case("one visit, one inspector", four[:1], crew[:1]),
        case("nobody on the roster", four[:2], []),
        case("nothing drawn", [], crew),
        case("nothing drawn, reserves only", [], crew, undrawn=four[:2]),
        case("reserves have no team", four[:2], crew, undrawn=[("KEY", ids[9], two)]),
        case("limits: the last visits stay whole unstaffed", four, [staff("A01", limit=2), staff("A02", limit=2), staff("A03", limit=1)]),
        case("limit 0", four[:2], [staff("A01", limit=0), staff("A02"), staff("A03")]),
        case("limit larger than all visits", four[:2], [staff("A01", limit=1000000000), staff("A02"), staff("A03")]),
        case("loads of the year", eight, [staff("A01", load=9), staff("A02", load=0), staff("A03", load=3), staff("A04", load=0, limit=3)]),
        case("specialities", [("KEY", s, [("130525", "AIR"), ("130525", "-")]) for s in ids[:3]], [staff("A01", specialities="AIR"), staff("A02", specialities="AIR,WATER"), staff("A03"), staff("A04", specialities="WATER")]),
        case("nobody of the speciality", [("KEY", ids[0], [("130525", "NOISE"), ("130525", "-")]), ("KEY", ids[1], two)], [staff("A01", specialities="AIR"), staff("A02")]),
        case("one expert for two visits, limit 1", [("KEY", s, [("130525", "AIR"), ("130525", "-")]) for s in ids[:2]], [staff("A01", specialities="AIR", limit=1), staff("A02"), staff("A03")]),
        case("barred", four, crew[:3], barred=[("A01", ids[0]), ("A02", ids[1]), ("A03", ids[2])]),
        case("everybody barred from one visit", four[:2], crew[:3], barred=[(c[0], ids[0]) for c in crew[:3]]),
        case("barred from ids not drawn, and strangers", four[:2], crew[:3], barred=[("A01", ids[9]), ("ZZ", ids[0])]),
        case("pairs are avoided", four[:3], crew[:4], pairs=[("A01", ids[0]), ("A02", ids[0]), ("A01", ids[1])]),
        case("pairs are kept where nobody else is", four[:1], crew[:2], pairs=[("A01", ids[0]), ("A02", ids[0])]),
        case("load before pairs", four[:2], crew[:4], pairs=[("A01", ids[0]), ("A02", ids[0]), ("A01", ids[1]), ("A02", ids[1])]),
        case("two agencies", [("KEY", s, [("130525", "-"), ("130525", "-"), ("130500", "-")]) for s in ids[:3]], [staff("A01"), staff("A02"), staff("A03"), staff("B01", agency="130500"), staff("B02", agency="130500", limit=1)]),
        case("an agency without officers", [("KEY", ids[0], [("130525", "-"), ("130500", "-")])], [staff("A01"), staff("A02")]),
        case("firms in two strata", [("GEN", ids[0], two), ("GEN", ids[1], two), ("KEY", ids[1], []), ("KEY", ids[2], two)], crew[:3]),
        case("firms in two strata, a shortage", [("GEN", ids[2], two), ("GEN", ids[0], two), ("KEY", ids[1], two), ("KEY", ids[2], [])], [staff("A01", limit=1), staff("A02", limit=2), staff("A03", limit=1)]),
        case("teams of three", [("KEY", s, three) for s in ids[:4]], crew[:4]),
        case("a shortage inside one visit", [("KEY", ids[0], three), ("KEY", ids[1], two)], crew[:2]),
        case("twelve visits, nine inspectors, everything", [("GEN", s, [("130525", "-"), ("130525", "AIR"), ("130500", "-")]) for s in ids[:5]] + [("KEY", s, two) for s in ids[5:12]],
             [staff("A%02d" % n, specialities=("AIR", "-", "AIR,WATER")[n % 3], load=n % 4, limit=("-", 4, 3)[n % 3]) for n in range(1, 7)] + [staff("B%02d" % n, agency="130500", limit=2) for n in range(1, 4)],
             barred=[("A%02d" % (n % 6 + 1), ids[n]) for n in range(12)], pairs=[("A%02d" % (n * 5 % 6 + 1), ids[n]) for n in range(0, 12, 2)]),
    ]


def brute_force(case):
    """The cheapest assignment by trying all of them: no flow, no potentials, no shared code but the arcs' costs."""
    rows, order, network = read_inputs(case)
    by_slot = {node: [(None, network.costs[network.spill_of[node]])] for _i, _s, node in network.slots}
    for (node, inspector), number in network.arc_of.items():
        by_slot[node].append((inspector, network.costs[number]))
    best = [None, None]

    def walk(position, total, counts, team, chosen):
        if position == len(network.slots):
            if best[0] is None or total < best[0]:
                best[:] = [total, list(chosen)]
            return
        subject, _slot, node = network.slots[position]
        for inspector, cost in by_slot[node]:
            if inspector is None:
                walk(position + 1, plus(total, cost), counts, team, chosen + ["-"])
                continue
            used = counts.get(inspector, 0)
            load, limit = network.limits[inspector]
            if used >= limit or (subject, inspector) in team:
                continue
            step = plus(cost, (0, 0, load + used + 1, 0, 0, 0, 0))
            walk(position + 1, plus(total, step), dict(counts, **{inspector: used + 1}), team | {(subject, inspector)}, chosen + [inspector])

    walk(0, (0,) * 7, {}, frozenset(), [])
    return "".join("%s\t%s\t%s\n" % (s, k, who) for (s, k, _n), who in zip(network.slots, best[1]))


def make_assignments():
    inputs = assignment_inputs()
    got = write_file("assignments", "The lists of a draw as files → assign.txt, potentials.txt, entries.jsonl, unfilled slots, unstaffable ids of slots.txt (§6, ADR 0001 nos. 8, 9, 11).", inputs)
    checked = 0
    for name, case in inputs:
        if case["slots"].count("\n") <= 8:
            assert brute_force(case) == got[name]["assign"], name
            checked += 1
    print("%14s %4d of them found again by brute force" % ("", checked))
    return dict(inputs), got


def make_certificates(inputs, got):
    def case(name, assign=None, potentials=None):
        out = dict(inputs[name])
        del out["draw"]
        out["assign"] = got[name]["assign"] if assign is None else assign
        out["potentials"] = got[name]["potentials"] if potentials is None else potentials
        return out

    def changed(text, node, component, step):
        rows = [line.split("\t") for line in text.splitlines()]
        for row in rows:
            if node is None or row[0] == node:
                row[1 + component] = str(int(row[1 + component]) + step)
        return "".join("\t".join(row) + "\n" for row in rows)

    plain = got["plain"]
    lines = plain["assign"].splitlines()
    cells = [line.split("\t") for line in lines]
    first_slot = "slot|%s|%s" % (cells[0][0], cells[0][1])

    def assigned(*people):
        return "".join("\t".join(row[:2] + [who]) + "\n" for row, who in zip(cells, people))

    people = [row[2] for row in cells]
    swapped = assigned(people[1], people[0], *people[2:])
    other = next(n for n in range(2, 8) if people[n] not in people[:2] and people[0] not in people[n // 2 * 2 : n // 2 * 2 + 2])
    crossed = list(people)
    crossed[0], crossed[other] = people[other], people[0]
    doubled = assigned(people[0], people[0], *people[2:])
    dropped = assigned("-", *people[1:])
    short = got["limits: the last visits stay whole unstaffed"]
    moved = [line.split("\t") for line in short["assign"].splitlines()]
    free = next(n for n, row in enumerate(moved) if row[2] == "-")
    over = [list(row) for row in moved]
    over[free][2] = next(who for who in ("A01", "A02", "A03") if all(row[2] != who or row[0] != moved[free][0] for row in moved))

    def joined(rows):
        return "".join("\t".join(row) + "\n" for row in rows)

    potentials = plain["potentials"]
    some = [name for name in inputs if name not in ("plain",)]
    cases = [("right: " + name, case(name)) for name in ["plain"] + some]
    cases += [
        ("two slots of one visit swapped", case("plain", swapped)),
        ("two visits crossed", case("plain", assigned(*crossed))),
        ("a slot needlessly unfilled", case("plain", dropped)),
        ("an inspector twice on a visit", case("plain", doubled)),
        ("an inspector not on the roster", case("plain", assigned("ZZ", *people[1:]))),
        ("an inspector above the limit", case("limits: the last visits stay whole unstaffed", joined(over))),
        ("an inspector barred", case("everybody barred from one visit", got["everybody barred from one visit"]["assign"].replace("-\n", "A01\n", 1))),
        ("an inspector of another agency", case("an agency without officers", got["an agency without officers"]["assign"].replace("\t-\n", "\tA01\n"))),
        ("an inspector without the speciality", case("nobody of the speciality", got["nobody of the speciality"]["assign"].replace("\t-\n", "\tA01\n"))),
        ("a slot missing", case("plain", "".join(line + "\n" for line in lines[:-1]))),
        ("a slot too many", case("plain", plain["assign"] + "ZZZZZZ\t01\t-\n")),
        ("slots not sorted", case("plain", "".join(line + "\n" for line in lines[::-1]))),
        ("all potentials lower by one", case("plain", None, changed(potentials, None, 2, -1))),
        ("all potentials lower in the last component", case("plain", None, changed(potentials, None, 6, -1))),
        ("all potentials higher by one", case("plain", None, changed(potentials, None, 2, 1))),
        ("the sink's potential one higher", case("plain", None, changed(potentials, "sink", 6, 1))),
        ("the sink's potential one lower", case("plain", None, changed(potentials, "sink", 6, -1))),
        ("an inspector's potential one higher", case("plain", None, changed(potentials, "insp|A02", 6, 1))),
        ("an inspector's potential one lower", case("plain", None, changed(potentials, "insp|A02", 6, -1))),
        ("an inspector's potential far lower", case("plain", None, changed(potentials, "insp|A02", 0, -5))),
        ("a slot's potential one higher", case("plain", None, changed(potentials, first_slot, 6, 1))),
        ("a slot's potential one lower", case("plain", None, changed(potentials, first_slot, 6, -1))),
        ("a node missing", case("plain", None, potentials.split("\n", 1)[1])),
        ("a node too many", case("plain", None, potentials + "slot|ZZZZZZ|01\t0\t0\t0\t0\t0\t0\t0\n")),
        ("no potentials", case("plain", None, "")),
        ("a component of 2^51 + 1", case("plain", None, changed(potentials, "sink", 0, 2**51 + 1))),
        ("a component of -(2^51 + 1)", case("plain", None, changed(potentials, "sink", 0, -(2**51) - 1))),
        ("a component of nineteen digits", case("plain", None, changed(potentials, "sink", 0, 10**18))),
    ]
    answers = write_file("certificates", "assign.txt and potentials.txt against the lists, without a solver. refused: not an assignment or not potentials of this network; where optimal is false the other two are false.", cases)
    assert all(answers["right: " + name] == {"optimal": True, "unique": True, "canonical": True} for name in ["plain"] + some)
    for name in ("two slots of one visit swapped", "two visits crossed", "a slot needlessly unfilled"):
        assert answers[name] == {"optimal": False, "unique": False, "canonical": False}, name
    assert answers["all potentials lower by one"] == {"optimal": True, "unique": True, "canonical": False}


def try_all(network):
    """The cheapest filling of an open network by trying all of them: {(id, slot): inspector or "-"}."""
    ways = {node: [("-", network.costs[network.spill_of[node]])] for _i, _s, node in network.slots}
    steps = {}
    for (node, inspector), number in network.arc_of.items():
        ways[node].append((inspector, network.costs[number]))
        arcs = network.touching["insp|" + inspector]
        steps[inspector] = [network.costs[arc] for arc in arcs if network.heads[arc] == SINK]
    best = []

    def walk(position, total, counts, team, chosen):
        if position == len(network.slots):
            if not best or total < best[0]:
                best[:] = [total, dict(chosen)]
            return
        subject, slot, node = network.slots[position]
        for inspector, cost in ways[node]:
            key = (subject, slot)
            used = counts.get(inspector, 0)
            if inspector == "-":
                walk(position + 1, plus(total, cost), counts, team, {**chosen, key: "-"})
            elif used < len(steps[inspector]) and (subject, inspector) not in team:
                paid = plus(plus(total, cost), steps[inspector][used])
                walk(position + 1, paid, {**counts, inspector: used + 1}, team | {(subject, inspector)}, {**chosen, key: inspector})

    walk(0, (0,) * 7, {}, frozenset(), {})
    return best[1]


class CheckedState(changes.State):
    """Every small set of open slots is solved a second time by trying all fillings."""

    checked = 0

    def fill(self, wanted):
        due = None
        if wanted and len(wanted) <= 6 and len(self.roster) <= 6:
            due = try_all(self.open_network(wanted))
        super().fill(wanted)
        if due is not None:
            assert all(self.visits[subject_id].team[slot] == who for (subject_id, slot), who in due.items()), due
            CheckedState.checked += 1


def first_that_differs(make, orders, positions, change, ids):
    """The first case of make(0), make(1), … in which other positions than the right ones would let other visits go without after an illness of A01."""
    for number in range(200):
        case = make(number)
        teams = []
        for other in (False, True):
            state = state_from(case)
            for order in orders:
                state.substitute(order["out"], order["ground"], order["evidence"], order["approver"])
            if other:
                moved = positions(state.visits)
                places = sorted(set(moved.values()))
                for subject, visit in state.visits.items():
                    visit.position = places.index(moved[subject])
            his = sorted(subject for subject, visit in state.visits.items() if "A01" in visit.team.values())
            state.reassign("ILLNESS", "A01", his, "00" * 32, "S01", "P01")
            teams.append({subject: visit.team for subject, visit in state.visits.items()})
        if teams[0] != teams[1]:
            return case
    raise AssertionError("no such case")


def change_inputs():
    """(label, case with `orders`). Ids are f[0], f[1], …"""
    f = make_ids(24)
    two, three = [("130525", "-")] * 2, [("130525", "-")] * 3
    air = [("130525", "AIR"), ("130525", "-")]
    crew = [staff("A%02d" % n) for n in range(1, 6)]

    def evidence(label):
        return hashlib.sha256(b"mingcha vectors: evidence " + label.encode()).hexdigest()

    def out(number, ground="MOVED", label="out"):
        return {"out": f[number], "ground": ground, "evidence": evidence(label), "approver": "S01"}

    def change(kind, inspector, numbers, superior="-", approver="S01"):
        ids = sorted(f[number] for number in numbers)
        return {"kind": kind, "inspector": inspector, "ids": ids, "evidence": evidence(kind), "approver": approver, "superior": superior}

    def draw(label, drawn, reserve, roster=crew, **rules):
        return assignment_case("change " + label, drawn, roster, undrawn=reserve, **rules)

    key = draw("key", [("KEY", f[n], two) for n in range(4)], [("KEY", f[n], two) for n in range(4, 7)])
    both = draw("both", [("GEN", f[0], two), ("GEN", f[1], two), ("KEY", f[0], []), ("KEY", f[2], two)],
                [("GEN", f[3], two), ("GEN", f[4], two), ("KEY", f[5], two), ("KEY", f[6], two)])
    same = draw("same", [("GEN", f[0], two), ("GEN", f[1], two), ("KEY", f[0], []), ("KEY", f[2], two)],
                [("GEN", f[3], two), ("GEN", f[4], two), ("KEY", f[3], []), ("KEY", f[6], two)])
    cross = draw("cross", [("GEN", f[0], two), ("GEN", f[1], two), ("KEY", f[2], two), ("KEY", f[3], two)],
                 [("GEN", f[2], []), ("GEN", f[4], two), ("KEY", f[0], []), ("KEY", f[5], two)])
    dry = draw("dry", [("KEY", f[n], two) for n in range(3)], [("KEY", f[3], two)])
    loads = draw("loads", [("KEY", f[n], two) for n in range(6)], [("KEY", f[n], two) for n in range(6, 9)],
                 [staff("A01", load=9), staff("A02"), staff("A03", load=3), staff("A04", limit=3), staff("A05", load=1, limit=3)], pairs=[("A03", f[6]), ("A01", f[6])])
    tight = draw("tight", [("KEY", f[n], two) for n in range(4)], [("KEY", f[4], three)],
                 [staff("A01", limit=2), staff("A02", limit=3), staff("A03", limit=2), staff("A04", limit=2)], barred=[("A03", f[4])])
    scarce = draw("scarce", [("KEY", f[n], two) for n in range(4)], [], [staff("A01", limit=2), staff("A02", limit=2), staff("A03", limit=2), staff("A04", limit=1)])
    expert = draw("expert", [("KEY", f[n], air) for n in range(4)], [("KEY", f[4], air)],
                  [staff("A01", specialities="AIR", limit=2), staff("A02", specialities="AIR,WATER"), staff("A03"), staff("A04")], barred=[("A02", f[1])])
    wide = draw("wide", [("GEN", f[n], [("130525", "-"), ("130525", "AIR"), ("130500", "-")]) for n in range(5)] + [("KEY", f[n], two) for n in range(5, 11)] + [("KEY", f[2], [])],
                [("GEN", f[n], [("130525", "-"), ("130525", "AIR"), ("130500", "-")]) for n in range(12, 15)] + [("KEY", f[12], [])] + [("KEY", f[n], two) for n in range(16, 18)],
                [staff("A%02d" % n, specialities=("AIR", "-", "AIR,WATER")[n % 3], load=n % 4, limit=("-", 5, 4)[n % 3]) for n in range(1, 7)] + [staff("B%02d" % n, agency="130500", limit=3) for n in range(1, 4)],
                barred=[("A%02d" % (n % 6 + 1), f[n]) for n in range(18)], pairs=[("A%02d" % (n * 5 % 6 + 1), f[n]) for n in range(0, 18, 2)])
    held = {}
    # Labels are tried until the position of a visit decides who goes without: then a wrong weight shows.
    late = first_that_differs(
        lambda n: draw("late %d" % n, [("KEY", f[k], two) for k in range(6)], [], [staff("A01"), staff("A02", limit=4), staff("A03", limit=3), staff("A04", limit=3)]), [],
        lambda visits: dict.fromkeys(visits, 0), change, f)
    twins = first_that_differs(
        lambda n: draw("twins %d" % n, [("GEN", f[k], two) for k in range(3)] + [("KEY", f[0], []), ("KEY", f[6], two), ("KEY", f[7], two)], [("GEN", f[3], two), ("KEY", f[5], two)],
                       [staff("A01"), staff("A02", limit=4), staff("A03", limit=3), staff("A04", limit=3)]), [out(0)],
        lambda visits: {subject: (visit.position, number) for number, (subject, visit) in enumerate(sorted(visits.items()))}, change, f)
    for name, case in (("key", key), ("loads", loads), ("tight", tight), ("expert", expert), ("wide", wide)):
        rows = [line.split("\t") for line in answer("assignments", {k: v for k, v in case.items()})["assign"].splitlines()]
        held[name] = {(f.index(subject), slot): who for subject, slot, who in rows}

    def visits_of(name, who):
        return sorted({number for (number, _slot), inspector in held[name].items() if inspector == who})

    def busiest(name):
        people = sorted(set(held[name].values()) - {"-"})
        return max(people, key=lambda who: len(visits_of(name, who)))

    k, w, e = held["key"], busiest("wide"), busiest("expert")
    illness = change("ILLNESS", busiest("loads"), visits_of("loads", busiest("loads"))[:3])
    first = change("RECUSAL", k[0, "01"], [0])
    made = [
        ("substitute: the lowest rank comes in", key, [out(1)]),
        ("substitute: each ground", key, [out(0, "DEREGISTERED"), out(1, "MOVED"), out(2, "SUSPENDED")]),
        ("substitute: a firm in two strata, two firms come in", both, [out(0, "SUSPENDED")]),
        ("substitute: a firm in two strata, one firm comes in for both", same, [out(0, "DEREGISTERED")]),
        ("substitute: who comes in is drawn already", cross, [out(0), out(3)]),
        ("substitute: a reserve that went out elsewhere lapses", cross, [out(0), out(3, "FORCE-MAJEURE"), out(1), out(2)]),
        ("substitute: the reserve is exhausted", dry, [out(0), out(1)]),
        ("substitute: nobody is left", dry, [out(0), out(1), out(2), out(3)]),
        ("substitute: the one that came in goes out again", key, [out(1), out(4, "FORCE-MAJEURE")]),
        ("substitute: loads of the year and limits", loads, [out(0), out(3)]),
        ("substitute: the team that left is free at once", tight, [out(0)]),
        ("substitute: a speciality, a recusal of the list", expert, [out(0), ]),
        ("illness: three visits", loads, [illness]),
        ("illness: a visit done keeps him", key, [change("ILLNESS", k[0, "01"], [0])]),
        ("illness: no visit left to do", key, [change("ILLNESS", k[0, "01"], []), out(1), out(2)]),
        ("illness: slots nobody can fill", expert, [change("ILLNESS", "A02", visits_of("expert", "A02"))]),
        ("illness: the expert who has most", expert, [change("ILLNESS", e, visits_of("expert", e)), out(3)]),
        ("illness: a second one after a substitute", key, [change("ILLNESS", k[0, "01"], [0]), out(1), change("ILLNESS", k[2, "01"], [2])]),
        ("illness: the last visits go without", late, ["all of A01"]),
        ("illness: two that came in for one stand at one position", twins, [out(0), "all of A01"]),
        ("recusal", key, [first]),
        ("recusal: he may still take other visits", loads, [change("RECUSAL", held["loads"][0, "01"], [0]), out(1), out(2)]),
        ("recusal: three on one visit, with the superior", key, [first, change("RECUSAL", k[0, "02"], [0]), "again"]),
        ("vacant: a limit set free by a substitute", scarce, [out(0), "vacant"]),
        ("vacant: tried together with a recusal", scarce, [out(1), "again"]),
        ("wide: substitutes, an illness, a recusal", wide, [out(2), change("ILLNESS", w, visits_of("wide", w)[:4]), out(7), "again"]),
    ]
    refused = [
        ("refused: out was not drawn", key, [out(5)]),
        ("refused: out is not of this draw", key, [out(20)]),
        ("refused: out twice", key, [out(1), out(1)]),
        ("refused: an inspector not on the roster", key, [change("ILLNESS", "ZZ", [0])]),
        ("refused: nobody ill", key, [change("ILLNESS", "-", [0])]),
        ("refused: illness on a visit he does not hold", key, [change("ILLNESS", k[0, "01"], [n for n in range(4) if k[0, "01"] not in (k[n, "01"], k[n, "02"])][:1])]),
        ("refused: ill again with nothing to do", key, [change("ILLNESS", k[0, "01"], []), change("ILLNESS", k[0, "01"], [])]),
        ("refused: a visit that is out", key, [out(0), change("ILLNESS", k[0, "01"], [0])]),
        ("refused: recusal of no visit", key, [change("RECUSAL", k[0, "01"], [])]),
        ("refused: recusal of two visits", loads, [change("RECUSAL", busiest("loads"), visits_of("loads", busiest("loads"))[:2])]),
        ("refused: vacant names an inspector", key, [change("VACANT", "A01", [0])]),
        ("refused: vacant where nothing is open", key, [change("VACANT", "-", [0])]),
        ("refused: vacant of no visit", key, [change("VACANT", "-", [])]),
        ("refused: the superior is the approver", key, [change("RECUSAL", k[0, "01"], [0], superior="S01")]),
        ("refused: three on one visit without the superior", key, [first, change("RECUSAL", k[0, "02"], [0]), "again unsigned"]),
    ]
    return made, refused, change, f


def state_from(case):
    rows, _order, network = read_inputs(case)
    solve(network)
    pairs = [{row[:2] for row in rows[name]} for name in ("barred", "pairs")]
    return CheckedState(case["draw"], bytes.fromhex(case["seed"]), rows["selected"], rows["slots"], rows["roster"], *pairs, read_flow(network))


def settle(case, orders, change, ids):
    """Orders that depend on what came before: the third change of the first visit, and the vacant visits."""
    state, out = state_from(case), []
    for order in orders:
        if isinstance(order, str):
            if order == "all of A01":
                order = change("ILLNESS", "A01", [ids.index(s) for s, visit in state.visits.items() if "A01" in visit.team.values()], superior="P01")
            elif order == "vacant":
                order = change("VACANT", "-", [ids.index(s) for s, visit in state.visits.items() if "-" in visit.team.values()])
            else:
                subject = next(s for s in sorted(state.visits) if any(who != "-" for who in state.visits[s].team.values()) and state.counts.get(s, 0) == max(state.counts.values(), default=0))
                who = next(who for _slot, who in sorted(state.visits[subject].team.items()) if who != "-")
                order = change("RECUSAL", who, [ids.index(subject)], superior="-" if order.endswith("unsigned") else "P01")
        out.append(order)
        try:
            if "out" in order:
                state.substitute(order["out"], order["ground"], order["evidence"], order["approver"])
            else:
                state.reassign(*[order[name] for name in ("kind", "inspector", "ids", "evidence", "approver", "superior")])
        except changes.Refused:
            pass
    return out


def bend(entries, number, **fields):
    """entries.jsonl with fields of its line `number` (from 1) altered."""
    lines = entries.splitlines()
    value = json.loads(lines[number - 1])
    value.update({key.rstrip("_"): field for key, field in fields.items()})
    lines[number - 1] = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "".join(line + "\n" for line in lines)


def make_changes():
    made, refused, change, ids = change_inputs()
    inputs = [(label, dict(case, orders=settle(case, orders, change, ids))) for label, case, orders in made + refused]
    good = {label: answer("changes", case)["entries"] for label, case in inputs[: len(made)]}
    cases = dict(inputs)
    for label, entries in good.items():
        case = {key: value for key, value in cases[label].items() if key != "orders"}
        inputs.append(("replay: " + label, dict(case, entries=entries)))

    def bent(label, source, entries):
        inputs.append(("bent: " + label, dict({key: value for key, value in cases[source].items() if key != "orders"}, entries=entries)))

    one, two = "substitute: the lowest rank comes in", "substitute: a firm in two strata, two firms come in"
    grounds, ill, cross = "substitute: each ground", "illness: three visits", "substitute: who comes in is drawn already"
    recusal, third, lapse = "recusal", "recusal: three on one visit, with the superior", "substitute: a reserve that went out elsewhere lapses"
    entry = json.loads(good[one])
    lines = good[two].splitlines(keepends=True)
    changed = json.loads(good[ill])
    alone = "".join
    bent("the next reserve but one", one, bend(good[one], 1, in_=ids[5], rank="000006"))
    bent("rank of another", one, bend(good[one], 1, rank="000006"))
    bent("rank of a drawn row", one, bend(good[one], 1, rank="000001"))
    bent("no reserve taken though there is one", one, bend(good[one], 1, in_="-", rank="-", assign=[]))
    bent("another inspector", one, bend(good[one], 1, assign=[dict(entry["assign"][0], inspector=next(w for w in ("A01", "A02", "A03") if w not in [a["inspector"] for a in entry["assign"]]))] + entry["assign"][1:]))
    bent("two inspectors changed places", one, bend(good[one], 1, assign=[dict(a, inspector=b["inspector"]) for a, b in zip(entry["assign"], entry["assign"][::-1])]))
    bent("a slot left empty on purpose", one, bend(good[one], 1, assign=[dict(entry["assign"][0], inspector="-")] + entry["assign"][1:]))
    bent("a slot missing", one, bend(good[one], 1, assign=entry["assign"][1:]))
    bent("an inspector twice", one, bend(good[one], 1, assign=[dict(a, inspector=entry["assign"][0]["inspector"]) for a in entry["assign"]]))
    bent("another stratum", one, bend(good[one], 1, stratum="GEN"))
    bent("a number skipped", one, bend(good[one], 1, n="2"))
    bent("a number with a zero", one, bend(good[one], 1, n="01"))
    bent("another draw", one, bend(good[one], 1, draw="130525-2026-0008"))
    bent("a ground of no list", one, bend(good[one], 1, ground="BUSY"))
    bent("evidence in capitals", one, bend(good[one], 1, evidence=entry["evidence"].upper()))
    bent("a name as approver", one, bend(good[one], 1, approver="张三"))
    bent("nobody approved", one, bend(good[one], 1, approver="-"))
    bent("a key more", one, bend(good[one], 1, superior="-"))
    bent("spaces", one, good[one].replace(":", ": "))
    bent("no final newline", one, good[one][:-1])
    bent("out twice", grounds, bend(good[grounds], 2, out=json.loads(good[grounds].splitlines()[0])["out"]))
    bent("the second stratum forgotten", two, lines[0])
    bent("the first stratum forgotten", two, bend(lines[1], 1, n="1"))
    bent("strata in another order", two, bend(bend(lines[1] + lines[0], 1, n="1"), 2, n="2"))
    bent("another ground in the second stratum", two, bend(good[two], 2, ground="MOVED"))
    bent("another document in the second stratum", two, bend(good[two], 2, evidence="ab" * 32))
    bent("a drawn firm gets a second team", cross, bend(good[cross], 1, assign=entry["assign"]))
    bent("a lapsed rank used", lapse, good[lapse].replace('"rank":"000004"', '"rank":"000003"', 1))
    bent("changes exchanged", grounds, bend(bend(alone(good[grounds].splitlines(keepends=True)[i] for i in (1, 0, 2)), 1, n="1"), 2, n="2"))
    bent("a visit left out of the changes", ill, bend(good[ill], 1, changes=changed["changes"][1:]))
    bent("a visit left out of the ids", ill, bend(good[ill], 1, ids=changed["ids"][1:]))
    bent("ids backwards", ill, bend(good[ill], 1, ids=changed["ids"][::-1]))
    bent("an id twice", ill, bend(good[ill], 1, ids=changed["ids"][:1] + changed["ids"]))
    bent("another kind", ill, bend(good[ill], 1, kind="RECUSAL"))
    bent("a kind of no list", ill, bend(good[ill], 1, kind="LEAVE"))
    bent("the ill one takes it again", ill, bend(good[ill], 1, changes=[dict(changed["changes"][0], to=changed["inspector"])] + changed["changes"][1:]))
    bent("another takes it", ill, bend(good[ill], 1, changes=[dict(changed["changes"][0], to="-")] + changed["changes"][1:]))
    bent("another from", ill, bend(good[ill], 1, changes=[dict(changed["changes"][0], **{"from": "-"})] + changed["changes"][1:]))
    bent("the recused one after the recusal", recusal, bend(good[recusal], 1, changes=[]))
    bent("the superior's signature taken out", third, bend(good[third], 3, superior="-"))
    bent("the superior signs without need", recusal, bend(good[recusal], 1, superior="P01"))
    bent("the superior is the approver", third, bend(good[third], 3, superior="S01"))
    bent("an unfilled slot after a change", one, good[one] + json.dumps({"cut": {"inspectors": [], "limit": 0, "slots": 1}, "draw": entry["draw"], "id": ids[0], "n": "2", "slot": "01", "type": "mingcha/unfilled/v1"}, separators=(",", ":")) + "\n")
    answers = write_file("changes", "A draw's lists, and substitutes and reassigns after it (ADR 0006): `orders` make the entries; `entries` are replayed. → sealed leaves, standing visits with teams and credits, out, ill.", inputs)
    for label, expected in answers.items():
        signed = label == "bent: the superior signs without need"
        assert (expected == {"refused": True}) == (not signed and label.startswith(("refused", "bent"))), label
    print("%14s %4d sets of open slots found again by trying all" % ("", CheckedState.checked))
    exhausted = [label for label, expected in answers.items() if '"in":"-"' in expected.get("entries", "")]
    assert "substitute: the reserve is exhausted" in exhausted
    assert '"assign":[],' in answers[cross]["entries"]
    assert '"kind":"VACANT"' in answers["vacant: a limit set free by a substitute"]["entries"]


def make_bundles():
    """../bundles/*.json: the files as text, in byte order of their names; every check must pass."""
    for plan in PLANS:
        files, salt, certificates = build(plan)
        bundle = checks.Bundle(files, {"salt": salt, "certificates": tuple(sorted(certificates.items())), "vkey": files["log.vkey"]})
        rows = list(checks.verify(bundle))
        assert all(status == "pass" for _name, status, _evidence in rows), rows
        out = {
            "name": plan["name"],
            "about": plan["about"],
            "files": {name: files[name].decode("utf-8") for name in sorted(files)},
            "salt": salt.hex(),
            "certificates": certificates,
            "expected": "pass",
        }
        with open(os.path.join(VECTORS, "bundles", plan["name"] + ".json"), "w", encoding="utf-8", newline="\n") as target:
            target.write(json.dumps(out, ensure_ascii=False, indent=1) + "\n")
        print("bundle %-20s %6d bytes, assurance %s" % (plan["name"], sum(map(len, files.values())), json.loads(files["commit.json"])["assurance"]))


if __name__ == "__main__":
    for make in (make_canonical, make_quotas, make_seeds, make_tickets, make_selection, make_lists, make_digests, make_merkle, make_notes, make_tlog_proofs):
        make()
    make_certificates(*make_assignments())
    make_changes()
    make_bundles()
