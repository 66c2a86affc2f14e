"""What an action answers when it does not do what it was asked."""


class Refused(Exception):
    """A rule says no. ``str()`` of it is a sentence in the language of the person who asked; ``field`` is the field of
    the form that it is about, if it is about one."""

    def __init__(self, sentence: object = "", *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(Refused):
    """The text changed since the person read it.

    ``current`` is the text as it stands and ``version`` its number, so that both can be shown side by side; ``wording``
    stands for the number where the text has none.
    """

    def __init__(self, sentence: str, *, current: str, version: int = 0, wording: str = "") -> None:
        super().__init__(sentence)
        self.current = current
        self.version = version
        self.wording = wording
