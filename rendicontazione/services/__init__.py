"""What changes the plan as a whole: the import of a workbook, the approval, the variazioni."""

from rendicontazione.services.importazione import (
    Applicazione,
    Esito,
    apply_importazione,
    import_cartella,
    prepare_importazione,
    read_cartella,
    write_tracciato,
)

__all__ = [
    "Applicazione",
    "Esito",
    "apply_importazione",
    "import_cartella",
    "prepare_importazione",
    "read_cartella",
    "write_tracciato",
]
