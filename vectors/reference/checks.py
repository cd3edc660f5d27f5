"""The checks of a published draw bundle (§9), by name, in the order they are shown.

A check declares the files it reads and is given a view of exactly those: a file that is not declared cannot be read, so answers can be kept
by content without ever missing an edit. Each check answers (status, evidence); Refused becomes `fail`, and so does any other exception.
A check whose inputs cannot be read fails with the reason; the checks that do not need them still run.
"""
import calendar
import copy
import functools
import time

import changes
import digest
import entries
import merkle
import note
import seed as seeds
from assignment import (
    build_network, check_potentials, compute_potentials, count_unstaffable, cut_of, follow_assignment, read_potentials,
)
from canonical import Refused, write
from quota import cut_quota
from rows import COMMITTED, MAX_COUNT, MAX_LINES, read_rows
from selection import drawn_order, select

PASS, FAIL, NONE = "pass", "fail", "not-applicable"
MAX_FILE = 64 * 2**20
MAX_BUNDLE = 256 * 2**20
MAX_SLOTS = 2**18
LISTS = tuple(name + ".txt" for name in COMMITTED)
PROOFS = ("commit", "event", "result", "publish")
FALLBACK_ARCS = 20_000  # above this an assignment is certified only by its published potentials

CHECKS = []  # (name, files, options, function)


def check(name, *files, **options):
    """Register a check with the files and options ("salt", "vkey", …) it may read."""

    def register(function):
        CHECKS.append((name, files, options.get("options", ()), function))
        return function

    return register


class View:
    """The files and options one check declared, and nothing else."""

    def __init__(self, bundle, names, options):
        self.names = names
        self.files = {name: bundle.files.get(name) for name in names}
        self.options = {name: bundle.options.get(name) for name in options}

    def __getitem__(self, name):
        data = self.files[name]
        if data is None:
            raise Refused("%s is missing" % name)
        return data

    def option(self, name):
        return self.options[name]


class Bundle:
    """files: name → bytes. options: salt, vkey, witnesses, certificates (all optional). faults: what reading the directory or zip already found."""

    def __init__(self, files, options=None, faults=()):
        self.files = files
        self.options = dict(options or {})
        self.faults = tuple(faults)


# ---- readings, kept by content --------------------------------------------------------------------------------------------------------

KEEP = 96


def kept(function):
    """Keep answers and refusals by the bytes they were read from."""

    @functools.lru_cache(maxsize=KEEP)
    def attempt(*args):
        try:
            return function(*args), None
        except Refused as refusal:
            return None, str(refusal)

    @functools.wraps(function)
    def call(*args):
        value, refusal = attempt(*args)
        if refusal is not None:
            raise Refused(refusal)
        return value

    return call


read_list = kept(read_rows)
read_commit = kept(entries.read_commit)
read_event = kept(entries.read_event)
read_result = kept(entries.read_result)
read_publish = kept(entries.read_publish)
read_entries = kept(entries.read_entries)
read_changes = kept(entries.read_changes)
read_key = kept(note.read_vkey_file)
check_proof = kept(note.check_proof)


def named(name, reader, *args):
    """Say in the evidence which file a refusal is about."""
    try:
        return reader(*args)
    except Refused as refusal:
        raise Refused("%s: %s" % (name, refusal))


def commit_of(view):
    return named("commit.json", read_commit, view["commit.json"])


def event_of(view):
    return named("event.json", read_event, view["event.json"])


def rows_of(view, name):
    return named(name, read_list, name, view[name])


def seed_of(view):
    return seeds.seed_of(view["seed.txt"])


@kept
def network_of(seed, selected, slots, roster, barred, pairs):
    order = drawn_order(read_list("selected.txt", selected))
    barred_pairs = {row[:2] for row in read_list("barred.txt", barred)}
    met = {row[:2] for row in read_list("pairs.txt", pairs)}
    return order, build_network(seed, order, read_list("slots.txt", slots), read_list("roster.txt", roster), barred_pairs, met)


NETWORK = ("seed.txt", "selected.txt", "slots.txt", "roster.txt", "barred.txt", "pairs.txt")


def flow_of(view):
    """The order of visits and the network with the assignment of assign.txt laid into it."""
    for name in NETWORK[1:]:
        rows_of(view, name)
    order, network = network_of(seed_of(view), *[view[name] for name in NETWORK[1:]])
    follow_assignment(network, rows_of(view, "assign.txt"))
    return order, network


# ---- the bundle -----------------------------------------------------------------------------------------------------------------------


@check("bundle.files", options=("names", "faults"))
def check_files(view):
    names, faults = view.option("names"), view.option("faults")
    missing = sorted(set(entries.FILES) - set(names))
    strange = sorted(set(names) - set(entries.FILES))
    problems = ["missing " + name for name in missing] + ["unknown %r" % name[:80] for name in strange[:5]] + list(faults)
    if problems:
        raise Refused("; ".join(problems))
    return "exactly the %d files of a bundle" % len(entries.FILES)


@check("bundle.bounds", *entries.FILES, options=("oversized",))
def check_bounds(view):
    present = {name: data for name, data in view.files.items() if data is not None}
    total = sum(map(len, present.values()))
    if view.option("oversized") or total > MAX_BUNDLE or any(len(data) > MAX_FILE for data in present.values()):
        raise Refused("a file above 64 MiB or a bundle above 256 MiB")
    for name in present:
        if name.endswith((".txt", ".jsonl")) and present[name].count(b"\n") > MAX_LINES:
            raise Refused("%s has more than %d lines" % (name, MAX_LINES))
    if present.get("assign.txt", b"").count(b"\n") > MAX_SLOTS:
        raise Refused("more than %d slots" % MAX_SLOTS)
    return "%d bytes" % total


@check("commit.format", "commit.json")
def check_commit_format(view):
    commit = commit_of(view)
    return "draw %s of %s, sha256 %s" % (commit["draw"], commit["agency"], digest.sha256(view["commit.json"]))


@kept
def measure_list(data):
    """(sha256, lines, root) of a committed list, whatever its lines say."""
    if data and not data.endswith(b"\n"):
        raise Refused("the last line has no newline")
    lines = data[:-1].split(b"\n") if data else []
    return digest.sha256(data), len(lines), merkle.tree_root([merkle.leaf_hash(line) for line in lines]).hex()


@check("commit.lists", "commit.json", *LISTS)
def check_commit_lists(view):
    files = commit_of(view)["files"]
    problems = []
    for name in COMMITTED:
        try:
            measured = measure_list(view[name + ".txt"])
        except Refused as refusal:
            problems.append("%s.txt: %s" % (name, refusal))
            continue
        stated = files[name]["sha256"], files[name]["lines"], files[name]["root"]
        wrong = [what for what, a, b in zip(("sha256", "lines", "root"), measured, stated) if a != b]
        if wrong:
            problems.append("%s.txt: %s differ" % (name, ", ".join(wrong)))
    if problems:
        raise Refused("; ".join(problems))
    return ", ".join("%s %d" % (name, files[name]["lines"]) for name in COMMITTED)


@check("commit.strata", "commit.json", "frame.txt")
def check_commit_strata(view):
    strata = commit_of(view)["strata"]
    tiers = {part["code"]: [0, 0, 0] for part in strata}
    for _id, code, tier, _nonce in rows_of(view, "frame.txt"):
        if code not in tiers:
            raise Refused("stratum %s of the frame is not committed" % code)
        tiers[code][int(tier)] += 1
    for part in strata:
        code, size = part["code"], part["N"]
        if tiers[code] != part["tiers"] or sum(part["tiers"]) != size:
            raise Refused("%s: the frame has tiers %s" % (code, tiers[code]))
        if "rate" in part and part["quota"] != cut_quota(size, int(part["rate"][0]), int(part["rate"][1]), part["min"]):
            raise Refused("%s: the quota is not what rate and min give" % code)
        if part["quota"] > size or part["reserve"] > size - part["quota"]:
            raise Refused("%s: quota and reserve are more than there are" % code)
    return ", ".join("%s %d of %d" % (part["code"], part["quota"], part["N"]) for part in strata) or "no strata"


@check("commit.entropy", "commit.json", "event.json", "commit.tlog-proof", "log.vkey", options=("witnesses",))
def check_commit_entropy(view):
    commit = commit_of(view)
    entropy = commit["entropy"]
    if commit["publicBits"] != seeds.public_bits(entropy):
        raise Refused("publicBits is %d" % seeds.public_bits(entropy))
    if commit["mode"] == "sealed" and not any(part["kind"] == "secret" for part in entropy):
        raise Refused("sealed mode without a secret")
    witnessed = bool(view.option("witnesses")) and is_witnessed(view)
    letter = seeds.assurance(entropy, witnessed)
    if commit["assurance"] < letter:
        raise Refused("assurance %s is claimed, %s is supported" % (commit["assurance"], letter))
    return "%d public bits, assurance %s, %s" % (commit["publicBits"], commit["assurance"], commit["mode"])


def is_witnessed(view):
    """Whether a witness known to the reader cosigned the commitment's checkpoint before the first public event could happen.

    Not before `at`, when the event was written down: in between its values are known, and a commitment made then could be chosen by them.
    """
    key = read_key(view["log.vkey"])
    check_proof(view["commit.tlog-proof"], view["commit.json"], key)
    public = seeds.public_sources(commit_of(view)["entropy"])
    if not public:
        return False
    first = min(source["notBefore"] for source in public)
    at = calendar.timegm(time.strptime(first, "%Y-%m-%dT%H:%M:%SZ"))
    opened = note.open_note(note.read_proof(view["commit.tlog-proof"]).note, key)
    times = [note.cosignature_time(opened, witness) for witness in view.option("witnesses")]
    return any(moment is not None and moment < at for moment in times)


# ---- the committed lists ----------------------------------------------------------------------------------------------------------------


@check("frame.format", "frame.txt")
def check_frame(view):
    rows = rows_of(view, "frame.txt")
    if len({row[:2] for row in rows}) != len(rows):
        raise Refused("an id stands twice in one stratum")
    return "%d rows, %d ids" % (len(rows), len({row[0] for row in rows}))


@check("excluded.format", "excluded.txt", "frame.txt")
def check_excluded(view):
    rows = rows_of(view, "excluded.txt")
    pairs = {row[:2] for row in rows}
    if len(pairs) != len(rows):
        raise Refused("an id is excluded twice from one stratum")
    if any(row[:2] in pairs for row in rows_of(view, "frame.txt")):
        raise Refused("an id stands in the frame and is excluded from the same stratum")
    return "%d rows" % len(rows)


@check("slots.format", "slots.txt", "frame.txt")
def check_slots(view):
    rows = rows_of(view, "slots.txt")
    slots = {}
    for row in rows:
        slots.setdefault(row[0], []).append(int(row[1]))
    if set(slots) != {row[0] for row in rows_of(view, "frame.txt")}:
        raise Refused("the ids are not exactly those of the frame")
    for subject_id, numbers in slots.items():
        if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
            raise Refused("the slots of %s are not 01, 02, … (two or more)" % subject_id)
    return "%d slots of %d ids" % (len(rows), len(slots))


@check("roster.format", "roster.txt", "commit.json")
def check_roster(view):
    rows = rows_of(view, "roster.txt")
    if len({row[0] for row in rows}) != len(rows) or len({row[2] for row in rows}) != len(rows):
        raise Refused("an inspector or a certificate stands twice")
    for inspector, _agency, _certificate, specialities, load, limit, _nonce in rows:
        parts = specialities.split(",")
        if not entries.is_sorted(parts) or ("-" in parts and len(parts) > 1):
            raise Refused("the specialities of %s are not in byte order" % inspector)
        if int(load) > MAX_COUNT or (limit != "-" and int(limit) > MAX_COUNT):
            raise Refused("a count above 10^9")
    if commit_of(view)["balance"] == "draw" and any(row[4] != "0" for row in rows):
        raise Refused("a load above 0 with balance draw")
    return "%d inspectors" % len(rows)


def check_rule(view, name):
    rows = rows_of(view, name)
    if len({row[:2] for row in rows}) != len(rows):
        raise Refused("a pair stands twice")
    return "%d pairs" % len(rows)


@check("barred.format", "barred.txt")
def check_barred(view):
    return check_rule(view, "barred.txt")


@check("pairs.format", "pairs.txt")
def check_pairs(view):
    return check_rule(view, "pairs.txt")


# ---- event and seed -----------------------------------------------------------------------------------------------------------------------


@check("event.format", "event.json", "commit.json")
def check_event_format(view):
    event, commit = event_of(view), commit_of(view)
    if event["draw"] != commit["draw"] or event["commit_sha256"] != digest.sha256(view["commit.json"]):
        raise Refused("the event is of another draw or commitment")
    public = seeds.public_sources(commit["entropy"])
    if len(public) != len(event["values"]):
        raise Refused("not one value for each public event")
    for source, value in zip(public, event["values"]):
        seeds.check_value(source, value)
    return "%d public events" % len(public)


@check("event.order", "event.json", "commit.json")
def check_event_order(view):
    event, commit = event_of(view), commit_of(view)
    public = seeds.public_sources(commit["entropy"])
    if any(event["at"] < source["notBefore"] for source in public):
        raise Refused("the event was logged before a notBefore")
    if event["at"] > commit["eventBy"]:
        raise Refused("the event was logged after eventBy")
    if event["signatories"][0] == event["signatories"][1]:
        raise Refused("one signatory signed twice")
    witnesses = event["witnesses"]
    if len(set(witnesses)) != len(witnesses):
        raise Refused("a witness stands twice")
    if any(source["kind"] == "dice" for source in public):
        if len(witnesses) < 2 or event["evidence"] == "-":
            raise Refused("dice without two witnesses and a video hash")
    elif witnesses:
        raise Refused("witnesses without dice")
    return "at %s, signed by two" % event["at"]


@check("seed.transcript", "seed.txt", "commit.json", "event.json")
def check_seed(view):
    commit = commit_of(view)
    secrets = seeds.read_secrets(view["seed.txt"])
    rebuilt = seeds.write_transcript(
        commit["draw"], digest.sha256(view["commit.json"]), commit["entropy"], secrets, event_of(view)["values"]
    )
    if rebuilt != view["seed.txt"]:
        raise Refused("seed.txt is not what commitment, secrets and event give")
    return "rebuilt byte for byte, %d secrets open their hashes" % len(secrets)


# ---- selection ------------------------------------------------------------------------------------------------------------------------------


@kept
def selection_of(seed, commit_data, frame_data):
    return select(seed, [row[:3] for row in read_list("frame.txt", frame_data)], read_commit(commit_data)["strata"])


def selection_from(view):
    commit_of(view)
    rows_of(view, "frame.txt")
    return selection_of(seed_of(view), view["commit.json"], view["frame.txt"])


@check("selected.order", "selected.txt", "frame.txt", "commit.json", "seed.txt")
def check_selected(view):
    rows = rows_of(view, "selected.txt")
    if rows != sorted(selection_from(view)[0]):
        raise Refused("not the rows that tiers and tickets give")
    return "%d drawn, %d reserve" % (sum(row[5] == "drawn" for row in rows), sum(row[5] == "reserve" for row in rows))


@check("cutoffs.match", "cutoffs.txt", "frame.txt", "commit.json", "seed.txt")
def check_cutoffs(view):
    rows = rows_of(view, "cutoffs.txt")
    if rows != sorted(selection_from(view)[1]):
        raise Refused("not the cut-offs of the selection")
    return "%d strata" % len(rows)


# ---- assignment -----------------------------------------------------------------------------------------------------------------------------

ASSIGN = NETWORK + ("assign.txt",)


@check("assign.format", *ASSIGN)
def check_assign(view):
    order, network = flow_of(view)
    return "%d slots of %d visits" % (len(network.slots), len(order))


@kept
def certify(seed, selected, slots, roster, barred, pairs, assign, potentials):
    """((optimal, unique, canonical), where the potentials came from)."""
    _order, network = network_of(seed, selected, slots, roster, barred, pairs)
    follow_assignment(network, read_list("assign.txt", assign))
    problem = "potentials.txt is missing"
    if potentials is not None:
        try:
            answers = check_potentials(network, read_potentials(network, read_list("potentials.txt", potentials)))
            if answers[0]:
                return answers, "by potentials.txt"
            problem = "potentials.txt does not certify this assignment"
        except Refused as refusal:
            problem = "potentials.txt: %s" % refusal
    optimal, unique, _canonical = check_potentials(network, compute_potentials(network, FALLBACK_ARCS))
    return (optimal, unique, False), "by potentials computed here, since %s" % problem


def certificate_of(view):
    flow_of(view)
    return certify(seed_of(view), *([view[name] for name in ASSIGN[1:]] + [view.files["potentials.txt"]]))


CERTIFICATE = ASSIGN + ("potentials.txt",)


@check("assign.optimal", *CERTIFICATE)
def check_optimal(view):
    answers, evidence = certificate_of(view)
    if not answers[0]:
        raise Refused(evidence)
    return "no residual arc has a negative reduced cost, " + evidence


@check("assign.unique", *CERTIFICATE)
def check_unique(view):
    answers, evidence = certificate_of(view)
    if not answers[1]:
        raise Refused("another assignment costs the same")
    return "no cycle of reduced cost 0, " + evidence


@check("potentials.canonical", *CERTIFICATE)
def check_canonical(view):
    rows = rows_of(view, "potentials.txt")
    answers, evidence = certificate_of(view)
    if not answers[2]:
        raise Refused("not the canonical potentials: " + evidence)
    return "%d nodes" % len(rows)


@check("unfilled.cuts", "entries.jsonl", "commit.json", *ASSIGN)
def check_cuts(view):
    draw = commit_of(view)["draw"]
    lines = named("entries.jsonl", read_entries, view["entries.jsonl"], draw)
    order, network = flow_of(view)
    nodes = {(subject_id, slot): node for subject_id, slot, node in network.slots}
    expected = []
    for subject_id, slot, inspector in rows_of(view, "assign.txt"):
        if inspector == "-":
            cut = cut_of(network, nodes[subject_id, slot], len(order))
            expected.append(write(entries.make_unfilled(draw, len(expected) + 1, subject_id, slot, cut)))
    stated = [line for value, line in lines if value.get("type") not in entries.LATER]
    if stated != expected:
        raise Refused("not one line with its cut for each unfilled slot")
    return "%d unfilled slots, %d later entries" % (len(expected), len(lines) - len(stated))


@check("changes.format", "entries.jsonl", "commit.json")
def check_changes_format(view):
    """The lines after the unfilled ones; which are due is unfilled.cuts' question."""
    lines = named("entries.jsonl", read_changes, view["entries.jsonl"], commit_of(view)["draw"])
    return "%d changes" % len(lines)


@kept
def state_after(draw, seed, selected, slots, roster, barred, pairs, assign, lines):
    """The state of the draw after every change."""
    _order, network = network_of(seed, selected, slots, roster, barred, pairs)
    follow_assignment(network, read_list("assign.txt", assign))
    state = changes.State(
        draw, seed, read_list("selected.txt", selected), read_list("slots.txt", slots), read_list("roster.txt", roster),
        {row[:2] for row in read_list("barred.txt", barred)}, {row[:2] for row in read_list("pairs.txt", pairs)}, read_list("assign.txt", assign),
    )
    # Read anew: what is kept must not be altered.
    found = copy.deepcopy(read_changes(lines, draw))
    if found and int(found[0]["n"]) != state.next:
        raise Refused("the first change is not number %d" % state.next)
    changes.replay(state, found)
    return state


def state_of(view):
    flow_of(view)
    return named("entries.jsonl", state_after, commit_of(view)["draw"], seed_of(view), *[view[name] for name in ASSIGN[1:]], view["entries.jsonl"])


@check("changes.replay", "entries.jsonl", "commit.json", *ASSIGN)
def check_changes(view):
    state = state_of(view)
    return "%d visits stand, %d out" % (len(state.visits), len(state.out))


@check("unstaffable.count", "commit.json", "frame.txt", "slots.txt", "roster.txt", "barred.txt")
def check_unstaffable(view):
    ids = {row[0] for row in rows_of(view, "frame.txt")}
    barred = {row[:2] for row in rows_of(view, "barred.txt")}
    count = count_unstaffable(ids, rows_of(view, "slots.txt"), rows_of(view, "roster.txt"), barred)
    if count != commit_of(view)["unstaffable"]:
        raise Refused("%d ids cannot be staffed even alone" % count)
    return "%d" % count


# ---- result and opening ---------------------------------------------------------------------------------------------------------------------


@check("result.format", "result.json", "commit.json", "selected.txt", "assign.txt")
def check_result(view):
    result, commit = named("result.json", read_result, view["result.json"]), commit_of(view)
    if result["draw"] != commit["draw"] or result["commit_sha256"] != digest.sha256(view["commit.json"]):
        raise Refused("the result is of another draw or commitment")
    states = [row[5] for row in rows_of(view, "selected.txt")]
    unfilled = sum(row[2] == "-" for row in rows_of(view, "assign.txt"))
    if (result["drawn"], result["reserve"], result["unfilled"]) != (states.count("drawn"), states.count("reserve"), unfilled):
        raise Refused("drawn, reserve or unfilled is not the count of the lists")
    return "%d drawn, %d reserve, %d unfilled" % (result["drawn"], result["reserve"], result["unfilled"])


@check("result.seedCheck", "result.json", "seed.txt")
def check_seed_check(view):
    result = named("result.json", read_result, view["result.json"])
    if result["seed_check"] != digest.seed_check(seed_of(view)):
        raise Refused("seed_check is not the seed's")
    return result["seed_check"]


@check("result.macs", "result.json", "seed.txt", *[name + ".txt" for name in entries.SEALED])
def check_macs(view):
    macs = named("result.json", read_result, view["result.json"])["macs"]
    seed = seed_of(view)
    wrong = [name for name in entries.SEALED if digest.file_mac(seed, name + ".txt", view[name + ".txt"]) != macs[name]]
    if wrong:
        raise Refused("the MAC differs: " + ", ".join(wrong))
    return "4 files"


@check("publish.format", "publish.json", "commit.json", "result.json", "entries.jsonl", *ASSIGN)
def check_publish(view):
    publish, commit = named("publish.json", read_publish, view["publish.json"]), commit_of(view)
    if publish["draw"] != commit["draw"] or publish["commit_sha256"] != digest.sha256(view["commit.json"]):
        raise Refused("the opening is of another draw or commitment")
    if publish["result_sha256"] != digest.sha256(view["result.json"]):
        raise Refused("result_sha256 is not the result's")
    try:
        standing = set(state_of(view).visits)
    except Refused:
        # Which visits stand is not known: at least the drawn and the reserve.
        standing = {row[4] for row in rows_of(view, "selected.txt")}
    if not set(publish["undone"]) <= standing:
        raise Refused("an undone id that does not stand on the list")
    return "%d visits undone" % len(publish["undone"])


@check("publish.files", *[name for name in entries.FILES if name != "publish.tlog-proof"])
def check_publish_files(view):
    stated = named("publish.json", read_publish, view["publish.json"])["files"]
    wrong = [name for name in sorted(stated) if view.files[name] is None or digest.sha256(view[name]) != stated[name]]
    if wrong:
        raise Refused("the SHA-256 differs: " + ", ".join(wrong))
    return "%d files" % len(stated)


# ---- log --------------------------------------------------------------------------------------------------------------------------------------


@check("log.key", "log.vkey", "log.pub.pem", options=("vkey",))
def check_log_key(view):
    key = named("log.vkey", read_key, view["log.vkey"])
    if view["log.pub.pem"] != note.write_pem(key.public).encode():
        raise Refused("log.pub.pem is not the same key")
    if view.option("vkey") is None:
        return "%s, not compared with a key you know: give --vkey" % key.name
    if view.option("vkey") != view["log.vkey"]:
        raise Refused("log.vkey is not the key given")
    return "%s, the key given" % key.name


def proof_of(view, name):
    """(index, checkpoint) proved by <name>.tlog-proof. A proof in a bundle carries no `extra` line."""
    key = named("log.vkey", read_key, view["log.vkey"])
    data = view[name + ".tlog-proof"]
    answer = named(name + ".tlog-proof", check_proof, data, view[name + ".json"], key)
    if data.split(b"\n", 2)[1].startswith(b"extra"):
        raise Refused("an extra line")
    return answer


def log_check(name):
    @check("log." + name, name + ".json", name + ".tlog-proof", "log.vkey")
    def run(view):
        index, checkpoint = proof_of(view, name)
        if name == "publish" and len(note.read_note(note.read_proof(view["publish.tlog-proof"]).note).signatures) != 1:
            raise Refused("a signature line beside the log's, which nothing holds")
        return "entry %d of %d, root %s" % (index, checkpoint.size, checkpoint.root.hex())


for proof_name in PROOFS:
    log_check(proof_name)


@check("log.order", "log.vkey", *[name + end for name in PROOFS for end in (".json", ".tlog-proof")])
def check_log_order(view):
    proved = {name: proof_of(view, name) for name in PROOFS}
    index = {name: str(proved[name][0]) for name in PROOFS}
    order = [proved[name][0] for name in PROOFS]
    if not entries.is_sorted(order):
        raise Refused("commit, event, result, publish stand at %s" % order)
    event = event_of(view)
    result = named("result.json", read_result, view["result.json"])
    publish = named("publish.json", read_publish, view["publish.json"])
    stated = [
        (event["commit"], "commit"), (result["event"], "event"),
        (publish["commit"], "commit"), (publish["event"], "event"), (publish["result"], "result"),
    ]
    if any(value != index[name] for value, name in stated):
        raise Refused("an entry names another index than the proof's")
    roots = {}
    for name in PROOFS:
        checkpoint = proved[name][1]
        if roots.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
            raise Refused("two roots for one size")
    return "commit %s < event %s < result %s < publish %s" % tuple(order)


# ---- with the salt ------------------------------------------------------------------------------------------------------------------------------


@kept
def wrong_nonce(salt, name, data):
    """The number of the first line of a list whose nonce is not the salt's, or 0."""
    for number, row in enumerate(read_list(name, data), 1):
        if digest.nonce(salt, name, "\t".join(row[:-1])) != row[-1]:
            return number
    return 0


@check("nonces", *LISTS, options=("salt",))
def check_nonces(view):
    if view.option("salt") is None:
        return None, "needs the draw salt"
    wrong = []
    for name in LISTS:
        number = named(name, wrong_nonce, view.option("salt"), name, view[name])
        if number:
            wrong.append("%s line %d" % (name, number))
    if wrong:
        raise Refused("; ".join(wrong))
    return "%d lists" % len(LISTS)


@check("certificates", "roster.txt", options=("salt", "certificates"))
def check_certificates(view):
    if view.option("salt") is None or view.option("certificates") is None:
        return None, "needs the draw salt and the certificate numbers, which no bundle holds"
    numbers = dict(view.option("certificates"))
    for inspector, _agency, certificate, *_ in rows_of(view, "roster.txt"):
        if inspector not in numbers:
            raise Refused("no certificate number for %s" % inspector)
        if digest.certificate_mac(view.option("salt"), numbers[inspector]) != certificate:
            raise Refused("the certificate of %s is another" % inspector)
    return "%d certificates" % len(rows_of(view, "roster.txt"))


@check("salt.hash", "commit.json", options=("salt",))
def check_salt(view):
    if view.option("salt") is None:
        return None, "needs the draw salt"
    if digest.sha256(view.option("salt")) != commit_of(view)["salt"]:
        raise Refused("the salt is not the committed one")
    return "the committed salt"


NAMES = tuple(name for name, _files, _options, _function in CHECKS)


def run_check(bundle, name, files, options, function):
    """(name, status, evidence); whatever goes wrong inside a check is a fail of that check."""
    try:
        answer = function(View(bundle, files, options))
        if isinstance(answer, tuple):
            return name, NONE, answer[1]
        return name, PASS, answer
    except Refused as refusal:
        return name, FAIL, str(refusal)
    except Exception as error:  # the last net: a hostile bundle gets a verdict, never a traceback
        return name, FAIL, "cannot be checked (%s)" % type(error).__name__


@functools.lru_cache(maxsize=4096)
def run_kept(name, contents, options):
    number = NAMES.index(name)
    _name, files, option_names, function = CHECKS[number]
    bundle = Bundle(dict(zip(files, contents)), dict(zip(option_names, options)))
    return run_check(bundle, name, files, option_names, function)


def verify(bundle):
    """Yield (name, status, evidence) of every check, in the fixed order. Answers are kept by the content each check may read."""
    bundle.options["names"] = tuple(sorted(bundle.files))
    bundle.options["faults"] = bundle.faults
    bundle.options.setdefault("oversized", False)
    for name, files, options, _function in CHECKS:
        yield run_kept(name, tuple(map(bundle.files.get, files)), tuple(map(bundle.options.get, options)))
