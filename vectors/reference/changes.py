"""Changes after the draw 变更: substitute and reassign (§5–§7, ADR 0006).

Promises: what happened goes in, what follows comes out; replay() makes every entry again and compares bytes.
Refused where an entry does not follow: the order of the reserve, the one optimal team, the superior's signature.
"""
import digest
from assignment import Network, SINK, ZERO, check_potentials, compute_potentials, slot_words, solve
from canonical import Refused, write
from selection import drawn_order

SUBSTITUTE, REASSIGN = "mingcha/substitute/v1", "mingcha/reassign/v1"
MAX_WORK = 2**32
MAX_OFFICERS = 2**11
MAX_CELLS = 2**24


class Visit:
    """A standing visit: position, credits [(stratum, rank)], team {slot: inspector or "-"}."""

    def __init__(self, position, credits, team):
        self.position, self.credits, self.team = position, credits, team


class State:
    """What stands after the result and some changes (ADR 0006 no. 5)."""

    def __init__(self, draw, seed, selected, slots, roster, barred, pairs, assign):
        """Rows of the lists; barred and pairs are sets of (inspector, id)."""
        self.draw, self.seed, self.roster, self.barred, self.pairs = draw, seed, roster, set(barred), pairs
        order = drawn_order(selected)
        self.drawn = len(order)
        self.slots = {}
        for subject_id, slot, agency, speciality, *_ in slots:
            self.slots.setdefault(subject_id, []).append((slot, agency, speciality))
        self.reserve = {}
        credits = {}
        for stratum, rank, _tier, _ticket, subject_id, state in selected:
            if state == "drawn":
                credits.setdefault(subject_id, []).append((stratum, rank))
            else:
                self.reserve.setdefault(stratum, []).append((rank, subject_id))
        teams = {subject_id: {} for subject_id in order}
        for subject_id, slot, inspector in assign:
            if subject_id not in teams:
                raise Refused("assign.txt names a visit that was not drawn")
            teams[subject_id][slot] = inspector
        self.visits = {subject_id: Visit(position, credits[subject_id], teams[subject_id]) for position, subject_id in enumerate(order)}
        self.next = 1 + sum(row[2] == "-" for row in assign)
        self.out, self.ill, self.counts = set(), set(), {}
        self.work = 0

    # ---- solving open slots alone (no. 10) -----------------------------------------------------------------------------------------------

    def open_network(self, wanted):
        """The network over the open slots of `wanted` = {(id, slot)}; everything else is fixed."""
        wanted = sorted(wanted)
        details = {(subject_id, slot): (agency, speciality) for subject_id in {row[0] for row in wanted} for slot, agency, speciality in self.slots[subject_id]}
        agencies = {details[key][0] for key in wanted}
        near = [row for row in self.roster if row[1] in agencies]
        self.work += (len(wanted) + 1) * len(near) ** 2
        if self.work > MAX_WORK or len(near) > MAX_OFFICERS or len(wanted) * len(near) > MAX_CELLS:
            raise Refused("too much to solve")
        fixed, holding = {}, set()
        for subject_id, visit in self.visits.items():
            for slot, inspector in visit.team.items():
                if inspector != "-" and (subject_id, slot) not in wanted:
                    fixed[inspector] = fixed.get(inspector, 0) + 1
                    holding.add((inspector, subject_id))
        network = Network()
        open_visits = {row[0] for row in wanted}
        reached = set()
        for subject_id, slot in wanted:
            node = "slot|%s|%s" % (subject_id, slot)
            network.slots.append((subject_id, slot, node))
            weight = self.drawn - self.visits[subject_id].position
            network.spill_of[node] = network.add_arc(node, SINK, (1, weight, 0, 0, 0, 0, 0))
            agency, speciality = details[subject_id, slot]
            for inspector, own, _certificate, specialities, *_ in near:
                pair = (inspector, subject_id)
                if own != agency or pair in self.barred or pair in holding or inspector in self.ill:
                    continue
                if speciality != "-" and speciality not in specialities.split(","):
                    continue
                cost = (0, 0, 0, int(pair in self.pairs)) + slot_words(self.seed, slot, subject_id, inspector)
                visit = "visit|%s|%s" % (subject_id, inspector)
                network.arc_of[node, inspector] = network.add_arc(node, visit, cost)
                if (subject_id, inspector) not in network.hop_of:
                    network.hop_of[subject_id, inspector] = network.add_arc(visit, "insp|" + inspector, ZERO)
                reached.add(inspector)
        for inspector, _own, _certificate, _specialities, load, limit, *_ in near:
            if inspector in reached:
                first = int(load) + fixed.get(inspector, 0)
                last = first + len(open_visits) if limit == "-" else min(int(load) + int(limit), first + len(open_visits))
                for step in range(first + 1, last + 1):
                    network.add_arc("insp|" + inspector, SINK, (0, 0, step, 0, 0, 0, 0))
        return network

    def fill(self, wanted):
        """Solve the open slots `wanted` and put the answer into their teams; Refused at a tie."""
        if not wanted:
            return
        network = self.open_network(wanted)
        solve(network)
        optimal, unique, _canonical = check_potentials(network, compute_potentials(network))
        if not optimal or not unique:
            raise Refused("a tie")
        for subject_id, slot, _node in network.slots:
            self.visits[subject_id].team[slot] = "-"
        for (node, inspector), number in network.arc_of.items():
            if network.used[number]:
                _word, subject_id, slot = node.split("|")
                self.visits[subject_id].team[slot] = inspector

    # ---- substitute (nos. 6, 7) ------------------------------------------------------------------------------------------------------------

    def substitute(self, out, ground, evidence, approver):
        """The entries of one visit that leaves, one for each of its strata."""
        if out not in self.visits:
            raise Refused("%s does not stand" % out)
        leaving = self.visits.pop(out)
        self.out.add(out)
        entries = []
        for stratum, _rank in sorted(leaving.credits):
            rank, came, assign = self.come_in(stratum, leaving.position)
            entries.append({
                "type": SUBSTITUTE, "draw": self.draw, "n": str(self.next), "stratum": stratum, "out": out, "in": came, "rank": rank,
                "ground": ground, "evidence": evidence, "approver": approver, "assign": assign,
            })
            self.next += 1
        return entries

    def come_in(self, stratum, position):
        """(rank, in, assign) of the lowest rank that is not used and whose id is not out."""
        queue = self.reserve.get(stratum, [])
        while queue and queue[0][1] in self.out:
            queue.pop(0)
        if not queue:
            return "-", "-", []
        rank, subject_id = queue.pop(0)
        if subject_id in self.visits:
            self.visits[subject_id].credits = self.visits[subject_id].credits + [(stratum, rank)]
            return rank, subject_id, []
        slots = [slot for slot, _agency, _speciality in self.slots.get(subject_id, [])]
        self.visits[subject_id] = Visit(position, [(stratum, rank)], dict.fromkeys(slots, "-"))
        self.fill({(subject_id, slot) for slot in slots})
        team = self.visits[subject_id].team
        return rank, subject_id, [{"slot": slot, "inspector": team[slot]} for slot in slots]

    # ---- reassign (nos. 8, 9) --------------------------------------------------------------------------------------------------------------

    def reassign(self, kind, inspector, ids, evidence, approver, superior):
        if superior == approver:
            raise Refused("the superior is the approver")
        if any(subject_id not in self.visits for subject_id in ids):
            raise Refused("an id that does not stand")
        teams = [self.visits[subject_id].team for subject_id in ids]
        if kind == "VACANT":
            if inspector != "-" or not ids or not all("-" in team.values() for team in teams):
                raise Refused("not visits with an unfilled slot")
        else:
            if inspector not in {row[0] for row in self.roster}:
                raise Refused("not on the roster")
            if not all(inspector in team.values() for team in teams):
                raise Refused("an id where the inspector holds no slot")
            if kind == "RECUSAL":
                if len(ids) != 1:
                    raise Refused("a recusal is of one visit")
                self.barred.add((inspector, ids[0]))
            else:
                if not ids and inspector in self.ill:
                    raise Refused("ill already")
                self.ill.add(inspector)
        before = {subject_id: dict(team) for subject_id, team in zip(ids, teams)}
        for team in teams:
            for slot, who in team.items():
                if who == inspector:
                    team[slot] = "-"
        self.fill({(subject_id, slot) for subject_id in ids for slot, who in self.visits[subject_id].team.items() if who == "-"})
        changes = []
        for subject_id in ids:
            for slot in sorted(before[subject_id]):
                now, was = self.visits[subject_id].team[slot], before[subject_id][slot]
                if now != was:
                    changes.append({"id": subject_id, "slot": slot, "from": was, "to": now})
                    self.counts[subject_id] = self.counts.get(subject_id, 0) + 1
        if kind == "VACANT" and not changes:
            raise Refused("nothing changes")
        if superior == "-" and any(self.counts[change["id"]] > 2 for change in changes):
            raise Refused("more than two changes of one visit without the superior")
        entry = {
            "type": REASSIGN, "draw": self.draw, "n": str(self.next), "kind": kind, "inspector": inspector, "ids": list(ids),
            "evidence": evidence, "approver": approver, "superior": superior, "changes": changes,
        }
        self.next += 1
        return entry


def replay(state, changes):
    """Make every change again from what happened alone; Refused at the first that does not come out byte for byte. Alters the state."""
    position = 0
    while position < len(changes):
        given = changes[position]
        try:
            if given["type"] == SUBSTITUTE:
                made = state.substitute(given["out"], given["ground"], given["evidence"], given["approver"])
            else:
                made = [state.reassign(*[given[key] for key in ("kind", "inspector", "ids", "evidence", "approver", "superior")])]
        except Refused as refusal:
            raise Refused("entry %s: %s" % (given["n"], refusal))
        for step, due in enumerate(made):
            if position + step >= len(changes) or write(changes[position + step]) != write(due):
                raise Refused("entry %s is not what follows" % due["n"])
        position += len(made)


def seal(seed, entry):
    """The leaf of the log: the entry by its MAC (§7)."""
    return write({"type": entry["type"], "draw": entry["draw"], "n": entry["n"], "mac": digest.entry_mac(seed, entry["n"], write(entry))})
