"""RFC 6962 Merkle trees: root, inclusion, consistency. Hashes are raw 32-byte strings.

The verifiers follow the loop over (fn, sn) of RFC 9162 §2.1.3.2 and §2.1.4.2; the makers follow the recursive definition, so that the
two halves check each other.
"""
import hashlib

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_point(size):
    """The largest power of two smaller than size (size >= 2)."""
    return 1 << (size - 1).bit_length() - 1


def tree_root(leaves):
    """Root over leaf hashes, by levels (an odd last node moves up unchanged, which equals the RFC's recursion)."""
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def inclusion_proof(leaves, index):
    if len(leaves) <= 1:
        return []
    split = split_point(len(leaves))
    if index < split:
        return inclusion_proof(leaves[:split], index) + [tree_root(leaves[split:])]
    return inclusion_proof(leaves[split:], index - split) + [tree_root(leaves[:split])]


def subproof(leaves, size, whole):
    if size == len(leaves):
        return [] if whole else [tree_root(leaves)]
    split = split_point(len(leaves))
    if size <= split:
        return subproof(leaves[:split], size, whole) + [tree_root(leaves[split:])]
    return subproof(leaves[split:], size - split, False) + [tree_root(leaves[:split])]


def consistency_proof(leaves, size):
    """Proof from the first `size` leaves (1 <= size) to all of them; empty for size 0 or the whole tree."""
    if size == 0:
        return []
    return subproof(leaves, size, True)


def is_included(leaf, index, size, proof, root):
    if index < 0 or index >= size or len(proof) > 63:
        return False
    fn, sn, value = index, size - 1, leaf
    for item in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            value = node_hash(item, value)
            while not fn & 1 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            value = node_hash(value, item)
        fn >>= 1
        sn >>= 1
    return sn == 0 and value == root


def is_consistent(first, second, first_root, second_root, proof):
    if first < 0 or first > second or len(proof) > 63:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    old = new = path[0]
    for item in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old = node_hash(item, old)
            new = node_hash(item, new)
            while not fn & 1 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            new = node_hash(new, item)
        fn >>= 1
        sn >>= 1
    return sn == 0 and old == first_root and new == second_root
