"""Addresses inside a ciclo: they stand after ``/<ente>/<anno>/``."""

from django.urls import path

from rendicontazione.views import controlli, documenti, piano, ricerca, schede, stampa, variazioni

urlpatterns = [
    path("", piano.ciclo, name="ciclo"),
    path("cdr/<int:pk>/", piano.riepilogo, name="riepilogo"),
    path("progetti/<int:pk>/", schede.progetto, name="progetto"),
    path("obiettivi/<int:pk>/", schede.obiettivo, name="obiettivo"),
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
