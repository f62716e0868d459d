from django.apps import AppConfig


class OrganizzazioneConfig(AppConfig):
    name = "organizzazione"
    verbose_name = "Organizzazione"
