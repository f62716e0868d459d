"""The address that monitors ask: is the site up, and does its database answer?"""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def salute(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- every view takes it
    """Answer 200 when one query to the database succeeds, 503 when it does not; tell nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"stato": "errore", "messaggio": "La base dati non risponde."}, status=503)
    return JsonResponse({"stato": "ok"})
