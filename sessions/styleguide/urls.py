from django.urls import path

from sessions.styleguide.views import styleguide

urlpatterns = [path("styleguide/", styleguide, name="styleguide")]
