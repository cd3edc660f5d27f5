"""The plans of the bundles in ../bundles: invented firms, invented officers, one situation each."""

TWO = [["130525", "-"], ["130525", "-"]]
SERVER = {"kind": "secret", "party": "server"}
SSQ = {"kind": "lottery", "game": "ssq", "issue": "2026033", "notBefore": "2026-03-26T13:15:00Z", "numbers": "03 09 14 21 28 33 07"}
DLT = {"kind": "lottery", "game": "dlt", "issue": "26034", "notBefore": "2026-03-28T13:25:00Z", "numbers": "02 11 19 27 35 04 09"}
DICE = {"kind": "dice", "count": 20, "notBefore": "2026-03-28T01:00:00Z", "numbers": "7 0 3 9 9 1 4 4 8 2 6 5 0 1 3 7 2 8 5 6"}


def firm(number):
    return "91130525MA%06d%s%s" % (number * 104729 % 1000000, "0123456789ABCDEFGH"[number % 18], "XKMTY"[number % 5])


def officer(number, agency="130525", specialities="-", load=0, limit="-"):
    code = ("A%02d" if agency == "130525" else "B%02d") % number
    return [code, agency, "TEST-%s-%04d" % (agency, number), specialities, load, limit]


def plan(name, about, **changes):
    out = {
        "name": name, "about": about, "draw": "130525-2026-0007", "agency": "130525", "period": "2026-Q2", "tasks": ["LY-2026-Q2-01"],
        "slotsOfEach": TWO, "entropy": [SERVER, SSQ, DLT], "at": "2026-03-28T13:40:00Z", "signatories": ["S01", "S02"],
        "eventBy": "2026-03-28T16:00:00Z", "resultBy": "2026-03-28T18:00:00Z", "openBy": "2026-07-20T16:00:00Z",
        "roster": [officer(number) for number in range(1, 5)],
    }
    out.update(changes)
    return out


def rows(code, numbers, tier=2):
    return [[firm(number), code, tier] for number in numbers]


def tiered(code, numbers):
    return [[firm(number), code, number % 3] for number in numbers]


PLANS = [
    plan("one-row", "one firm, quota 1, two inspectors: the smallest draw there is", frame=rows("KEY", [1]),
         strata=[{"code": "KEY", "rate": ["1", "100"], "min": 1}], roster=[officer(1), officer(2)]),
    plan("plain", "one stratum, 双色球 and 大乐透 and one sealed secret: assurance B", frame=rows("KEY", range(12)),
         strata=[{"code": "KEY", "rate": ["30", "100"], "min": 1}], places={"publish": 50}, excluded=[[firm(40), "KEY", "SUSPENDED"], [firm(41), "KEY", "CAP"]],
         barred=[["A01", firm(1)], ["A02", firm(4)], ["A03", firm(40)]], pairs=[["A01", firm(n)] for n in range(0, 12, 2)]),
    plan("two-strata", "firms in two strata are one visit credited twice; two tasks; loads of the year", places={"commit": 0, "event": 1, "result": 2, "publish": 3}, tasks=["LY-2026-Q2-01", "LY-2026-Q2-02"],
         frame=rows("GEN", range(10)) + rows("KEY", range(5, 12)), balance="year",
         strata=[{"code": "GEN", "rate": ["40", "100"], "min": 1}, {"code": "KEY", "rate": ["50", "100"], "min": 2, "task": "LY-2026-Q2-02", "reserve": 1}],
         roster=[officer(1, load=5), officer(2, load=0), officer(3, load=2, limit=3), officer(4, load=1)], undone=[]),
    plan("tiers", "carried over, not yet covered, the rest: the cut falls inside a tier; own-line release, as an auditor gets it", release="own-line",
         frame=tiered("KEY", range(12)) + tiered("SPC", range(9, 15)),
         strata=[{"code": "KEY", "quota": 6, "reserve": 3}, {"code": "SPC", "quota": 2, "reserve": 0}]),
    plan("unfilled", "specialities, limits, recusals and a second agency leave slots unfilled; their cuts are entries", frame=rows("KEY", range(6)),
         strata=[{"code": "KEY", "quota": 5, "reserve": 1}], slotsOfEach=[["130525", "-"], ["130525", "AIR"], ["130500", "-"]],
         roster=[officer(1, specialities="AIR", limit=2), officer(2, specialities="AIR,WATER", limit=3), officer(3, limit=2), officer(1, "130500", limit=3)],
         barred=[["A01", firm(n)] for n in range(3)] + [["B01", firm(5)]], pairs=[["A02", firm(2)], ["B01", firm(1)]]),
    plan("dice", "twenty ten-sided dice before two outside witnesses, and a secret", frame=rows("KEY", range(8)),
         strata=[{"code": "KEY", "rate": ["1", "4"], "min": 1}], entropy=[DICE, SERVER], witnesses=["见证人甲", "见证人乙"], evidence=True, at="2026-03-28T02:00:00Z"),
    plan("assurance-c", "two secret-holders and no public event", frame=rows("KEY", range(6)), strata=[{"code": "KEY", "rate": ["1", "3"], "min": 0}],
         entropy=[SERVER, {"kind": "secret", "party": "discipline-group"}]),
    plan("assurance-d", "one secret alone, open mode: for training, and it says so", frame=rows("KEY", range(5)), strata=[{"code": "KEY", "quota": 2}],
         entropy=[SERVER], mode="open", draw="TRAINING-0001"),
    plan("all-and-empty", "a 100 % stratum, an empty one and one of quota 0", frame=rows("ALL", range(4)) + rows("ZERO", range(2, 6)),
         strata=[{"code": "ALL", "rate": ["100", "100"], "min": 0}, {"code": "EMPTY", "rate": ["20", "100"], "min": 1}, {"code": "ZERO", "rate": ["0", "1"], "min": 0, "reserve": 2}]),
    plan("nothing-drawn", "quota 0 everywhere: empty assignment, empty potentials", frame=rows("KEY", range(3)), strata=[{"code": "KEY", "quota": 0, "reserve": 0}]),
    plan("undone", "opened at openBy with a visit undone; a draw that replaces a voided one, so its firms stand in tier 0", replaces="130525-2026-0006",
         frame=rows("KEY", range(4), 0) + rows("KEY", range(4, 9)), strata=[{"code": "KEY", "quota": 4, "reserve": 1}], undone=[firm(1), firm(3)],
         slots={firm(2): [["130525", "-"]] * 3}),
    plan("substituted", "firms replaced after the draw: one in two strata, by one already drawn, by new ones, and a reserve that runs out",
         tasks=["LY-2026-Q2-01", "LY-2026-Q2-02"], frame=rows("GEN", range(12)) + rows("KEY", range(7, 17)),
         strata=[{"code": "GEN", "quota": 4, "reserve": 3}, {"code": "KEY", "quota": 4, "reserve": 2, "task": "LY-2026-Q2-02"}], undone=[firm(11)],
         roster=[officer(number) for number in range(1, 6)], pairs=[["A01", firm(n)] for n in range(0, 14, 3)],
         changes=[{"out": "GEN 1", "ground": "SUSPENDED"}, {"out": "KEY 2", "ground": "DEREGISTERED"}, {"out": "GEN 5", "ground": "MOVED"}, {"out": "GEN 3", "ground": "FORCE-MAJEURE"}]),
    plan("reassigned", "officers who fall ill or recuse themselves, a slot left open and filled later, the superior's signature", frame=rows("KEY", range(16)),
         strata=[{"code": "KEY", "quota": 6, "reserve": 3}], slotsOfEach=[["130525", "-"], ["130525", "AIR"]],
         roster=[officer(1, specialities="AIR", limit=3), officer(2, specialities="AIR,WATER", limit=3), officer(3, limit=3), officer(4, specialities="AIR"), officer(5, limit=4)],
         barred=[["A03", firm(2)], ["A05", firm(7)]],
         changes=[{"kind": "ILLNESS", "of": "KEY 1", "slot": "02"}, {"kind": "RECUSAL", "of": "KEY 3", "slot": "02"}, {"kind": "RECUSAL", "of": "KEY 1", "slot": "02"},
                  {"kind": "VACANT", "visits": ["KEY 3"]}, {"kind": "RECUSAL", "of": "KEY 3", "slot": "01", "superior": "P01"}, {"out": "KEY 2", "ground": "DEREGISTERED"},
                  {"kind": "ILLNESS", "of": "KEY 5", "slot": "01", "visits": 2, "superior": "P01"}, {"kind": "ILLNESS", "of": "KEY 4", "slot": "01", "visits": 0}]),
]
