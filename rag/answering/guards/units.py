"""Units of measure: which words name one, what they measure and how large they are."""

from __future__ import annotations

__all__ = [
    "CURRENCIES",
    "CURRENCY_CODES",
    "MONEY",
    "NATIONAL",
    "SCALES",
    "SHARED_NAMES",
    "UNITS",
    "same_unit",
    "unit_family",
]

CURRENCY_CODES = frozenset(
    """AED AFN AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RMB RON RSD RUB RWF SAR SBD SCR SDG SEK
    SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VES
    VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL""".split()  # noqa: SIM905 - a list of codes
)
"""Codes of ISO 4217, written in capitals; without ALL and TOP, which headlines have as words."""
CURRENCIES = {
    **{code.lower(): code for code in CURRENCY_CODES}, "rmb": "CNY",
    "$": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD", "cents": "cent", "cent": "cent",
    "pence": "cent", "penny": "cent",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "¥": "JPY", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "nt$": "TWD", "hk$": "HKD",
    "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "s$": "SGD", "r$": "BRL",
    "mx$": "MXN", "reais": "BRL", "franc": "CHF", "francs": "CHF", "rupees": "INR", "rupee": "INR",
    "₹": "INR", "₩": "KRW", "won": "KRW", "₺": "TRY", "lira": "TRY", "₽": "RUB", "ruble": "RUB",
    "rubles": "RUB", "rouble": "RUB", "roubles": "RUB", "₴": "UAH", "hryvnia": "UAH", "₪": "ILS",
    "shekel": "ILS", "shekels": "ILS", "zł": "PLN", "zloty": "PLN", "zlotys": "PLN", "kč": "CZK",
    "koruna": "CZK", "korunas": "CZK", "forint": "HUF", "forints": "HUF", "₫": "VND", "฿": "THB",
    "baht": "THB", "₱": "PHP", "rand": "ZAR", "ringgit": "MYR", "rupiah": "IDR", "naira": "NGN",
    "kronor": "SEK", "kr": "krone", "krone": "krone", "kroner": "krone", "krona": "krone",
    "peso": "peso", "pesos": "peso", "dirham": "dirham", "dirhams": "dirham", "riyal": "riyal",
    "riyals": "riyal", "dinar": "dinar", "dinars": "dinar", "shilling": "shilling",
    "shillings": "shilling",
}  # fmt: skip
SHARED_NAMES = {
    "krone": frozenset({"NOK", "DKK", "SEK", "ISK"}),
    "peso": frozenset({"MXN", "ARS", "CLP", "COP", "DOP", "PHP", "UYU", "CUP"}),
    "dirham": frozenset({"AED", "MAD"}),
    "riyal": frozenset({"SAR", "QAR", "OMR", "YER"}),
    "dinar": frozenset({"KWD", "BHD", "JOD", "DZD", "TND", "RSD", "IQD", "LYD"}),
    "shilling": frozenset({"KES", "TZS", "UGX", "SOS"}),
}
"""Names that several currencies have; such a name agrees with each of them."""
NATIONAL = {
    "us": "USD", "swiss": "CHF", "canadian": "CAD", "australian": "AUD", "new zealand": "NZD",
    "hong kong": "HKD", "singapore": "SGD", "norwegian": "NOK", "danish": "DKK", "swedish": "SEK",
    "icelandic": "ISK", "mexican": "MXN", "brazilian": "BRL", "indian": "INR", "turkish": "TRY",
    "south african": "ZAR", "czech": "CZK", "polish": "PLN", "hungarian": "HUF", "british": "GBP",
    "egyptian": "EGP", "kuwaiti": "KWD", "moroccan": "MAD", "saudi": "SAR",
}  # fmt: skip
"""What a currency's name is with the country before it: "Canadian dollars"."""
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "mio": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12,
}  # fmt: skip
_FAMILIES: dict[str, dict[str, float]] = {
    "length": {"nm": 1e-9, "nanometre": 1e-9, "µm": 1e-6, "micrometre": 1e-6,
               "mm": 1e-3, "millimetre": 1e-3, "cm": 1e-2, "centimetre": 1e-2, "metre": 1,
               "km": 1e3, "kilometre": 1e3, "kms": 1e3},
    "imperial length": {"inch": 1, "inche": 1, "foot": 12, "feet": 12, "ft": 12, "yard": 36,
                        "mile": 63360, "mi": 63360},
    "mass": {"µg": 1e-9, "mcg": 1e-9, "microgram": 1e-9,
             "mg": 1e-6, "milligram": 1e-6, "g": 1e-3, "gram": 1e-3, "kg": 1, "kilo": 1,
             "kilogram": 1, "kgs": 1, "tonne": 1e3, "kilotonne": 1e6, "kt": 1e6, "megatonne": 1e9,
             "gigatonne": 1e12, "gt": 1e12},
    "imperial mass": {"ounce": 1, "oz": 1, "lb": 16, "lbs": 16},
    "short tons": {"ton": 1},
    "temperature": {"kelvin": 1},
    "time": {"ns": 1e-9, "nanosecond": 1e-9, "µs": 1e-6, "microsecond": 1e-6,
             "ms": 1e-3, "millisecond": 1e-3, "second": 1, "sec": 1, "minute": 60, "min": 60,
             "mins": 60, "hour": 3600, "hr": 3600, "hrs": 3600, "day": 86400, "week": 604800},
    "months": {"month": 1, "year": 12, "yr": 12, "yrs": 12, "decade": 120, "century": 1200,
               "centurie": 1200, "quarter": 3},
    "power": {"w": 1, "watt": 1, "kw": 1e3, "kilowatt": 1e3, "mw": 1e6, "megawatt": 1e6,
              "gw": 1e9, "gigawatt": 1e9, "tw": 1e12, "terawatt": 1e12},
    "energy": {"wh": 1, "kwh": 1e3, "mwh": 1e6, "gwh": 1e9, "twh": 1e12},
    "data": {"byte": 1, "kb": 1e3, "kilobyte": 1e3, "mb": 1e6, "megabyte": 1e6, "gb": 1e9,
             "gigabyte": 1e9, "tb": 1e12, "terabyte": 1e12, "petabyte": 1e15},
    "volume": {"ml": 1e-3, "millilitre": 1e-3, "litre": 1, "l": 1},
    "gallons": {"gallon": 1}, "barrels": {"barrel": 1},
    "area": {"hectare": 1e4, "ha": 1e4}, "acres": {"acre": 1},
    "speed": {"km/h": 1, "kph": 1, "m/s": 3.6}, "imperial speed": {"mph": 1},
    "frequency": {"hz": 1, "hertz": 1, "khz": 1e3, "kilohertz": 1e3, "mhz": 1e6, "megahertz": 1e6,
                  "ghz": 1e9, "gigahertz": 1e9},
    "pressure": {"pa": 1, "kpa": 1e3, "mpa": 1e6, "bar": 1e5, "mbar": 1e2, "hpa": 1e2},
    "celsius": {"°c": 1}, "fahrenheit": {"°f": 1},
    "working days": {"working day": 1, "business day": 1, "weekday": 1},
    "nautical miles": {"nautical mile": 1, "nmi": 1},
}  # fmt: skip
_PHRASES = {"kilometres per hour": "km/h", "kilometers per hour": "km/h", "km per hour": "km/h",
            "kilometre per hour": "km/h", "metres per second": "m/s", "meters per second": "m/s",
            "miles per hour": "mph", "mile per hour": "mph",
            "metric ton": "tonne", "metric tonne": "tonne", "calendar day": "day",
            "calendar month": "month", "calendar year": "year", "kilowatt-hour": "kwh",
            "kilowatt hour": "kwh", "megawatt-hour": "mwh", "megawatt hour": "mwh",
            "gigawatt-hour": "gwh", "gigawatt hour": "gwh", "terawatt-hour": "twh",
            "terawatt hour": "twh", "watt-hour": "wh", "watt hour": "wh", "degrees celsius": "°c",
            "degree celsius": "°c", "degrees fahrenheit": "°f", "degree fahrenheit": "°f",
            "degrees c": "°c", "degrees f": "°f", "°": "degree",
            "km²": "square kilometre", "m²": "square metre", "m³": "cubic metre",
            "cm³": "cubic centimetre", "km³": "cubic kilometre", "sq km": "square kilometre",
            "sq m": "square metre", "sq ft": "square foot"}  # fmt: skip
_POWERS = {"square": 2, "cubic": 3}
_SPELLINGS = {"meter": "metre", "kilometer": "kilometre", "centimeter": "centimetre",
              "millimeter": "millimetre",
              
              "nanometer": "nanometre", "micrometer": "micrometre", "liter": "litre",
              "milliliter": "millilitre"}  # fmt: skip

UNITS: dict[str, tuple[str, float]] = {
    word: (family, size) for family, words in _FAMILIES.items() for word, size in words.items()
}
MONEY = frozenset(CURRENCIES.values())
STRICT = frozenset({*MONEY, "%", "percentage points", "times", "vague"})


def same_unit(first: str, second: str) -> bool:
    """Return whether two units, or the names of what they measure, are one or share a name.

    >>> same_unit("NOK", "krone"), same_unit("NOK", "SEK")
    (True, False)
    """
    shared = SHARED_NAMES.get(first, frozenset()) | SHARED_NAMES.get(second, frozenset())
    return first == second or first in shared or second in shared


def unit_family(unit: str) -> tuple[str, float] | None:
    """Return what a unit measures and its size in that family, or None for other words.

    >>> unit_family("kilometers"), unit_family("racks")
    (('length', 1000.0), None)
    """
    if unit in STRICT:
        return unit, 1.0
    if unit == "basis points":
        return "percentage points", 0.01
    if unit == "percentage point":
        return "percentage points", 1.0
    if unit == "fraction":
        return "%", 100.0
    unit = unit.replace(" an hour", " per hour").replace(" a second", " per second")
    named = _PHRASES.get(unit, _PHRASES.get(unit.removesuffix("s"), unit))
    bare = named if named in UNITS else named.removesuffix("s")
    known = UNITS.get(_SPELLINGS.get(bare, bare))
    return known or _raised(named)


def _raised(unit: str) -> tuple[str, float] | None:
    """Return what "square kilometres" and "cubic feet" measure."""
    word, _, base = unit.partition(" ")
    family = unit_family(base) if word in _POWERS and base else None
    if family is None:
        return None
    if (word, family[0]) == ("square", "length"):
        return "area", family[1] ** 2
    if (word, family[0]) == ("cubic", "length"):
        return "volume", family[1] ** 3 * 1e3
    return f"{word} {family[0]}", family[1] ** _POWERS[word]
