"""Addresses of the door and of one's own pages. The names are those that allauth asks for."""

from allauth.urls import urlpatterns as allauth_urls
from django.urls import include, path

from accounts.views.sign_in import sign_in

urlpatterns = [
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/", include(allauth_urls)),
]
