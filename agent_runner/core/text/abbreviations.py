"""Abbreviations whose full stop ends no sentence; in lower case, without that stop."""

from __future__ import annotations

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


BEFORE_MORE: Final = _set(
    # titles
    "mr mrs ms mx dr drs prof st ste mt ft gen col lt capt cmdr sgt maj adm rev hon pres gov sen "
    "rep messrs mme mmes mlle mlles m sr sra srta dra ud uds d dña fr hr frl dipl ing mag sig sigg "
    "dott avv on ex hw sta exmo mevr dhr ir κ κα δρ г гг им проф акад др डॉ प्रो श्री د أ "
    # what a reference points with
    "fig figs eq eqs eqn no nos nr nrs vol vols p pp pg pgs ch chap sec sect art ed eds al cf ref "
    "refs tab tbl app def thm prop lem cor ex abb bd kap abs aufl hrsg s bsp vgl sog bspw evtl ggf "
    "inkl exkl zzgl insb urspr lat griech engl dt frz núm pág págs cap caps tel num éd av env pag "
    "dr nn resp bijv blz nl evt incl o.a m.b.t t.a.v z.g n.b стр рис табл гл см напр тыс млн млрд "
    # with stops inside
    "e.g i.e z.b d.h u.a s.o s.u o.ä u.ä i.d.r v.a m.e d.w.z p.ej p.ex c.-à-d n.chr v.chr c.f "
    "w.r.t a.k.a b.v t.o.v i.p.v т.е т.д т.п т.к "
    # approximately, against, that is
    "ca c approx est vs v viz esp incl excl min max avg std dept univ assn bros mfg govt"
)
"""What comes after belongs to it: a name, a number, an explanation."""

MAY_END: Final = _set(
    "etc inc ltd co corp llc jr sr u.s u.k u.n e.u d.c a.m p.m a.d b.c b.c.e c.e ph.d m.d b.a m.a "
    "b.sc m.sc m.b.a usw u.s.w uvm gmbh e.v ecc enz e.t.c s.a s.l s.r.l plc jan feb mar apr jun "
    "jul aug sep sept oct nov dec mon tue wed thu fri sat sun ave blvd rd hwy bldg ee.uu j.-c n.v "
    "mio mrd std jh jhd др т.д т.п г гг"
)
"""What may stand at the end as well; the next word tells."""
