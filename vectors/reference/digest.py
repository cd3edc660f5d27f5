"""Hashes of the protocol (§1). `H` is the hash of the profile; everything called sha256, commit or root is SHA-256 in both profiles.

HMAC keys are raw bytes; results are lower-case hex.
"""
import hashlib
import hmac

PROFILES = {"intl": "sha256"}  # gm (SM3) comes later: refused in v1


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def hash_hex(data, profile="intl"):
    """H(data) in hex."""
    return hashlib.new(PROFILES[profile], data).hexdigest()


def hmac_hex(key, data, profile="intl"):
    """HMAC-H(key, data) in hex."""
    return hmac.new(key, data, PROFILES[profile]).hexdigest()


def seed_check(seed, profile="intl"):
    """H("seed-check|" + hex(seed)): what the sealed result shows of the seed."""
    return hash_hex(b"seed-check|" + seed.hex().encode(), profile)


def file_mac(seed, name, data, profile="intl"):
    """HMAC-H(seed, "file|" + name + "|" + bytes); name carries its .txt."""
    return hmac_hex(seed, b"file|" + name.encode() + b"|" + data, profile)


def entry_mac(seed, n, full_entry, profile="intl"):
    """HMAC-H(seed, "entry|" + n + "|" + the full entry without its newline)."""
    return hmac_hex(seed, b"entry|" + str(n).encode() + b"|" + full_entry, profile)


def nonce(salt, file_name, text):
    """HMAC-SHA256(draw salt, file name + "|" + the line before the tab of its nonce)."""
    return hmac_hex(salt, file_name.encode() + b"|" + text.encode())


def certificate_mac(salt, number):
    """HMAC-SHA256(draw salt, certificate number)."""
    return hmac_hex(salt, number.encode())


def witness_mac(salt, name):
    """HMAC-SHA256(draw salt, "witness|" + name)."""
    return hmac_hex(salt, b"witness|" + name.encode())
