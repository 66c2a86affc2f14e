"""The languages in which the opinion may be put, and what is said above it there: that the original prevails."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from deliberation.opinion.handover.models import Derivative

# By BCP 47 tag: the name in the language of the page, and its own.
NAMES = {
    "fr": (_("French"), "français"),
    "en": (_("English"), "English"),
    "ar": (_("Arabic"), "العربية"),
    "br": (_("Breton"), "brezhoneg"),
    "ca": (_("Catalan"), "català"),
    "co": (_("Corsican"), "corsu"),
    "de": (_("German"), "Deutsch"),
    "es": (_("Spanish"), "español"),
    "eu": (_("Basque"), "euskara"),
    "fa": (_("Persian"), "فارسی"),
    "it": (_("Italian"), "italiano"),
    "nl": (_("Dutch"), "Nederlands"),
    "oc": (_("Occitan"), "occitan"),
    "pl": (_("Polish"), "polski"),
    "pt": (_("Portuguese"), "português"),
    "ro": (_("Romanian"), "română"),
    "ru": (_("Russian"), "русский"),
    "ta": (_("Tamil"), "தமிழ்"),
    "tr": (_("Turkish"), "Türkçe"),
    "uk": (_("Ukrainian"), "українська"),
    "vi": (_("Vietnamese"), "Tiếng Việt"),
    "zh": (_("Chinese"), "中文"),
}
RIGHT_TO_LEFT = frozenset({"ar", "fa"})
# Where a language has no sentence of its own.
ELSE = ("fr", "en")

# Said by the version itself, in its own language, whatever that of the page: no work of gettext.
TRANSLATION = {
    "fr": "Ceci est une traduction. Seul l’avis original, signé par les citoyens, fait foi.",
    "en": "This is a translation. Only the original opinion, signed by the citizens, prevails.",
    "de": "Dies ist eine Übersetzung. Maßgeblich ist allein die von den Bürgerinnen und Bürgern unterzeichnete "
    "Originalfassung.",
    "es": "Esto es una traducción. Solo prevalece el dictamen original, firmado por los ciudadanos.",
    "it": "Questa è una traduzione. Fa fede solo il parere originale, firmato dai cittadini.",
    "pt": "Isto é uma tradução. Só o parecer original, assinado pelos cidadãos, faz fé.",
    "ar": "هذه ترجمة. النص الأصلي للرأي، الموقّع من المواطنين، هو وحده المعتمد.",
}
EASY_READ = {
    "fr": "Ce texte est écrit en facile à lire. Seul l’avis original, signé par les citoyens, fait foi.",
    "en": "This text is written to be easy to read. Only the original opinion, signed by the citizens, prevails.",
    "de": "Dieser Text ist in Leichter Sprache. Maßgeblich ist allein die von den Bürgerinnen und Bürgern "
    "unterzeichnete Originalfassung.",
    "es": "Este texto está en lectura fácil. Solo prevalece el dictamen original, firmado por los ciudadanos.",
    "it": "Questo testo è facile da leggere. Fa fede solo il parere originale, firmato dai cittadini.",
    "pt": "Este texto é de leitura fácil. Só o parecer original, assinado pelos cidadãos, faz fé.",
    "ar": "هذا النص سهل القراءة. النص الأصلي للرأي، الموقّع من المواطنين، هو وحده المعتمد.",
}
SENTENCES = {Derivative.Kind.TRANSLATION.value: TRANSLATION, Derivative.Kind.EASY_READ.value: EASY_READ}


@dataclass(frozen=True)
class Said:
    """A sentence, and how its element says in which language it is."""

    text: str
    lang: str
    dir: str


def direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def name_of(language: str) -> str:
    """``Arabic (العربية)``, and once only where both are the same."""
    known, own = (str(name) for name in NAMES.get(language, (language, language)))
    return known if known.casefold() == own.casefold() else f"{known} ({own})"


def choices() -> list[tuple[str, str]]:
    return sorted(((tag, name_of(tag)) for tag in NAMES), key=lambda each: each[1])


def prevails(kind: str, language: str) -> tuple[Said, ...]:
    """That this is another version and that the original prevails: in its language, else in French and English."""
    known = SENTENCES[kind]
    spoken = (language,) if language in known else ELSE
    return tuple(Said(known[each], each, direction(each)) for each in spoken)
