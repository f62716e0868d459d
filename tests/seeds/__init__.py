"""The four real documents as workbooks: read from outside the repository, never copied into it.

``python -m tests.seeds OUTDIR`` writes ``peg2021.xlsx``, ``scheda.xlsx``, ``tabella.xlsx`` and ``piano2025.xlsx``.
The documents differ as much as documents can; sheets and columns are the same four times, none is made for one.
"""
