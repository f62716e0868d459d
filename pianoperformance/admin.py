"""The admin site: open to whoever administers or runs the controllo di gestione of an ente, and to nobody else."""

from django.contrib import admin
from django.http import HttpRequest

from organizzazione.models import Ruolo, ambito_of


class SitoAdmin(admin.AdminSite):
    site_header = "PianoPerformance: gestione dei dati"
    site_title = "PianoPerformance"
    index_title = "Dati del ciclo della performance"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_active or not user.is_authenticated:
            return False
        return user.is_superuser or bool(ambito_of(user).enti_con(Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO))
