"""Addresses inside a ciclo: they stand after ``/<ente>/<anno>/``."""

from django.urls import path

from obiettivi import views

urlpatterns = [
    path("obiettivi/", views.ObiettiviView.as_view(), name="obiettivi"),
    path("indicatori/", views.IndicatoriView.as_view(), name="indicatori"),
]
