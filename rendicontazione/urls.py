"""Addresses inside a ciclo: they stand after ``/<ente>/<anno>/``."""

from django.urls import path

from rendicontazione.views import controlli, piano, ricerca, schede, stampa

urlpatterns = [
    path("", piano.ciclo, name="ciclo"),
    path("cdr/<int:pk>/", piano.riepilogo, name="riepilogo"),
    path("progetti/<int:pk>/", schede.progetto, name="progetto"),
    path("obiettivi/<int:pk>/", schede.obiettivo, name="obiettivo"),
    path("controlli/", controlli.controlli, name="controlli"),
    path("cerca/", ricerca.cerca, name="cerca"),
    path("stampe/<slug:documento>.pdf", stampa.stampa, name="stampa"),
]
