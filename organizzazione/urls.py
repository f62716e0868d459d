from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

urlpatterns = [
    path("accedi/", LoginView.as_view(redirect_authenticated_user=True), name="accedi"),
    path("esci/", LogoutView.as_view(), name="esci"),
]
