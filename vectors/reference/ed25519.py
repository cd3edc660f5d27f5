"""Ed25519 (RFC 8032) in plain Python: public key, sign, verify.

For verification and for the fixed test key of the vectors only: it is slow and not constant-time, so never sign with a real key here.
Strict: S < L, canonical point encodings, and the encoding of [S]B - [k]A compared with R byte by byte.
"""
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    aa = (y1 - x1) * (y2 - x2) % P
    bb = (y1 + x1) * (y2 + x2) % P
    cc = 2 * t1 * t2 * D % P
    dd = 2 * z1 * z2 % P
    e, f, g, h = bb - aa, dd - cc, dd + cc, bb + aa
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def double(a):
    x1, y1, z1, _ = a
    aa = x1 * x1 % P
    bb = y1 * y1 % P
    cc = 2 * z1 * z1 % P
    h = aa + bb
    e = h - (x1 + y1) * (x1 + y1) % P
    g = aa - bb
    f = cc + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


IDENTITY = (0, 1, 1, 0)


def multiply(scalar, point):
    out = IDENTITY
    for bit in bin(scalar)[2:]:
        out = double(out)
        if bit == "1":
            out = add(out, point)
    return out


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def encode(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data):
    value = int.from_bytes(data, "little")
    y = value & (1 << 255) - 1
    x = recover_x(y, value >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def expand(secret):
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & (1 << 254) - 8 | 1 << 254, digest[32:]


def hash_scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def public_key(secret):
    return encode(multiply(expand(secret)[0], BASE))


def sign(secret, message):
    scalar, prefix = expand(secret)
    public = encode(multiply(scalar, BASE))
    r = hash_scalar(prefix, message)
    commitment = encode(multiply(r, BASE))
    s = (r + hash_scalar(commitment, public, message) * scalar) % L
    return commitment + s.to_bytes(32, "little")


def verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    point = decode(public)
    if point is None or s >= L:
        return False
    x, y, z, t = point
    negative = (P - x, y, z, P - t)
    k = hash_scalar(signature[:32], public, message)
    both = add(BASE, negative)
    out = IDENTITY
    for shift in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        out = double(out)
        bits = (s >> shift & 1, k >> shift & 1)
        if bits == (1, 1):
            out = add(out, both)
        elif bits == (1, 0):
            out = add(out, BASE)
        elif bits == (0, 1):
            out = add(out, negative)
    return encode(out) == signature[:32]
