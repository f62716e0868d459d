"""Addresses inside a ciclo: they stand after ``/<ente>/<anno>/``."""

from django.urls import path

from budget import views

urlpatterns = [
    path("progetti/", views.ProgettiView.as_view(), name="progetti"),
    path("capitoli/", views.CapitoliView.as_view(), name="capitoli"),
    path("persone/", views.PersoneView.as_view(), name="persone"),
]
