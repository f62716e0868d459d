from django.contrib.admin.apps import AdminConfig


class SitoAdminConfig(AdminConfig):
    default_site = "pianoperformance.admin.SitoAdmin"
