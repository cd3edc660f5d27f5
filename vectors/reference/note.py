"""Signed notes, verifier keys, checkpoints and tlog-proof files (C2SP signed-note, tlog-checkpoint, tlog-proof; ADR 0001 no. 13).

Strict base64 everywhere: canonical padding, no white space, zero trailing bits. Unknown signature lines are ignored; a line whose name and
key id match the known key must verify, or the whole note is refused.
"""
import base64
import functools
import re
from collections import namedtuple

import digest
import ed25519
import merkle
from canonical import Refused

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
LOG_KEY = 0x01
WITNESS_KEY = 0x04
MAX_SIGNATURES = 64
MAX_HASHES = 63
MAX_SIZE = 2**53 - 1
SIGNATURE_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})\Z")
DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")
PEM_PREFIX = bytes.fromhex("302a300506032b6570032100")

Vkey = namedtuple("Vkey", "name id kind public")
Note = namedtuple("Note", "text signatures")  # text with its final newline; signatures: (name, key id bytes, signature bytes)
Checkpoint = namedtuple("Checkpoint", "origin size root extensions")
Proof = namedtuple("Proof", "index hashes note extra")

verify_signature = functools.lru_cache(maxsize=512)(ed25519.verify)


def read_base64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, UnicodeEncodeError):
        raise Refused("not base64")
    if base64.b64encode(data).decode() != text:
        raise Refused("not canonical base64")
    return data


def write_base64(data):
    return base64.b64encode(data).decode()


def read_decimal(text):
    if not DECIMAL.match(text) or int(text) > MAX_SIZE:
        raise Refused("not a plain decimal")
    return int(text)


def decode_text(data):
    try:
        return bytes(data).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8")


def check_name(name):
    if not name or "+" in name or any(char.isspace() or ord(char) < 32 for char in name):
        raise Refused("bad key name")


def key_id(name, kind, public):
    return bytes.fromhex(digest.sha256(name.encode() + b"\n" + bytes([kind]) + public))[:4]


def write_vkey(name, public, kind=LOG_KEY):
    return "%s+%s+%s" % (name, key_id(name, kind, public).hex(), write_base64(bytes([kind]) + public))


def read_vkey(text, kind=LOG_KEY):
    """A verifier key without a newline: <name>+<8 hex>+<base64(kind || 32 bytes)>."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Refused("a verifier key has three parts")
    name, hex_id, encoded = parts
    check_name(name)
    data = read_base64(encoded)
    if len(data) != 33 or data[0] != kind:
        raise Refused("not an Ed25519 key of the expected type")
    if key_id(name, kind, data[1:]).hex() != hex_id:
        raise Refused("the key id does not fit name and key")
    if ed25519.decode(data[1:]) is None:
        raise Refused("the key is not a point of the curve")
    return Vkey(name, bytes.fromhex(hex_id), kind, data[1:])


def read_vkey_file(data):
    text = decode_text(data)
    if not text.endswith("\n") or text.count("\n") != 1:
        raise Refused("log.vkey is one line")
    return read_vkey(text[:-1])


def write_pem(public):
    encoded = write_base64(PEM_PREFIX + public)
    lines = [encoded[i : i + 64] for i in range(0, len(encoded), 64)]
    return "-----BEGIN PUBLIC KEY-----\n" + "\n".join(lines) + "\n-----END PUBLIC KEY-----\n"


def read_note(text):
    """Split a note at its last empty line; every line after it must be a signature line."""
    if any(ord(char) < 32 and char != "\n" for char in text):
        raise Refused("control character in a note")
    cut = text.rfind("\n\n")
    if cut < 0 or not text.endswith("\n"):
        raise Refused("a note ends in signature lines after an empty line")
    body, rest = text[: cut + 1], text[cut + 2 :]
    lines = rest[:-1].split("\n") if rest else []
    if not lines or len(lines) > MAX_SIGNATURES:
        raise Refused("no signature lines, or too many")
    signatures = []
    for line in lines:
        match = SIGNATURE_LINE.match(line)
        if not match:
            raise Refused("not a signature line")
        check_name(match.group(1))
        data = read_base64(match.group(2))
        if len(data) < 5:
            raise Refused("a signature has a key id and at least one byte")
        signatures.append((match.group(1), data[:4], data[4:]))
    return Note(body, signatures)


def open_note(text, vkey):
    """The text of a note signed by this key; Refused when no line of the key is there or one of them does not verify."""
    note = read_note(text)
    known = [sig for name, ident, sig in note.signatures if name == vkey.name and ident == vkey.id]
    if not known:
        raise Refused("not signed by this key")
    if not all(verify_signature(vkey.public, note.text.encode(), sig) for sig in known):
        raise Refused("the signature does not verify")
    return note


def signature_line(name, ident, signature):
    return "— %s %s\n" % (name, write_base64(ident + signature))


def sign_note(text, name, secret):
    public = ed25519.public_key(secret)
    return text + "\n" + signature_line(name, key_id(name, LOG_KEY, public), ed25519.sign(secret, text.encode()))


def cosignature_text(text, time):
    return b"cosignature/v1\ntime %d\n" % time + text.encode()


def cosign(text, name, secret, time):
    """A cosignature v1 line over a checkpoint text."""
    public = ed25519.public_key(secret)
    signature = time.to_bytes(8, "big") + ed25519.sign(secret, cosignature_text(text, time))
    return signature_line(name, key_id(name, WITNESS_KEY, public), signature)


def cosignature_time(note, vkey):
    """POSIX time of this witness's cosignature; None when it did not sign. Refused when its line does not verify."""
    for name, ident, data in note.signatures:
        if name == vkey.name and ident == vkey.id:
            time = int.from_bytes(data[:8], "big")
            if len(data) != 72 or time >= 2**63 or not verify_signature(vkey.public, cosignature_text(note.text, time), data[8:]):
                raise Refused("the cosignature does not verify")
            return time
    return None


def write_checkpoint(origin, size, root):
    return "%s\n%d\n%s\n" % (origin, size, write_base64(root))


def read_checkpoint(text):
    """A checkpoint's text (without signatures), final newline included."""
    lines = text.split("\n")
    if lines.pop() != "" or len(lines) < 3 or not all(lines):
        raise Refused("a checkpoint has three non-empty lines or more")
    root = read_base64(lines[2])
    if len(root) != 32:
        raise Refused("a root has 32 bytes")
    return Checkpoint(lines[0], read_decimal(lines[1]), root, lines[3:])


def write_proof(index, hashes, signed_checkpoint):
    lines = [PROOF_HEADER, "index %d" % index] + [write_base64(item) for item in hashes]
    return "\n".join(lines) + "\n\n" + signed_checkpoint


def read_proof(data):
    """A tlog-proof file: index, inclusion hashes, the note of the checkpoint, and the extra bytes or None."""
    text = decode_text(data)
    head, blank, rest = text.partition("\n\n")
    if not blank:
        raise Refused("no empty line after the inclusion proof")
    lines = head.split("\n")
    if lines.pop(0) != PROOF_HEADER:
        raise Refused("not a tlog-proof")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = read_base64(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise Refused("no index line")
    index = read_decimal(lines.pop(0)[6:])
    if len(lines) > MAX_HASHES:
        raise Refused("more hashes than a tree can have levels")
    hashes = [read_base64(line) for line in lines]
    if not all(len(item) == 32 for item in hashes):
        raise Refused("a hash has 32 bytes")
    return Proof(index, hashes, rest, extra)


def check_proof(data, entry, vkey):
    """(index, checkpoint) of an entry proved to be in the tree this key signed; Refused otherwise."""
    proof = read_proof(data)
    note = open_note(proof.note, vkey)
    checkpoint = read_checkpoint(note.text)
    if checkpoint.origin != vkey.name:
        raise Refused("the origin is not the key's name")
    if not merkle.is_included(merkle.leaf_hash(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        raise Refused("the entry is not included")
    return proof.index, checkpoint
