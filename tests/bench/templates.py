"""What the generated facts say: sentences with slots, in English and French.

Slots: `s` the sheet itself, `p` a person, `o` an organization, `t` a technology, `e` an event;
`year`, `day`, `month`, `n` a count, `m` an amount in millions; `a` and `b` things, `room`, `tail`.
A `|` stands where a document may put an aside after the subject.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of fact.

    Attributes:
        value: what the property's value is made of, see `project`.
        also: how a second document puts the same: English and French; empty for none.
        speaker: the slot of the sheet whose words these are.
    """

    property: str
    value: str
    en: str
    fr: str
    date: str = ""
    certainty: str = "stated"
    speaker: str = ""
    also: tuple[str, str] | None = None


PROPERTIES: dict[str, tuple[str, str, str, str, bool, tuple[str, str] | None]] = {
    # id: English, French, type, group, single, inverse
    "founded": ("Founded", "Fondation", "date", "identity", True, None),
    "born": ("Born", "Naissance", "date", "identity", True, None),
    "introduced": ("In use since", "En service depuis", "date", "identity", True, None),
    "occurred": ("Opened", "Ouverture", "date", "identity", True, None),
    "craft": ("Craft", "Métier", "text", "identity", False, None),
    "feature": ("Holdings", "Collections", "text", "identity", False, None),
    "principle": ("Principle", "Principe", "text", "identity", False, None),
    "plans": ("Plans by", "Plans de", "sheet", "work", False, ("Drew the plans of", "A dessiné")),
    "partner": ("Partner", "Partenaire", "sheet", "work", False, ("Partner of", "Partenaire de")),
    "uses": ("Uses", "Emploie", "sheet", "work", False, ("Used by", "Employé par")),
    "employer": ("Employer", "Employeur", "sheet", "work", False, ("Employs", "Emploie")),
    "teacher": ("Learned from", "Formation", "sheet", "work", False, ("Taught", "A formé")),
    "showed-at": ("Showed at", "Exposition", "sheet", "work", False, ("Exhibitor", "Exposant")),
    "maker": ("Developed by", "Mis au point par", "sheet", "work", True, ("Made", "Réalisation")),
    "inventor": ("Designer", "Conception", "sheet", "work", False, ("Designed", "A conçu")),
    "host": ("Held by", "Organisateur", "sheet", "work", True, ("Held", "A organisé")),
    "guest": ("Guest", "Invité", "sheet", "work", False, ("Guest at", "Invité de")),
    "exhibit": ("Exhibit", "Objet présenté", "sheet", "work", False, ("Shown at", "Présenté à")),
    "award": ("Award", "Distinction", "text", "work", False, None),
    "staff": ("Staff", "Effectif", "quantity", "figures", True, None),
    "spending": ("Spending", "Dépenses", "quantity", "figures", False, None),
    "output": ("Output", "Production", "quantity", "figures", False, None),
    "works": ("Drawings", "Dessins", "quantity", "figures", False, None),
    "income": ("Sales", "Ventes", "quantity", "figures", False, None),
    "weight": ("Weight", "Poids", "quantity", "figures", True, None),
    "share": ("Share of the room", "Part de la salle", "quantity", "figures", False, None),
    "price": ("Price", "Prix", "quantity", "figures", False, None),
    "visitors": ("Visitors", "Fréquentation", "quantity", "figures", True, None),
    "cost": ("Cost", "Coût", "quantity", "figures", False, None),
    "duration": ("Duration", "Durée", "quantity", "figures", True, None),
    "delivery": ("Delivery", "Livraison", "quantity", "figures", False, None),
    "account": ("Course", "Déroulement", "text", "views", False, None),
    "view": ("View", "Avis", "text", "views", False, None),
    "expected-staff": ("Expected staff", "Effectif prévu", "quantity", "views", False, None),
    "plan": ("Plan", "Projet", "text", "views", False, None),
    "preparation": ("In preparation", "En préparation", "text", "views", False, None),
}  # fmt: skip
GROUPS = {
    "identity": ("Identity", "Identité"),
    "work": ("Work", "Travail"),
    "figures": ("Figures", "Chiffres"),
    "views": ("Views and plans", "Avis et projets"),
}


ORGANIZATION = (
    Template("founded", "year", "{s}| was founded in {year} to build {a}",
             "{s}| a été fondé en {year} pour construire {a}", date="year",
             also=("in {year} the making of {a} led to the founding of {s}",
                   "en {year}, la fabrication d’objets tels qu’{a} a conduit à fonder {s}")),
    Template("plans", "p", "{p}| drew the first plans of {s} around {a}",
             "{p}| a dessiné les premiers plans {s_du} autour d’{a}"),
    Template("staff", "n people|personnes", "{s}| employs {n} people in {room}",
             "{s}| emploie {n} personnes dans {room}",
             also=("a team of {n} people works for {s}",
                  "une équipe de {n} personnes travaille pour {s}")),
    Template("spending", "m EUR", "{s}| spent {m} million euros on {a} in {year}",
             "{s}| a dépensé {m} millions d’euros pour {a} en {year}", date="year"),
    Template("partner", "o", "{s}| shares {a} with {o}", "{s}| partage {a} avec {o}"),
    Template("output", "n crates|caisses", "{s}| ships {n} crates from {room}",
             "{s}| expédie {n} caisses depuis {room}"),
    Template("feature", "a", "{s}| keeps {a} in {room}", "{s}| conserve {a} dans {room}",
             also=("in {room} of {s} stands {a}", "dans {room} {s_du} se trouve {a}")),
    Template("uses", "t", "{s}| runs {t} beside {a}", "{s}| fait tourner {t} avec {a}"),
    Template("view", "a", "according to {p}, {s} deserves {a}", "selon {p}, {s} mérite {a}",
             certainty="opinion", speaker="p"),
    Template("expected-staff", "n people|personnes",
             "{p}| expects {s} to employ {n} people in {year}",
             "{p}| prévoit que {s} emploiera {n} personnes en {year}",
             date="year", certainty="predicted", speaker="p"),
)  # fmt: skip
PERSON = (
    Template("craft", "a", "{s}| has built {a} by hand", "{s}| a construit {a} à la main",
             also=("the hands of {s} made {a}", "les mains de {s} ont façonné {a}")),
    Template("employer", "o", "{s}| has worked for {o} since {year}",
             "{s}| travaille pour {o} depuis {year}", date="year/..",
             also=("since {year}, {o} has had {s} in its team",
                   "depuis {year}, {o} compte {s} dans son équipe")),
    Template("award", "a", "{s}| received a silver medal in {year} for {a}",
             "{s}| a reçu une médaille d’argent en {year} pour {a}", date="year"),
    Template("teacher", "p", "{s}| learned the trade from {p} beside {a}",
             "{s}| a appris le métier auprès de {p} avec {a}"),
    Template("works", "n drawings|dessins", "{s}| has signed {n} drawings in {room}",
             "{s}| a signé {n} dessins dans {room}",
             also=("the archive of {s} holds {n} drawings",
                  "les archives de {s} conservent {n} dessins")),
    Template("showed-at", "e", "{s}| showed {a} during {e}", "{s}| a montré {a} pendant {e}"),
    Template("view", "a", "according to {s}, the town deserves {a} in {room}",
             "selon {s}, la ville mérite {a} dans {room}", certainty="opinion", speaker="s"),
    Template("born", "day", "{s}| was born on {day} {month} {year} near {room}",
             "{s}| a vu le jour le {day} {month} {year} devant {room}", date="day"),
    Template("income", "n EUR", "{s}| sold {a} for {n} euros in {year}",
             "{s}| a vendu {a} pour {n} euros en {year}", date="year"),
    Template("preparation", "a", "according to {p}, {s} is preparing {a} for {e}",
             "selon {p}, {s} prépare {a} pour {e}", certainty="reported", speaker="p"),
)  # fmt: skip
TECHNOLOGY = (
    Template("maker", "o", "{s}| was developed by {o} beside {a}",
             "{s}| a été mis au point par {o} à partir d’{a}",
             also=("{o} developed {s} in {room}", "{o} a mis au point {s} dans {room}")),
    Template("introduced", "month", "{s}| came into use in {month} {year} in {room}",
             "{s}| est entré en service en {month} {year} dans {room}", date="month"),
    Template("weight", "n kilograms|kilogrammes", "{s}| weighs {n} kilograms with {a}",
             "{s}| pèse {n} kilogrammes avec {a}",
             also=("the scales show {n} kilograms for {s}",
                  "la balance indique {n} kilogrammes pour {s}")),
    Template("share", "percent", "{s}| fills {small} percent of {room}",
             "{s}| occupe {small} pour cent de l’espace devant {room}"),
    Template("principle", "a", "{s}| drives {a} with {b}", "{s}| entraîne {a} avec {b}"),
    Template("uses", "t", "{s}| works together with {t} behind {a}",
             "{s}| fonctionne avec {t} derrière {a}"),
    Template("price", "n EUR", "{s}| costs {n} euros with {a}", "{s}| coûte {n} euros avec {a}"),
    Template("inventor", "p", "{p}| designed {s} in {year} on the model of {a}",
             "{p}| a conçu {s} en {year} sur le modèle d’{a}", date="year"),
    Template("view", "a", "according to {p}, {s} works better with {a}",
             "selon {p}, {s} fonctionne mieux avec {a}", certainty="opinion", speaker="p"),
    Template("plan", "a", "{o}| plans to join {s} to {a} in {year}",
             "{o}| prévoit de relier {s} à {a} en {year}", date="year",
             certainty="predicted", speaker="o"),
)  # fmt: skip
EVENT = (
    Template("occurred", "day", "{s}| opened on {day} {month} {year} with {a}",
             "{s}| a ouvert le {day} {month} {year} avec {a}", date="day"),
    Template("host", "o", "{s}| was held by {o} around {a}", "{s}| a été tenu par {o} autour d’{a}",
             also=("{o} held {s} in {room}", "{o} a tenu {s} dans {room}")),
    Template("visitors", "n visitors|visiteurs", "{s}| drew {n} visitors to {room}",
             "{s}| a attiré {n} visiteurs dans {room}",
             also=("the doors of {s} counted {n} visitors",
                  "les portes {s_du} ont compté {n} visiteurs")),
    Template("guest", "p", "{p}| closed {s} with {a}", "{p}| a fermé {s} avec {a}"),
    Template("exhibit", "t", "{s}| presented {t} beside {a}", "{s}| a présenté {t} avec {a}"),
    Template("cost", "m EUR", "{s}| cost {m} million euros including {a}",
             "{s}| a coûté {m} millions d’euros avec {a}"),
    Template("account", "a", "{s}| ended around {a} in {room}",
             "{s}| s’est achevé autour d’{a} dans {room}"),
    Template("duration", "small days|jours", "{s}| lasted {small} days around {a}",
             "{s}| a duré {small} jours autour d’{a}"),
    Template("view", "a", "according to {p}, {s} deserves {a}", "selon {p}, {s} mérite {a}",
             certainty="opinion", speaker="p"),
    Template("output", "n crates|caisses", "according to {p}, {s} sold {n} crates beside {a}",
             "selon {p}, {s} a vendu {n} caisses avec {a}", certainty="reported", speaker="p"),
)  # fmt: skip
DELIVERY = Template(
    "delivery", "n crates|caisses", "{s}| sent {n} crates to {o} on {day} {month} {year}",
    "{s}| a envoyé {n} caisses pour {o} le {day} {month} {year}", date="day",
)  # fmt: skip
"""What a sheet of any number of facts repeats."""

KINDS = {
    "person": ("people", PERSON),
    "organization": ("organizations", ORGANIZATION),
    "technology": ("technologies", TECHNOLOGY),
    "event": ("events", EVENT),
}
