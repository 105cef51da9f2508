"""Addresses of the enhanced pages."""

from django.urls import path

from console.views.enhanced.deletion import delete_record
from console.views.enhanced.records import index, new, record, record_list
from console.views.enhanced.secret import secret

app_name = "enhanced"
urlpatterns = [
    path("", index, name="index"),
    path("<str:resource>/", record_list, name="list"),
    path("<str:resource>/new/", new, name="new"),
    path("<str:resource>/<str:record_id>/", record, name="record"),
    path("<str:resource>/<str:record_id>/delete/", delete_record, name="delete"),
    path("<str:resource>/<str:record_id>/secret/<str:field>/", secret, name="secret"),
]
