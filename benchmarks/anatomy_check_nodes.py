"""The stations of lymph nodes and the organs without a class: placed by the anatomy that the phantom paints."""

from __future__ import annotations

from anatomy_check_spots import BIG_MM, SMALL_MM, NamedSpot, Point


def _node(key: str, ball: tuple[Point, Point], *names: str) -> NamedSpot:
    return NamedSpot(key, "lymph node", names, None, ball=ball)


NODES_OF_ONE_SIDE = (
    _node("{s} axillary", ((152, 8, -346), (12, 14, 30)), "{s} axillary lymph node", "node in the {s} axilla",
          "{s} axillary adenopathy", "level I {s} axillary node"),
    _node("{s} supraclavicular", ((58, 4, -260), (16, 14, 12)), "{s} supraclavicular lymph node",
          "{s} supraclavicular adenopathy", "node in the {s} supraclavicular fossa"),
    _node("{s} level II", ((42, 12, -202), (10, 12, 18)), "{s} level II cervical lymph node", "{s} level IIA node",
          "{s} upper jugular node", "{s} jugulodigastric node"),
    _node("{s} level IV", ((44, 10, -240), (10, 12, 12)), "{s} level IV lymph node", "{s} lower cervical node",
          "{s} level IV cervical adenopathy"),
    _node("{s} submandibular", ((30, -28, -208), (10, 10, 9)), "{s} submandibular node",
          "{s} level IB submandibular lymph node"),
    _node("{s} hilar", ((46, 12, -392), (12, 14, 16)), "{s} hilar lymph node", "node in the {s} hilum",
          "{s} hilar adenopathy", "station 10{S} node"),
    _node("{s} paratracheal", ((18, 8, -330), (7, 10, 18)), "{s} paratracheal lymph node",
          "{s} paratracheal mediastinal node", "{s} upper paratracheal node", "4{S} lymph node"),
    _node("{s} internal mammary", ((28, -76, -385), (7, 6, 40)), "{s} internal mammary lymph node",
          "{s} internal mammary chain node", "{s} parasternal node"),
    _node("{s} para-aortic", ((30, 6, -640), (8, 12, 45)), "{s} para-aortic lymph node", "{s} periaortic node",
          "{s} paraaortic retroperitoneal lymph node"),
    _node("{s} common iliac", ((48, 20, -735), (13, 12, 20)), "{s} common iliac lymph node",
          "{s} common iliac chain node"),
    _node("{s} external iliac", ((78, -30, -820), (14, 14, 25)), "{s} external iliac lymph node",
          "{s} external iliac adenopathy", "{s} external iliac chain node"),
    _node("{s} internal iliac", ((50, 34, -790), (12, 12, 20)), "{s} internal iliac lymph node",
          "{s} hypogastric node"),
    _node("{s} obturator", ((46, -10, -822), (12, 14, 14)), "{s} obturator lymph node", "{s} pelvic sidewall node"),
    _node("{s} inguinal", ((82, -60, -880), (14, 12, 25)), "{s} inguinal lymph node", "{s} inguinal adenopathy",
          "node in the {s} groin", "{s} superficial inguinal node"),
    _node("{s} renal hilar", ((44, 28, -576), (8, 10, 16)), "{s} renal hilar lymph node",
          "node at the {s} renal hilum"),
)  # fmt: skip

NODES_IN_THE_MIDDLE = (
    _node("AP window", ((20, 8, -358), (10, 12, 9)), "AP window lymph node", "aortopulmonary window node",
          "station 5 node"),
    _node("subcarinal", ((4, 4, -388), (12, 12, 14)), "subcarinal lymph node", "subcarinal adenopathy",
          "station 7 lymph node"),
    _node("prevascular", ((2, -38, -335), (18, 10, 18)), "prevascular lymph node", "prevascular mediastinal node",
          "anterior mediastinal node"),
    _node("mediastinal", ((0, 0, -355), (26, 36, 45)), "mediastinal lymph node", "mediastinal adenopathy",
          "node in the mediastinum"),
    _node("retrocrural", ((6, 46, -530), (14, 8, 14)), "retrocrural lymph node", "retrocrural adenopathy"),
    _node("celiac", ((4, 0, -562), (14, 12, 12)), "celiac axis lymph node", "celiac node"),
    _node("porta hepatis", ((-30, -2, -564), (14, 12, 14)), "porta hepatis lymph node", "portocaval lymph node",
          "periportal node"),
    _node("gastrohepatic", ((14, -28, -548), (14, 12, 14)), "gastrohepatic ligament node", "gastrohepatic lymph node"),
    _node("retroperitoneal", ((4, 6, -640), (34, 14, 55)), "retroperitoneal lymph node", "retroperitoneal adenopathy"),
    _node("aortocaval", ((-6, 6, -635), (7, 12, 40)), "aortocaval lymph node", "interaortocaval node"),
    _node("mesenteric", ((4, -40, -685), (45, 18, 40)), "mesenteric lymph node", "node in the mesentery",
          "small bowel mesenteric node"),
    _node("presacral", ((0, 46, -785), (14, 8, 16)), "presacral lymph node", "presacral node"),
    _node("perirectal", ((16, 46, -830), (16, 14, 18)), "perirectal lymph node", "mesorectal node"),
)  # fmt: skip


def _part(key: str, group: str, ball: tuple[Point, Point], *names: str, big: bool = False) -> NamedSpot:
    return NamedSpot(key, group, names, None, ball=ball, diameter_mm=BIG_MM if big else SMALL_MM)


WITHOUT_CLASS_OF_ONE_SIDE = (
    _part("{s} breast", "no class", ((78, -104, -438), (30, 20, 28)), "{s} breast mass", "lesion in the {s} breast",
          "mass in the upper outer quadrant of the {s} breast"),
    _part("{s} tonsil", "no class", ((15, -9, -181), (4, 5, 8)), "{s} palatine tonsil", "{s} tonsillar mass"),
    _part("{s} parotid", "no class", ((57, 8, -165), (7, 12, 16)), "{s} parotid gland", "{s} parotid nodule"),
    _part("{s} adnexa", "no class", ((50, 4, -800), (14, 14, 12)), "{s} adnexal mass", "{s} ovary"),
    _part("{s} thigh", "no class", ((80, 8, -945), (40, 40, 40)), "{s} thigh soft tissue mass", "mass in the {s} thigh",
          big=True),
    _part("{s} pleura", "no class", ((128, 12, -420), (8, 50, 60)), "{s} pleural nodule", "{s} pleural thickening"),
    _part("{s} perirenal", "no class", ((88, 54, -566), (10, 14, 22)), "{s} perinephric soft tissue nodule",
          "{s} perirenal nodule"),
)  # fmt: skip
WITHOUT_CLASS_IN_THE_MIDDLE = (
    _part("tongue base", "no class", ((0, -28, -190), (15, 18, 8)), "base of tongue mass", "tongue base lesion"),
    _part("larynx", "no class", ((0, -14, -226), (12, 12, 14)), "laryngeal mass", "glottic lesion",
          "supraglottic larynx mass"),
    _part("uterus", "no class", ((4, 8, -790), (18, 18, 14)), "uterine mass", "endometrial mass",
          "uterine cervix mass"),
    _part("omentum", "no class", ((0, -72, -660), (70, 10, 55)), "omental nodule", "omental implant"),
)  # fmt: skip
