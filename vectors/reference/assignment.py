"""Assignment 派员 (§6): the min-cost flow that defines it, a solver, canonical potentials, and a certificate that needs no solver.

Costs are 7-tuples (u, w, l, r, t1, t2, t3), summed per component and compared lexicographically, never folded into one number.
The verifier uses only build_network, follow_assignment and check_potentials; solve() is for making vectors.
"""
from collections import deque

import digest
from canonical import Refused

ZERO = (0,) * 7
SINK = "sink"
MAX_SLOTS = 2**18
MAX_ARCS = 2**24
MAX_COMPONENT = 2**51


def plus(a, b):
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5], a[6] + b[6])


def minus(a):
    return tuple(-part for part in a)


class Network:
    """Arcs of capacity 1 by number: tails, heads, costs; `used` says which carry flow."""

    def __init__(self):
        self.tails, self.heads, self.costs, self.used = [], [], [], []
        self.touching = {}  # node → numbers of the arcs at it
        self.slots = []  # (id, slot, node), in byte order
        self.limits = {}  # inspector → limit, "-" already replaced
        self.arc_of = {}  # (slot node, inspector) → number of slot → visit
        self.hop_of = {}  # (id, inspector) → number of visit → insp
        self.loads = {}  # inspector → numbers of insp → sink, cheapest first
        self.spill_of = {}  # slot node → number of slot → sink

    def add_arc(self, tail, head, cost):
        number = len(self.tails)
        if number >= MAX_ARCS:
            raise Refused("more than %d arcs" % MAX_ARCS)
        self.tails.append(tail)
        self.heads.append(head)
        self.costs.append(cost)
        self.used.append(False)
        self.touching.setdefault(tail, []).append(number)
        self.touching.setdefault(head, []).append(number)
        return number

    def residual_arc(self, number):
        """(tail, head, cost) of the residual arc this arc gives now."""
        if self.used[number]:
            return self.heads[number], self.tails[number], minus(self.costs[number])
        return self.tails[number], self.heads[number], self.costs[number]

    def residual_from(self, node):
        for number in self.touching[node]:
            arc = self.residual_arc(number)
            if arc[0] == node:
                yield number, arc[1], arc[2]


def slot_words(seed, slot, subject_id, inspector, profile="intl"):
    """t1, t2, t3: the first three big-endian 32-bit words of HMAC-H(seed, "slot|" + slot + "|" + id + "|" + inspector)."""
    text = digest.hmac_hex(seed, ("slot|%s|%s|%s" % (slot, subject_id, inspector)).encode("ascii"), profile)
    return int(text[:8], 16), int(text[8:16], 16), int(text[16:24], 16)


def build_network(seed, order, slots, roster, barred, pairs, profile="intl"):
    """The network of a draw.

    order: drawn ids as drawn_order gives them; slots, roster: rows of the lists; barred, pairs: sets of (inspector, id).
    Slots of ids that are not drawn are passed over.
    """
    position = {subject_id: index for index, subject_id in enumerate(order)}
    network = Network()
    staff = {}
    for inspector, agency, _certificate, specialities, load, limit, *_ in roster:
        staff.setdefault(agency, []).append((inspector, frozenset(specialities.split(","))))
        network.limits[inspector] = (int(load), len(order) if limit == "-" else int(limit))
    visits = {}
    if sum(len(staff.get(row[2], ())) for row in slots if row[0] in position) > MAX_ARCS:
        raise Refused("more than %d arcs" % MAX_ARCS)
    for subject_id, slot, agency, speciality, *_ in slots:
        if subject_id not in position:
            continue
        if len(network.slots) >= MAX_SLOTS:
            raise Refused("more than %d slots" % MAX_SLOTS)
        node = "slot|%s|%s" % (subject_id, slot)
        network.slots.append((subject_id, slot, node))
        weight = (1, len(order) - position[subject_id], 0, 0, 0, 0, 0)
        network.spill_of[node] = network.add_arc(node, SINK, weight)
        for inspector, specialities in staff.get(agency, []):
            if (inspector, subject_id) in barred or (speciality != "-" and speciality not in specialities):
                continue
            rotated = 1 if (inspector, subject_id) in pairs else 0
            cost = (0, 0, 0, rotated) + slot_words(seed, slot, subject_id, inspector, profile)
            visit = "visit|%s|%s" % (subject_id, inspector)
            network.arc_of[node, inspector] = network.add_arc(node, visit, cost)
            if (subject_id, inspector) not in network.hop_of:
                network.hop_of[subject_id, inspector] = network.add_arc(visit, "insp|" + inspector, ZERO)
                visits[inspector] = visits.get(inspector, 0) + 1
    for inspector, count in visits.items():
        load, limit = network.limits[inspector]
        # Arcs beyond one for each visit that can reach the inspector never carry flow and never are the cheapest free one.
        steps = range(load + 1, load + min(limit, count) + 1)
        network.loads[inspector] = [network.add_arc("insp|" + inspector, SINK, (0, 0, step, 0, 0, 0, 0)) for step in steps]
    return network


def shortest_path(network, start):
    """Arc numbers of the cheapest residual path from start to the sink (Bellman-Ford with a queue)."""
    cost, via = {start: ZERO}, {}
    queue, waiting = deque([start]), {start}
    while queue:
        node = queue.popleft()
        waiting.discard(node)
        if node == SINK:
            continue
        for number, head, step in network.residual_from(node):
            total = plus(cost[node], step)
            if head not in cost or total < cost[head]:
                cost[head], via[head] = total, (number, node)
                if head not in waiting:
                    queue.append(head)
                    waiting.add(head)
    path, node = [], SINK
    while node != start:
        number, node = via[node]
        path.append(number)
    return path


def solve(network):
    """Send one unit from every slot, one cheapest path at a time."""
    for _id, _slot, node in network.slots:
        for number in shortest_path(network, node):
            network.used[number] = not network.used[number]


def read_flow(network):
    """Rows of assign.txt from the arcs in use."""
    chosen = {node: "-" for _id, _slot, node in network.slots}
    for (node, inspector), number in network.arc_of.items():
        if network.used[number]:
            chosen[node] = inspector
    return [(subject_id, slot, chosen[node]) for subject_id, slot, node in network.slots]


def follow_assignment(network, rows):
    """Set the arcs in use from rows of assign.txt; Refused where the rows are not a flow of this network."""
    if [row[:2] for row in rows] != [(subject_id, slot) for subject_id, slot, _node in network.slots]:
        raise Refused("not exactly every slot of every drawn id")
    network.used = [False] * len(network.tails)
    counts = {}
    for subject_id, slot, inspector in rows:
        node = "slot|%s|%s" % (subject_id, slot)
        if inspector == "-":
            network.used[network.spill_of[node]] = True
            continue
        if (node, inspector) not in network.arc_of:
            raise Refused("%s may not fill slot %s of %s" % (inspector, slot, subject_id))
        hop = network.hop_of[subject_id, inspector]
        if network.used[hop]:
            raise Refused("%s stands twice on %s" % (inspector, subject_id))
        counts[inspector] = counts.get(inspector, 0) + 1
        if counts[inspector] > len(network.loads[inspector]):
            raise Refused("%s is above the limit" % inspector)
        network.used[network.arc_of[node, inspector]] = network.used[hop] = True
        network.used[network.loads[inspector][counts[inspector] - 1]] = True


def compute_potentials(network, most_arcs=None):
    """Canonical potentials of every node, visit nodes included; Refused where a negative cycle shows that the flow is not optimal."""
    if most_arcs is not None and len(network.tails) > most_arcs:
        raise Refused("too large to certify without published potentials")
    nodes = list(network.touching)
    best = dict.fromkeys(nodes, ZERO)
    length = dict.fromkeys(nodes, 0)
    queue, waiting = deque(nodes), set(nodes)
    while queue:
        node = queue.popleft()
        waiting.discard(node)
        for _number, head, step in network.residual_from(node):
            total = plus(best[node], step)
            if total < best[head]:
                best[head] = total
                length[head] = length[node] + 1
                if length[head] >= len(nodes):
                    raise Refused("a cheaper assignment exists")
                if head not in waiting:
                    queue.append(head)
                    waiting.add(head)
    return best


def potential_rows(potentials):
    """Rows of potentials.txt: without the visit nodes."""
    return [(node,) + tuple(map(str, value)) for node, value in potentials.items() if not node.startswith("visit|")]


def read_potentials(network, rows):
    """Potentials of every node from rows of potentials.txt; visit nodes follow from the others."""
    nodes = {node for node in network.touching if not node.startswith("visit|")}
    if {row[0] for row in rows} != nodes or len(rows) != len(nodes):
        raise Refused("the nodes are not exactly those of the network")
    potentials = {}
    for row in rows:
        value = tuple(map(int, row[1:]))
        if any(abs(part) > MAX_COMPONENT for part in value):
            raise Refused("a component above 2^51")
        potentials[row[0]] = value
    for node in network.touching:
        if node.startswith("visit|"):
            potentials[node] = ZERO
    for number in range(len(network.tails)):
        tail, head, cost = network.residual_arc(number)
        if head.startswith("visit|"):
            potentials[head] = min(potentials[head], plus(potentials[tail], cost))
    return potentials


def check_potentials(network, potentials):
    """(optimal, unique, canonical) from potentials alone.

    optimal: every residual arc has reduced cost >= 0. unique: those of reduced cost 0 have no directed cycle.
    canonical: no potential above 0, and each below 0 is reached over arcs of reduced cost 0 from one that is 0.
    """
    tight = {}
    entering = dict.fromkeys(network.touching, 0)
    for number in range(len(network.tails)):
        tail, head, cost = network.residual_arc(number)
        reduced = plus(plus(cost, potentials[tail]), minus(potentials[head]))
        if reduced < ZERO:
            return False, False, False
        if reduced == ZERO:
            tight.setdefault(tail, []).append(head)
            entering[head] += 1
    grounded = {node for node, value in potentials.items() if value == ZERO}
    stack = list(grounded)
    while stack:
        for head in tight.get(stack.pop(), ()):
            if head not in grounded:
                grounded.add(head)
                stack.append(head)
    canonical = len(grounded) == len(network.touching) and all(value <= ZERO for value in potentials.values())
    free = [node for node, count in entering.items() if count == 0]
    removed = 0
    while free:
        removed += 1
        for head in tight.get(free.pop(), ()):
            entering[head] -= 1
            if entering[head] == 0:
                free.append(head)
    return True, removed == len(network.touching), canonical


def cut_of(network, node, drawn):
    """The cut of an unfilled slot: what its node reaches in the residual graph without passing through the sink (ADR 0001 no. 8)."""
    seen, stack = {node}, [node]
    while stack:
        for _number, head, _cost in network.residual_from(stack.pop()):
            if head != SINK and head not in seen:
                seen.add(head)
                stack.append(head)
    inspectors = sorted(name[5:] for name in seen if name.startswith("insp|"))
    limit = sum(network.limits[inspector][1] for inspector in inspectors)
    return {"slots": sum(name.startswith("slot|") for name in seen), "inspectors": inspectors, "limit": limit}


def count_unstaffable(frame_ids, slots, roster, barred, most_steps=2**26):
    """Ids whose slots could not all be filled even if drawn alone: no matching of their slots to different inspectors."""
    staff = {}
    for inspector, agency, _certificate, specialities, _load, limit, *_ in roster:
        if limit != "0":
            staff.setdefault(agency, []).append((inspector, frozenset(specialities.split(","))))
    able = {}
    wanted = {}
    for subject_id, slot, agency, speciality, *_ in slots:
        wanted.setdefault(subject_id, []).append((slot, (agency, speciality)))
        if (agency, speciality) not in able:
            able[agency, speciality] = [who for who, known in staff.get(agency, []) if speciality == "-" or speciality in known]
    steps = 0

    def place(subject_id, slot, needs, holder, tried):
        nonlocal steps
        for inspector in able[needs[slot]]:
            steps += 1
            if steps > most_steps:
                raise Refused("too many pairs to count unstaffable ids")
            if inspector not in tried and (inspector, subject_id) not in barred:
                tried.add(inspector)
                if inspector not in holder or place(subject_id, holder[inspector], needs, holder, tried):
                    holder[inspector] = slot
                    return True
        return False

    count = 0
    for subject_id in sorted(frame_ids):
        needs, holder = dict(wanted.get(subject_id, [])), {}
        if not all(place(subject_id, slot, needs, holder, set()) for slot in needs):
            count += 1
    return count
