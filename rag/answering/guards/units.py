"""Units of measure: which words name one, what they measure and how large they are."""

from __future__ import annotations

__all__ = ["CURRENCIES", "SCALES", "UNITS", "unit_family"]

CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "cents": "cent",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "cent": "cent",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "¥": "JPY", "yen": "JPY", "jpy": "JPY", "rmb": "CNY", "yuan": "CNY", "nt$": "TWD",
    "cad": "CAD", "aud": "AUD", "a$": "AUD", "c$": "CAD", "chf": "CHF", "francs": "CHF",
    "rupees": "INR", "rupee": "INR", "inr": "INR", "₹": "INR", "₩": "KRW", "won": "KRW",
}  # fmt: skip
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "mio": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12,
}  # fmt: skip
_FAMILIES: dict[str, dict[str, float]] = {
    "length": {"mm": 1e-3, "millimetre": 1e-3, "cm": 1e-2, "centimetre": 1e-2, "metre": 1,
               "km": 1e3, "kilometre": 1e3, "kms": 1e3},
    "imperial length": {"inch": 1, "inche": 1, "foot": 12, "feet": 12, "ft": 12, "yard": 36,
                        "mile": 63360, "mi": 63360},
    "mass": {"mg": 1e-6, "milligram": 1e-6, "g": 1e-3, "gram": 1e-3, "kg": 1, "kilo": 1,
             "kilogram": 1, "kgs": 1, "tonne": 1e3},
    "imperial mass": {"ounce": 1, "oz": 1, "lb": 16, "lbs": 16},
    "short tons": {"ton": 1},
    "time": {"ms": 1e-3, "millisecond": 1e-3, "second": 1, "sec": 1, "minute": 60, "min": 60,
             "mins": 60, "hour": 3600, "hr": 3600, "hrs": 3600, "day": 86400, "week": 604800},
    "months": {"month": 1, "year": 12, "yr": 12, "yrs": 12, "decade": 120, "century": 1200,
               "centurie": 1200},
    "power": {"w": 1, "watt": 1, "kw": 1e3, "kilowatt": 1e3, "mw": 1e6, "megawatt": 1e6,
              "gw": 1e9, "gigawatt": 1e9, "tw": 1e12, "terawatt": 1e12},
    "energy": {"wh": 1, "kwh": 1e3, "mwh": 1e6, "gwh": 1e9, "twh": 1e12},
    "data": {"byte": 1, "kb": 1e3, "kilobyte": 1e3, "mb": 1e6, "megabyte": 1e6, "gb": 1e9,
             "gigabyte": 1e9, "tb": 1e12, "terabyte": 1e12, "petabyte": 1e15},
    "volume": {"ml": 1e-3, "millilitre": 1e-3, "litre": 1, "l": 1},
    "gallons": {"gallon": 1}, "barrels": {"barrel": 1},
    "area": {"hectare": 1e4, "ha": 1e4}, "acres": {"acre": 1},
    "speed": {"km/h": 1, "kph": 1}, "imperial speed": {"mph": 1},
    "celsius": {"°c": 1}, "fahrenheit": {"°f": 1},
    "am": {"am": 1, "a.m": 1}, "pm": {"pm": 1, "p.m": 1},
}  # fmt: skip
_SPELLINGS = {"meter": "metre", "kilometer": "kilometre", "centimeter": "centimetre",
              "millimeter": "millimetre", "liter": "litre", "milliliter": "millilitre"}  # fmt: skip

UNITS: dict[str, tuple[str, float]] = {
    word: (family, size) for family, words in _FAMILIES.items() for word, size in words.items()
}
STRICT = frozenset({*CURRENCIES.values(), "%", "percentage points", "times", "vague"})


def unit_family(unit: str) -> tuple[str, float] | None:
    """Return what a unit measures and its size in that family, or None for other words.

    >>> unit_family("kilometers"), unit_family("racks")
    (('length', 1000.0), None)
    """
    if unit in STRICT:
        return unit, 1.0
    if unit == "basis points":
        return "percentage points", 0.01
    if unit == "fraction":
        return "%", 100.0
    bare = unit if unit in UNITS else unit.removesuffix("s")
    return UNITS.get(_SPELLINGS.get(bare, bare))
