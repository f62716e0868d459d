"""WSGI entry point: ``gunicorn pianoperformance.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pianoperformance.settings")
application = get_wsgi_application()
