"""The admin site: open to whoever administers or runs the controllo di gestione of an ente, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from organizzazione.models import Utente, ambito_of
from organizzazione.rules import RUOLI_DI_GESTIONE, gestisce

APP = ("organizzazione", "obiettivi", "budget")
MODELLI = (
    *("Ente", "Struttura", "Persona", "Incarico", "Utente"),
    *("Ciclo", "Indirizzo", "ObiettivoStrategico", "Azione", "Progetto", "Obiettivo", "Indicatore"),
    *("TipologiaObiettivo", "Classificazione", "SistemaValutazione", "Missione", "Programma"),
    *("Capitolo", "QuotaCapitolo", "QuotaPersonale", "Titolo", "TotaleStampato"),
)


class SitoAdmin(admin.AdminSite):
    site_header = "PianoPerformance: gestione dei dati"
    site_title = "PianoPerformance"
    index_title = "Dati del ciclo della performance"

    def has_permission(self, request: HttpRequest) -> bool:
        return gestisce.test(request.user)

    def enti_gestiti(self, user: Utente) -> frozenset[int] | None:
        """Return the enti whose data the user runs here, None for all: a reader elsewhere stays a reader."""
        ambito = ambito_of(user)
        return None if ambito.tutto else ambito.enti_con(*RUOLI_DI_GESTIONE)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """From the organisation to the money, each list in the order in which an office fills it."""
        riquadri = super().get_app_list(request, app_label)
        riquadri.sort(key=lambda riquadro: APP.index(riquadro["app_label"]))
        for riquadro in riquadri:
            riquadro["models"].sort(key=lambda modello: MODELLI.index(modello["object_name"]))
        return riquadri

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Callable[..., Any]:
        """For whoever is logged in without a post that runs an ente, this site is not there."""
        interna = super().admin_view(view, cacheable)

        @wraps(interna)
        def esterna(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404("La gestione dei dati è riservata ad amministratori e controllo di gestione.")
            return interna(request, *args, **kwargs)

        return esterna

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:  # noqa: ARG002
        """There is one page to log in, the application's own."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)
