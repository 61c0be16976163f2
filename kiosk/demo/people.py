"""People who do not exist: names for the demo's patrons, from many languages, with numbers nobody
can call.

Telephone numbers are of the 555-01xx kind that is kept free for fiction, addresses are at
example.org.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

_ENGLISH = (
    (
        "Juniper Wren Alder Marlowe Clementine Barnaby Hazel Ignatius Odette Rowan Sorrel Thaddeus "
        "Winifred Ambrose Beatrix Cormac Delphine Ezra Fern Gideon Harriet Ivo Jemima Lysander "
        "Maude Nell Otis Primrose Quentin Rosalind Silas Tabitha Ursula Vernon Willa Yvette Zebedee"
    ),
    (
        "Ashgrove Thistlewood Merriweather Quillfeather Bramblewick Underhill Larkspur Fenwillow "
        "Hollowell Pennyfarthing Greystoke-Moss Winterbourne Copperfield-Hay Dapplemere Rookwood "
        "Silverbirch Tumbleweed Applegarth Nightingale-Row Owlsworth Puddlecombe Stormberry "
        "Marshfellow Candlewick Foxglove Brackenridge Wickersham-Lane Yarrowdale"
    ),
)
_SPANISH = (
    "Ximena Íñigo Begoña Ramón Nuria Óscar Inés Andrés Lucía Joaquín Belén Martín Zoé Adrián",
    (
        "Peñaflorida Cañaveral Núñez-Arboleda Güemes Ibáñez-Luna Montesclaros Riofrío "
        "Altamirano-Sol Vallehermoso Muñecas Campoverde Sepúlveda-Mar"
    ),
)
_CENTRAL = (
    (
        "Łucja Żaneta Zdeněk Jiřina Ágnes Győző Ștefania Răzvan Živa Matjaž Jürgen Käthe Søren "
        "Åse Žofie"
    ),
    (
        "Dębogórska Świerczyński Třešňová Jelínek-Hájek Őszi-Halmos Füredi Brânzănescu Țărmure "
        "Črnigoj Škrjanec Müßiggang Björnsköld Ødegård-Falk Šípek"
    ),
)
_FRENCH = (
    "Zoë Anaïs Gaël Hélène Loïc Maëlle Noël Solène Théo Aimée",
    "Beauchêne d'Aurélie-Forêt Lacroisée Châteauneige Saint-Éloi-Bois Desœuvres Rivière-Blanche",
)
_RUSSIAN = (
    "Аглая Пётр Ульяна Всеволод Любовь Тимофей Ксения Святослав Евдокия Ярослав",
    "Ветрова Снегирёв Жаворонкова Облаков Щукина-Речная Метельский Цветаева-Лужина Подснежников",
)
_VIETNAMESE = (
    "Mây Trắng|Lá Thu|Sương Mai|Bình Minh|Trăng Non|Gió Nhẹ|Hoa Bưởi|Suối Reo|Nắng Hạ",
    "Nguyễn Trần Phạm Đặng Đỗ Huỳnh Vũ",
)
_OTHERS = (
    "Adaeze Kwabena Makoa Leilani Haruto Nalani Oluwaseun Priyanka Tarak Yusra",
    "Moonstone-Okoro Silverleaf Kahananui-Reef Asagiri Skyrajah Goldwater-Abiola Harbourlight",
)

ODD_ONES = (
    "Maximiliana Theodora Esperanza de la Fuente y Montesclaros von Hohenrosenwald zu Lindenthal",
    "Bartholomew Featherstonehaugh-Cholmondeley-Marjoribanks Weatherwax the Younger of Saltmarsh",
    "Llanfairenddewi Gwenhwyfar ferch Owain ap Rhydderch o'r Coed Glas",
    "Sunny ☀️ Skylark",
    "Bo 🎻 Fiddlesticks",
    "Marisol 🌊 Ondas",
    "O'Malley-D'Arcy-O'Quill, Fionnuala",
    "J. J. ‘Jinx’ Pepperpot Jr.",
)

_AREAS = ("503", "971", "541", "458", "360", "206", "425")
_WEIGHTED = (
    (_ENGLISH, 52),
    (_SPANISH, 12),
    (_CENTRAL, 10),
    (_FRENCH, 7),
    (_RUSSIAN, 8),
    (_VIETNAMESE, 7),
    (_OTHERS, 4),
)


@dataclass(frozen=True)
class Person:
    """A made-up patron."""

    first: str
    last: str
    phone: str
    email: str

    @property
    def name(self) -> str:
        """Both names as one would say them."""
        return f"{self.first} {self.last}".strip()


def somebody(chance: Random, number: int) -> Person:
    """Return a made-up person; ``number`` keeps addresses apart."""
    firsts, lasts = _weighted(chance)
    first = chance.choice(firsts.split("|") if "|" in firsts else firsts.split())
    last = chance.choice(lasts.split())
    if lasts is _VIETNAMESE[1]:
        first, last = last, first  # the family name comes first
    return Person(first, last, phone(chance), _address(last, number))


def odd_one(chance: Random, name: str, number: int) -> Person:
    """Return a person of that name, all of it as the last name."""
    return Person("", name, phone(chance), f"patron{number}@example.org")


def phone(chance: Random) -> str:
    """Return a number of the kind that is kept free for fiction."""
    return f"({chance.choice(_AREAS)}) 555-01{chance.randrange(100):02d}"


def _weighted(chance: Random) -> tuple[str, str]:
    at = chance.randrange(sum(weight for _, weight in _WEIGHTED))
    for names, weight in _WEIGHTED:
        at -= weight
        if at < 0:
            return names
    return _ENGLISH


def _address(last: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", last).casefold()
    letters = "".join(c for c in plain if c.isascii() and c.isalpha())
    return f"{letters or 'patron'}{number}@example.org"
