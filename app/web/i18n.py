"""The reader's language. Dutch unless somebody chose English; one gettext domain per capability."""

from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, gettext
from flask_babel import get_locale as babel_locale
from flask_login import current_user

from app.core.messages import Message

LOCALES = ("nl", "en")
DEFAULT_LOCALE = "nl"
TRANSLATIONS_DIR = Path(__file__).parent.parent / "translations"


def translation_domains() -> list[str]:
    """One per `.po` file: the word of the capability it belongs to."""
    return sorted(path.stem for path in (TRANSLATIONS_DIR / "nl" / "LC_MESSAGES").glob("*.po"))


def select_locale() -> str:
    """The language chosen on this device, else the account's, else Dutch."""
    if not has_request_context():
        return DEFAULT_LOCALE
    chosen = request.cookies.get("locale")
    if chosen in LOCALES:
        return chosen
    if current_user and current_user.is_authenticated:
        return str(current_user.locale)
    return DEFAULT_LOCALE


def current_locale() -> str:
    """`nl` or `en`, for who writes a page or a mail now."""
    # A page asks hundreds of times. What Flask-Babel found before stands in its corner of `g`; it looks there itself, but
    # takes five steps to it.
    known = g.get("_flask_babel") if has_app_context() else None
    locale = getattr(known, "babel_locale", None) or babel_locale()
    return locale.language if locale is not None else DEFAULT_LOCALE


def translate(told: Message | str) -> str:
    """A message in the reader's language, its values filled in."""
    if isinstance(told, str):
        return str(gettext(told))
    return str(gettext(told.text, **told.params))


class _AllDomains(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """A page asks for hundreds of words: the language alone says which translations those are, without building a key."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._by_language: dict[str, Translations | NullTranslations] = {}

    def get_translations(self) -> Translations | NullTranslations:
        """Those of the reader's language."""
        language = current_locale()
        known = self._by_language.get(language)
        if known is None:
            known = super().get_translations()
            if has_app_context():
                self._by_language[language] = known
        return known


def init_i18n(app: Flask) -> None:
    """Let every domain of translations answer."""
    domains = translation_domains() or ["messages"]
    babel = Babel(
        app,
        default_locale=DEFAULT_LOCALE,
        default_timezone="Europe/Amsterdam",
        default_domain=";".join(domains),
        default_translation_directories=";".join([str(TRANSLATIONS_DIR)] * len(domains)),
        locale_selector=select_locale,
    )
    every = babel.domain_instance = _AllDomains(";".join(domains))
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # an extension that Babel has added
        gettext=lambda text: every.get_translations().ugettext(text),
        ngettext=lambda one, more, count: every.get_translations().ungettext(one, more, count),
        pgettext=lambda context, text: every.get_translations().upgettext(context, text),
        npgettext=lambda context, one, more, count: every.get_translations().unpgettext(context, one, more, count),
        newstyle=True,
    )
    app.jinja_env.globals["current_locale"] = current_locale
    app.jinja_env.filters["translate"] = translate
