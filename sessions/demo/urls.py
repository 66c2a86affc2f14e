from django.urls import path

from sessions.demo.views import demo

urlpatterns = [path("demo/", demo, name="demo")]
