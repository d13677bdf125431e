"""Hot and cold zones: how the batter of the latest play does in each part of the plate."""

from random import Random

Json = dict[str, object]

_ZONES = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "11", "12", "13", "14")
# Name, lowest and highest value, digits after the point.
_MEASURES = (
    ("exitVelocity", 78.0, 96.0, 2),
    ("onBasePlusSlugging", 0.35, 1.25, 3),
    ("battingAverage", 0.1, 0.42, 3),
)
_TEMPERATURES = (
    ("cold", "rgba(6, 90, 238, .55)"),
    ("cool", "rgba(150, 188, 255, .55)"),
    ("lukewarm", "rgba(255, 255, 255, 0.55)"),
    ("warm", "rgba(234, 147, 153, .55)"),
    ("hot", "rgba(214, 41, 52, .55)"),
)


def _zones(rng: Random, low: float, high: float, digits: int) -> list[Json]:
    zones: list[Json] = []
    for zone in _ZONES:
        share = rng.random()
        temperature, color = _TEMPERATURES[int(share * len(_TEMPERATURES))]
        value = f"{low + share * (high - low):.{digits}f}"
        text = value[1:] if value.startswith("0.") else value
        zones.append({"zone": zone, "color": color, "temp": temperature, "value": text})
    return zones


def render_zones(rng: Random) -> Json:
    """Return `batterHotColdZoneStats` and `batterHotColdZones`, as the latest play has them."""
    measured = [
        {"stat": {"name": name, "zones": _zones(rng, low, high, digits)}}
        for name, low, high, digits in _MEASURES
    ]
    return {
        "batterHotColdZoneStats": {
            "stats": [
                {
                    "type": {"displayName": "hotColdZones"},
                    "group": {"displayName": "hitting"},
                    "exemptions": [],
                    "splits": measured,
                }
            ]
        },
        "batterHotColdZones": measured[0]["stat"]["zones"],
    }
