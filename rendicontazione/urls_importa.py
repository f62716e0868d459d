"""Addresses of the workbook, that may hold the plans of several enti and years."""

from django.urls import path

from rendicontazione.views import importa

urlpatterns = [
    path("importa/", importa.importa, name="importa"),
    path("importa/<int:pk>/", importa.importazione, name="importazione"),
    path("tracciato.xlsx", importa.tracciato, {"formato": "xlsx"}, name="tracciato"),
    path("tracciato.ods", importa.tracciato, {"formato": "ods"}, name="tracciato_ods"),
]
