"""The pages of other apps to which the quotas are added: those apps come before ``budget`` and do not know it."""

from __future__ import annotations

from django.contrib import admin

from budget.admin.quote import QuotaCapitoloInline, QuotaPersonaleInline, QuoteDiPersonaInline
from obiettivi.admin.piano import ObiettivoAdmin, ProgettoAdmin
from obiettivi.models import Obiettivo, Progetto
from organizzazione.admin.persone import PersonaAdmin
from organizzazione.models import Persona

admin.site.unregister([Progetto, Obiettivo, Persona])


@admin.register(Progetto)
class ProgettoConQuoteAdmin(ProgettoAdmin):
    inlines = (*ProgettoAdmin.inlines, QuotaCapitoloInline, QuotaPersonaleInline)


@admin.register(Obiettivo)
class ObiettivoConQuoteAdmin(ObiettivoAdmin):
    inlines = (*ObiettivoAdmin.inlines, QuotaCapitoloInline, QuotaPersonaleInline)


@admin.register(Persona)
class PersonaConQuoteAdmin(PersonaAdmin):
    inlines = (*PersonaAdmin.inlines, QuoteDiPersonaInline)
