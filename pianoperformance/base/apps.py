from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "pianoperformance.base"
    label = "base"
