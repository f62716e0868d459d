"""Every address of the site; those of a plan say whose it is and of what year."""

from django.contrib import admin
from django.urls import include, path

from pianoperformance.base.salute import salute
from rendicontazione.views.piano import inizio

urlpatterns = [
    path("salute/", salute, name="salute"),
    path("gestione/", admin.site.urls),
    path("", inizio, name="inizio"),
    path("", include("organizzazione.urls")),
    path("", include("rendicontazione.urls_importa")),
    path("<slug:ente>/<int:anno>/", include("obiettivi.urls")),
    path("<slug:ente>/<int:anno>/", include("budget.urls")),
    path("<slug:ente>/<int:anno>/", include("rendicontazione.urls")),
]
