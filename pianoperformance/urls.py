from django.contrib import admin
from django.urls import path

urlpatterns = [path("gestione/", admin.site.urls)]
