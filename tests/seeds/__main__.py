"""Write the workbooks of the real documents into a folder: ``python -m tests.seeds OUTDIR``."""

import argparse
from collections.abc import Callable
from pathlib import Path

from tests.seeds.cartella import Cartella, write_cartella
from tests.seeds.peg2021 import build_cartella_peg
from tests.seeds.piano2025 import build_cartella_piano
from tests.seeds.scheda import build_cartella_scheda
from tests.seeds.tabella import build_cartella_tabella

SEEDS: dict[str, Callable[[], Cartella]] = {
    "peg2021": build_cartella_peg,
    "scheda": build_cartella_scheda,
    "tabella": build_cartella_tabella,
    "piano2025": build_cartella_piano,
}


def write_seeds(cartella: Path) -> list[Path]:
    """Write one workbook for each document; return their paths."""
    cartella.mkdir(parents=True, exist_ok=True)
    percorsi = [cartella / f"{nome}.xlsx" for nome in SEEDS]
    for build, percorso in zip(SEEDS.values(), percorsi, strict=True):
        write_cartella(build(), percorso)
    return percorsi


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.seeds", description=__doc__)
    parser.add_argument("cartella", metavar="OUTDIR", type=Path)
    for percorso in write_seeds(parser.parse_args().cartella):
        print(percorso)  # noqa: T201 -- a command line


if __name__ == "__main__":
    main()
