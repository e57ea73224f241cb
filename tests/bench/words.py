"""Words of the generated projects, in English and French: nothing in them exists."""

from __future__ import annotations

from random import Random

Pair = tuple[str, str]  # English, French

MONTHS: tuple[Pair, ...] = (
    ("January", "janvier"), ("February", "février"), ("March", "mars"), ("April", "avril"),
    ("May", "mai"), ("June", "juin"), ("July", "juillet"), ("August", "août"),
    ("September", "septembre"), ("October", "octobre"), ("November", "novembre"),
    ("December", "décembre"),
)  # fmt: skip

_HEADS: tuple[tuple[str, str, str], ...] = (
    ("clock", "horloge", "f"), ("barrel", "tonneau", "m"), ("ladder", "échelle", "f"),
    ("carpet", "tapis", "m"), ("window", "fenêtre", "f"), ("basket", "panier", "m"),
    ("drum", "tambour", "m"), ("lantern", "lanterne", "f"), ("bench", "banc", "m"),
    ("kettle", "bouilloire", "f"), ("mirror", "miroir", "m"), ("bell", "cloche", "f"),
    ("gate", "portail", "m"), ("wheel", "roue", "f"), ("boat", "bateau", "m"),
    ("bottle", "bouteille", "f"), ("table", "table", "f"), ("cupboard", "placard", "m"),
    ("staircase", "escalier", "m"), ("chain", "chaîne", "f"), ("pipe", "tuyau", "m"),
    ("anchor", "ancre", "f"), ("shelf", "rayonnage", "m"), ("cart", "charrette", "f"),
    ("chest", "coffre", "m"), ("rope", "corde", "f"), ("globe", "globe", "m"),
    ("pump", "pompe", "f"), ("sledge", "traîneau", "m"), ("saw", "scie", "f"),
    ("stove", "poêle", "m"), ("sail", "voile", "f"), ("screen", "paravent", "m"),
    ("tile", "tuile", "f"), ("hammer", "marteau", "m"), ("vase", "vase", "m"),
)  # fmt: skip
_MODIFIERS: tuple[tuple[str, str, str], ...] = (
    ("painted", "peint", "peinte"), ("blue", "bleu", "bleue"), ("green", "vert", "verte"),
    ("round", "rond", "ronde"), ("wooden", "en bois", "en bois"), ("narrow", "étroit", "étroite"),
    ("copper", "en cuivre", "en cuivre"), ("folding", "pliant", "pliante"),
    ("gilded", "doré", "dorée"), ("carved", "sculpté", "sculptée"), ("heavy", "lourd", "lourde"),
    ("portable", "portatif", "portative"), ("silent", "silencieux", "silencieuse"),
    ("woven", "tressé", "tressée"), ("polished", "poli", "polie"), ("square", "carré", "carrée"),
    ("varnished", "verni", "vernie"), ("hollow", "creux", "creuse"), ("flat", "plat", "plate"),
    ("iron", "en fer", "en fer"), ("cork", "en liège", "en liège"), ("grey", "gris", "grise"),
    ("engraved", "gravé", "gravée"), ("curved", "courbé", "courbée"), ("tall", "haut", "haute"),
    ("glass", "en verre", "en verre"), ("striped", "rayé", "rayée"), ("white", "blanc", "blanche"),
    ("leather", "en cuir", "en cuir"), ("tin", "en étain", "en étain"),
)  # fmt: skip
_ROOMS: tuple[tuple[str, str, str], ...] = (
    ("hall", "la salle", "f"), ("yard", "la cour", "f"), ("cellar", "la cave", "f"),
    ("attic", "le grenier", "m"), ("gallery", "la galerie", "f"), ("garden", "le jardin", "m"),
    ("shed", "le hangar", "m"), ("library", "la bibliothèque", "f"), ("tower", "la tour", "f"),
    ("kitchen", "la cuisine", "f"), ("stable", "le manège", "m"), ("porch", "le porche", "m"),
    ("depot", "le dépôt", "m"), ("chapel", "la chapelle", "f"), ("lodge", "le pavillon", "m"),
)  # fmt: skip
_PLACES: tuple[tuple[str, str, str], ...] = (
    ("northern", "nord", "nord"), ("southern", "sud", "sud"), ("old", "ancien", "ancienne"),
    ("eastern", "est", "est"), ("upper", "haut", "haute"), ("main", "principal", "principale"),
    ("small", "petit", "petite"), ("central", "central", "centrale"),
    ("recent", "récent", "récente"),
    ("vaulted", "voûté", "voûtée"), ("long", "long", "longue"), ("bright", "clair", "claire"),
    ("rear", "arrière", "arrière"), ("lateral", "latéral", "latérale"),
    ("dark", "sombre", "sombre"),
)  # fmt: skip
# What stands around the words that are cited: when, where, how.
OPENERS: tuple[Pair, ...] = (
    ("Along the quay", "Le long du quai"), ("Behind the market", "Derrière le marché"),
    ("In the autumn edition", "Dans le cahier de l’automne"),
    ("Beyond the canal", "Au-delà du canal"),
    ("Around the main square", "Autour de la grande place"),
    ("Year after year", "Année après année"),
    ("Beside the tram line", "À côté de la ligne de tramway"), ("On the hill", "Sur la colline"),
    ("At the edge of the town", "À la limite de la ville"), ("In plain view", "À la vue de tous"),
    ("Between the gardens", "Entre les jardins"), ("After the thaw", "Après le dégel"),
    ("From the first day", "Dès le premier jour"), ("In the same street", "Dans la même rue"),
    ("As the register shows", "Comme le montre le registre"), ("In good order", "En bon ordre"),
)  # fmt: skip
ASIDES: tuple[Pair, ...] = (
    ("well known along the coast", "fort connu sur la côte"),
    ("familiar to every visitor", "familier à chaque visiteur"),
    ("often drawn by children", "souvent dessiné par les enfants"),
    ("listed in the town register", "inscrit au registre de la ville"),
    ("easy to find from the station", "facile à trouver depuis la gare"),
    ("shown on the old postcards", "montré sur les cartes postales"),
    ("open in every season", "ouvert en toute saison"),
    ("admired in the valley", "admiré dans la vallée"),
)
_WHEN: tuple[Pair, ...] = (
    ("in the morning", "le matin"), ("at dusk", "au crépuscule"),
    ("before the frost", "avant le gel"),
    ("during the harvest", "pendant la moisson"), ("in early spring", "au début du printemps"),
    ("after the rain", "après la pluie"), ("on market days", "les jours de marché"),
    ("in midsummer", "au cœur de l’été"), ("at low tide", "à marée basse"),
    ("under a clear sky", "sous un ciel clair"), ("by lamplight", "à la lueur des lampes"),
    ("while the band plays", "pendant que joue la fanfare"),
)  # fmt: skip
_WHO: tuple[Pair, ...] = (
    ("the gardeners", "les jardiniers"), ("the ferry crews", "les équipages du bac"),
    ("the apprentices", "les apprentis"), ("the stallholders", "les marchands"),
    ("the millers", "les meuniers"), ("the lamplighters", "les allumeurs de réverbères"),
    ("the bakers", "les boulangers"), ("the weavers", "les tisserands"),
    ("the neighbours", "les voisins"), ("the carters", "les charretiers"),
    ("the musicians", "les musiciens"), ("the cooks", "les cuisiniers"),
)  # fmt: skip
_DO: tuple[Pair, ...] = (
    ("sweep", "balaient"), ("cross", "traversent"), ("decorate", "décorent"),
    ("light", "éclairent"),
    ("repaint", "repeignent"), ("visit", "visitent"), ("watch", "surveillent"),
    ("clean", "nettoient"),
    ("fill", "remplissent"), ("photograph", "photographient"), ("heat", "chauffent"),
    ("open", "ouvrent"),
)  # fmt: skip

_A = ("Bal", "Cor", "Dar", "Fel", "Gar", "Hul", "Jor", "Kel", "Lom", "Mar", "Nor", "Pel", "Quin",
      "Ros", "Sal", "Tor", "Vel", "Wen", "Zan", "Bren", "Cal", "Dov", "Fen", "Gol")  # fmt: skip
_B = ("avo", "eri", "ilu", "ozu", "uda", "abe", "emo", "ipa", "oku", "ure", "aso", "eti", "iva",
      "oga", "uzi", "ale", "eno", "iro", "oba", "umi", "adu", "egi", "iko", "ope")  # fmt: skip
_C = ("nd", "rk", "st", "th", "lt", "mp", "rn", "sk", "ld", "nt", "rv", "zz", "ck", "lm", "rt",
      "nk", "ft", "ss", "lp", "rg", "x", "bb", "rd", "nn")  # fmt: skip
_GIVEN = ("Zambel", "Bertil", "Corvin", "Delmo", "Rebrin", "Fadra", "Gisko", "Chevin", "Diblin",
          "Jasko",
          "Kimra", "Lodrin", "Mevil", "Nadrin", "Nobrel", "Pirko", "Quillo", "Rimbel", "Sorvin",
          "Tamsel", "Bubrin", "Vesko", "Wilmer", "Yorvel")  # fmt: skip
_SUFFIXES = ("", "el", "or", "an", "is", "um")


def stem(number: int) -> str:
    """An invented proper name, another for each number up to 82,944."""
    span = len(_A) * len(_B) * len(_C)
    mixed = (number % span) * 5003 % span  # neighbours do not look alike
    a, rest = divmod(mixed, len(_B) * len(_C))
    b, c = divmod(rest, len(_C))
    return _A[a] + _B[b] + _C[c] + _SUFFIXES[number // span]


def given(number: int) -> str:
    """An invented first name."""
    return _GIVEN[number * 7 % len(_GIVEN)]


def thing(random: Random) -> Pair:
    """An object, with its article."""
    english, french, gender = random.choice(_HEADS)
    modifier, masculine, feminine = random.choice(_MODIFIERS)
    article = "an" if modifier[0] in "aeiou" else "a"
    ending = feminine if gender == "f" else masculine
    return (
        f"{article} {modifier} {english}",
        f"{'une' if gender == 'f' else 'un'} {french} {ending}",
    )


def room(random: Random) -> Pair:
    """A room, with its article."""
    english, french, gender = random.choice(_ROOMS)
    modifier, masculine, feminine = random.choice(_PLACES)
    return f"the {modifier} {english}", f"{french} {feminine if gender == 'f' else masculine}"


def tail(random: Random) -> Pair:
    """Where and when, to follow a statement."""
    (en, fr), (room_en, room_fr) = random.choice(_WHEN), room(random)
    return f"beside {room_en} {en}", f"près de {room_fr} {fr}".replace("près de le ", "près du ")


def filler(random: Random, french: bool) -> str:
    """A sentence that asserts nothing of any sheet."""
    who, do, when = random.choice(_WHO), random.choice(_DO), random.choice(_WHEN)
    first, second = room(random), thing(random)
    if french:
        return f"{when[1]}, {who[1]} {do[1]} {first[1]} avec {second[1]}.".capitalize()
    return f"{when[0]}, {who[0]} {do[0]} {first[0]} with {second[0]}.".capitalize()
