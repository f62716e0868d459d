"""Addresses outside a ciclo: the workbook, that may hold several plans, and the PDF to recognise."""

from django.urls import path

from rendicontazione.views import documenti, importa

urlpatterns = [
    path("verifica/", documenti.verifica, name="verifica"),
    path("importa/", importa.importa, name="importa"),
    path("importa/<int:pk>/", importa.importazione, name="importazione"),
    path("tracciato.xlsx", importa.tracciato, {"formato": "xlsx"}, name="tracciato"),
    path("tracciato.ods", importa.tracciato, {"formato": "ods"}, name="tracciato_ods"),
]
