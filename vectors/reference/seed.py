"""Entropy, the public event and the seed transcript (§3, §4; ADR 0001 nos. 3–5)."""
import re

import digest
from canonical import Refused

GAMES = {"ssq": 24078, "dlt": 24352, "pl5": 16609, "fc3d": 9965}  # thousandths of a bit
DIE = 3321
PARTY = re.compile(r"[a-z][a-z0-9-]{0,31}")
SECRET = re.compile(r"[0-9a-f]{64}")
ISSUE = re.compile(r"[0-9]{5,10}")


def are_balls(parts, count, highest):
    """`count` different two-digit numbers 01..highest, ascending."""
    if len(parts) != count or not all(re.fullmatch("[0-9]{2}", part) for part in parts):
        return False
    return all(a < b for a, b in zip(["00"] + parts, parts)) and int(parts[-1]) <= highest


def check_numbers(source, numbers):
    """Whether the numbers of a value are what its entropy object allows; Refused otherwise."""
    parts = numbers.split(" ")
    if source["kind"] == "dice":
        good = len(parts) == source["count"] and all(re.fullmatch("[0-9]", part) for part in parts)
    elif source["game"] == "ssq":
        good = are_balls(parts[:6], 6, 33) and are_balls(parts[6:], 1, 16)
    elif source["game"] == "dlt":
        good = are_balls(parts[:5], 5, 35) and are_balls(parts[5:], 2, 12)
    else:
        good = len(parts) == {"pl5": 5, "fc3d": 3}[source["game"]] and all(re.fullmatch("[0-9]", part) for part in parts)
    if not good:
        raise Refused("numbers that %s cannot show" % source.get("game", "a ten-sided die"))


def public_sources(entropy):
    return [source for source in entropy if source["kind"] != "secret"]


def source_key(source):
    if source["kind"] == "secret":
        return ("secret", source["party"])
    if source["kind"] == "lottery":
        return ("lottery", source["game"], source["issue"])
    return ("dice",)


def public_bits(entropy):
    """Sum of thousandths / 1000 rounded down; one source counts once."""
    sources = {source_key(source): source for source in public_sources(entropy)}
    total = sum(DIE * source["count"] if source["kind"] == "dice" else GAMES[source["game"]] for source in sources.values())
    return total // 1000


def assurance(entropy, witnessed=False):
    """The highest letter this entropy supports; `witnessed`: an outside witness cosigned the commitment before the event."""
    parties = {source["party"] for source in entropy if source["kind"] == "secret"}
    bits = public_bits(entropy)
    if witnessed and bits >= 48 and parties:
        return "A"
    if bits >= 24 and parties:
        return "B"
    if len(parties) >= 2 and not public_sources(entropy):
        return "C"
    return "D"


def check_value(source, value):
    """One object of the event's `values` against its entropy object."""
    expected = {"kind": source["kind"], "numbers": value.get("numbers") if isinstance(value, dict) else None}
    if source["kind"] == "lottery":
        expected.update(game=source["game"], issue=source["issue"])
    if value != expected or not isinstance(expected["numbers"], str) or len(expected["numbers"]) > 4096:
        raise Refused("a value that is not its entropy object's")
    check_numbers(source, expected["numbers"])


def write_transcript(draw, commit_sha256, entropy, secrets, values):
    """Bytes of seed.txt. `secrets`: party → 64 hex characters; `values`: the event's, in the order of the public entropy."""
    public = public_sources(entropy)
    if len(public) != len(values):
        raise Refused("not one value for each public event")
    lines = ["mingcha/seed/v1", "draw " + draw, "commit " + commit_sha256]
    queue = list(values)
    for source in entropy:
        if source["kind"] == "secret":
            secret = secrets.get(source["party"])
            if not isinstance(secret, str) or not SECRET.fullmatch(secret):
                raise Refused("the secret of %s is missing or not 64 hex characters" % source["party"])
            if digest.sha256(secret.encode()) != source["sha256"]:
                raise Refused("the secret of %s does not open its hash" % source["party"])
            lines.append("secret %s %s" % (source["party"], secret))
            continue
        value = queue.pop(0)
        check_value(source, value)
        if source["kind"] == "lottery":
            lines.append("lottery %s %s %s" % (source["game"], source["issue"], value["numbers"]))
        else:
            lines.append("dice " + value["numbers"])
    return "".join(line + "\n" for line in lines).encode("ascii")


def read_secrets(transcript):
    """party → secret, as far as the lines of a seed.txt show them; the caller rebuilds the file and compares bytes."""
    secrets = {}
    for line in transcript.decode("ascii", "replace").split("\n"):
        match = re.fullmatch(r"secret ([a-z][a-z0-9-]{0,31}) ([0-9a-f]{64})", line)
        if match:
            secrets[match.group(1)] = match.group(2)
    return secrets


def seed_of(transcript, profile="intl"):
    """H of the bytes of seed.txt, raw."""
    return bytes.fromhex(digest.hash_hex(transcript, profile))
