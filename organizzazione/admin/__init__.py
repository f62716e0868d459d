"""Admin of the organisation: enti, structures, people, posts and accounts.

Amministratore and controllo di gestione work on everything of their ente, with two exceptions kept for the
amministratore alone: the accounts (and which person an account belongs to), and the posts of amministratore and of
controllo. Otherwise a controllo could make himself an amministratore.
"""

from organizzazione.admin import ente, persone, utenti

__all__ = ["ente", "persone", "utenti"]
