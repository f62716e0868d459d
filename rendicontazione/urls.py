"""Addresses inside a ciclo: they stand after ``/<ente>/<anno>/``."""

from django.urls import path

from rendicontazione.views import (
    controlli,
    documenti,
    lavoro,
    piano,
    proposta,
    redazione,
    ricerca,
    scadenze,
    schede,
    solleciti,
    stampa,
    variazioni,
)

urlpatterns = [
    path("", piano.ciclo, name="ciclo"),
    path("cdr/<int:pk>/", piano.riepilogo, name="riepilogo"),
    path("progetti/<int:pk>/", schede.progetto, name="progetto"),
    path("obiettivi/<int:pk>/", schede.obiettivo, name="obiettivo"),
    path("obiettivi/nuovo/", redazione.nuovo, name="obiettivo_nuovo"),
    path("obiettivi/<int:pk>/modifica/", redazione.modifica, name="obiettivo_modifica"),
    path("obiettivi/<int:pk>/copia/", redazione.copia, name="obiettivo_copia"),
    path("obiettivi/<int:pk>/proposta/", proposta.proposta, name="proposta"),
    path("cdr/<int:pk>/proposte/", proposta.proposte, name="proposte"),
    path("da-fare/", lavoro.da_fare, name="da_fare"),
    path("tavolo/", lavoro.tavolo, name="tavolo"),
    path("solleciti/", solleciti.solleciti, name="solleciti"),
    path("scadenze/", scadenze.scadenze, name="scadenze"),
    path("controlli/", controlli.controlli, name="controlli"),
    path("cerca/", ricerca.cerca, name="cerca"),
    path("documenti/", documenti.documenti, name="documenti"),
    path("documenti/<int:versione>/", documenti.documento, name="documento"),
    path("approva/", documenti.approva, name="approva"),
    path("confronto/", documenti.confronto, name="confronto"),
    path("variazioni/", variazioni.variazioni, name="variazioni"),
    path("variazioni/nuova/", variazioni.nuova, name="variazione_nuova"),
    path("variazioni/<int:numero>/", variazioni.variazione, name="variazione"),
    path("stampe/<slug:documento>.pdf", stampa.stampa, name="stampa"),
]
