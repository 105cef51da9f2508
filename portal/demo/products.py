"""The products that Hartwell Trade Supply sells: hundreds of tools."""

from collections.abc import Iterator
from dataclasses import dataclass

# By category ID: its name and product families, each with code, noun, sizes, and price and kilograms of the smallest.
CATEGORIES = {
    "torque": ("Torque tools", [
        ("TQW", "Torque wrench", ["1/4″ 5–25 Nm", "3/8″ 20–110 Nm", "1/2″ 40–210 Nm", "3/4″ 150–800 Nm"], "149.00", "0.78"),
        ("TQD", "Torque screwdriver", ["0.2–2 Nm", "1–6 Nm", "2–9 Nm"], "98.50", "0.21"),
        ("TQA", "Digital torque adapter", ["3/8″ 17–135 Nm", "1/2″ 40–340 Nm"], "189.00", "0.90"),
    ]),
    "sockets": ("Sockets and ratchets", [
        ("SKT", "Hexagon socket", [f"1/2″ {size} mm" for size in range(8, 33, 2)], "4.20", "0.06"),
        ("SKI", "Impact socket", [f"1/2″ {size} mm" for size in range(10, 31, 2)], "7.90", "0.12"),
        ("RAT", "Ratchet, 72 teeth", ["1/4″", "3/8″", "1/2″"], "39.00", "0.24"),
        ("EXT", "Extension bar", ["75 mm", "125 mm", "250 mm", "500 mm"], "11.80", "0.14"),
    ]),
    "screwdrivers": ("Screwdrivers", [
        ("SDS", "Slotted screwdriver", ["3.0 × 80", "4.0 × 100", "5.5 × 125", "6.5 × 150", "8.0 × 175"], "5.60", "0.05"),
        ("SDP", "Phillips screwdriver", ["PH0 × 60", "PH1 × 80", "PH2 × 100", "PH3 × 150"], "5.90", "0.05"),
        ("SDT", "Torx screwdriver", [f"T{size}" for size in (6, 8, 10, 15, 20, 25, 30, 40)], "6.40", "0.05"),
        ("SDV", "Insulated screwdriver, 1000 V", ["2.5 × 75", "4.0 × 100", "PH1", "PH2", "PZ1", "PZ2"], "8.70", "0.06"),
    ]),
    "pliers": ("Pliers and cutters", [
        ("PLC", "Combination pliers", ["160 mm", "180 mm", "200 mm"], "21.50", "0.22"),
        ("PLS", "Side cutters", ["125 mm", "140 mm", "160 mm", "180 mm"], "19.90", "0.17"),
        ("PLW", "Water pump pliers", ["180 mm", "250 mm", "300 mm", "400 mm"], "24.80", "0.23"),
        ("PLR", "Circlip pliers", ["inner 12–25", "inner 19–60", "outer 10–25", "outer 19–60"], "17.40", "0.13"),
    ]),
    "striking": ("Hammers and chisels", [
        ("HMM", "Machinist's hammer", ["200 g", "300 g", "500 g", "800 g", "1000 g"], "12.90", "0.28"),
        ("HMS", "Soft-face mallet", ["Ø 27", "Ø 35", "Ø 40", "Ø 50"], "18.20", "0.25"),
        ("CHF", "Flat chisel", ["125 mm", "150 mm", "200 mm"], "9.40", "0.17"),
        ("PUN", "Parallel pin punch", [f"Ø {size} mm" for size in (2, 3, 4, 5, 6, 8)], "4.80", "0.06"),
    ]),
    "drilling": ("Drilling", [
        ("DRH", "HSS twist drill", [f"Ø {size / 2:g} mm" for size in range(4, 27)], "1.90", "0.01"),
        ("DRM", "Masonry drill, SDS-plus", [f"Ø {size} × 160" for size in (5, 6, 8, 10, 12, 14, 16)], "3.60", "0.06"),
        ("HSW", "Hole saw", [f"Ø {size} mm" for size in (19, 22, 25, 32, 38, 44, 51, 60, 68, 76)], "9.80", "0.10"),
    ]),
    "cutting": ("Sawing and grinding", [
        ("SWB", "Hacksaw blade, 300 mm", ["18 TPI", "24 TPI", "32 TPI"], "1.60", "0.02"),
        ("CUT", "Cutting disc, steel", ["Ø 115 × 1.0", "Ø 125 × 1.0", "Ø 180 × 1.6", "Ø 230 × 1.9"], "1.10", "0.03"),
        ("FLP", "Flap disc", ["Ø 115 K40", "Ø 115 K60", "Ø 125 K40", "Ø 125 K60", "Ø 125 K80"], "3.30", "0.08"),
        ("FIL", "Engineer's file, 200 mm", ["flat, bastard", "flat, smooth", "half-round", "round", "square", "three-square"], "7.20", "0.16"),
    ]),
    "measuring": ("Measuring", [
        ("CAL", "Digital caliper", ["150 mm", "200 mm", "300 mm"], "34.00", "0.17"),
        ("MIC", "Outside micrometer", ["0–25 mm", "25–50 mm", "50–75 mm", "75–100 mm"], "42.00", "0.22"),
        ("TAP", "Tape measure", ["3 m", "5 m", "8 m", "10 m"], "6.90", "0.15"),
        ("LVL", "Spirit level", ["400 mm", "600 mm", "1000 mm", "2000 mm"], "24.50", "0.35"),
    ]),
    "safety": ("Safety", [
        ("GLV", "Cut-resistant gloves", ["size 7", "size 8", "size 9", "size 10", "size 11"], "8.80", "0.08"),
        ("GLS", "Safety glasses", ["clear", "grey", "amber"], "7.50", "0.03"),
        ("HEL", "Safety helmet", ["white", "yellow", "red", "blue"], "14.90", "0.38"),
        ("EAR", "Ear defenders", ["27 dB", "31 dB", "35 dB"], "16.40", "0.24"),
    ]),
    "storage": ("Storage", [
        ("BOX", "Tool case", ["small", "medium", "large"], "29.00", "1.40"),
        ("CAB", "Roller cabinet", ["5 drawers", "7 drawers", "9 drawers"], "690.00", "58.00"),
        ("BIN", "Storage bin", ["size 2", "size 3", "size 4", "size 5"], "2.40", "0.20"),
    ]),
}  # fmt: skip
BRANDS = ["Hartwell", "Nordhagen", "Castelline"]


@dataclass(frozen=True)
class Product:
    """One product. `price` and `weight` are JSON numbers as text, to preserve their digits."""

    id: str
    category: str
    name: str
    brand: str
    size: str
    price: str
    weight: str
    erp_record: int
    active: bool


def products() -> Iterator[Product]:
    """Yield all products, the same at each call."""
    number = 0
    for category, (_name, families) in CATEGORIES.items():
        for code, noun, sizes, price, weight in families:
            for rank, size in enumerate(sizes):
                for brand in BRANDS[: 2 + (rank % 2)]:
                    number += 1
                    yield _product(number, category, code, noun, size, rank, brand, price, weight)


def _product(
    number: int,
    category: str,
    code: str,
    noun: str,
    size: str,
    rank: int,
    brand: str,
    price: str,
    weight: str,
) -> Product:
    factor = (1 + 0.18 * rank) * {"Hartwell": 1.0, "Nordhagen": 1.25, "Castelline": 0.9}[brand]
    return Product(
        id=f"{code}-{brand[0]}{rank + 1:02}",
        category=category,
        name=f"{noun}, {size}" if brand == "Hartwell" else f"{brand} {noun[0].lower()}{noun[1:]}, {size}",
        brand=brand,
        size=size,
        price=f"{float(price) * factor:.2f}",
        weight=f"{float(weight) * (1 + 0.15 * rank):.2f}",
        # Too large for an exact floating-point number, like the numbers of real back-office systems.
        erp_record=90071992547409900 + number * 7,
        active=number % 11 != 0,
    )
