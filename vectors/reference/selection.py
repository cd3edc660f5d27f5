"""Tickets, selection and cut-offs (§5). The ticket depends on the id alone; inside a stratum the order is (tier, ticket, id)."""
import digest


def ticket(seed, subject_id, profile="intl"):
    return digest.hmac_hex(seed, b"subject|" + subject_id.encode("ascii"), profile)


def select(seed, frame, strata, profile="intl"):
    """Rows of selected.txt and cutoffs.txt.

    frame: (id, stratum, tier) strings; strata: {code, quota, reserve}. The first `quota` are drawn, the next `reserve` substitutes.
    """
    tickets = {}
    members = {}
    for subject_id, code, tier in frame:
        if subject_id not in tickets:
            tickets[subject_id] = ticket(seed, subject_id, profile)
        members.setdefault(code, []).append((tier, tickets[subject_id], subject_id))
    selected = []
    cutoffs = []
    for stratum in strata:
        code, quota, reserve = stratum["code"], stratum["quota"], stratum["reserve"]
        order = sorted(members.get(code, []))
        for rank, (tier, value, subject_id) in enumerate(order[: quota + reserve], 1):
            selected.append((code, "%06d" % rank, tier, value, subject_id, "drawn" if rank <= quota else "reserve"))
        last = order[quota - 1][:2] if 0 < quota <= len(order) else ("-", "-")
        cutoffs.append((code, str(len(order)), str(quota)) + last)
    return selected, cutoffs


def drawn_order(selected):
    """Drawn ids in (stratum, rank) order, each at its first row. `selected`: rows in file order."""
    return list(dict.fromkeys(row[4] for row in selected if row[5] == "drawn"))
