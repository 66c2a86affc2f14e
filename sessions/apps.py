from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Labelled ``live``: ``sessions`` is the label of Django's own."""

    name = "sessions"
    label = "live"

    def ready(self) -> None:
        from deliberation.kernel import facts
        from sessions.fanout import publish

        facts.subscribe(publish.news_of)
