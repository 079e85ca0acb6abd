"""Makes a Wagtail site to measure beside: its own project template, plus news as its tutorial has them.

Usage: make_wagtail.py FOLDER NEWS PAGES

FOLDER must be empty. Leaves a migrated SQLite database with a home page that shows the newest
news, a list of all of them, NEWS items with headings, paragraphs and a quote, and PAGES plain
pages, so that the search has something to search. Settings are those of production.
"""

import os
import subprocess
import sys
from pathlib import Path

MODELS = '''
from django.core.paginator import Paginator
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from django.db import models

BODY = [
    ("heading", blocks.CharBlock()),
    ("paragraph", blocks.RichTextBlock()),
    ("quote", blocks.BlockQuoteBlock()),
]


class NewsItem(Page):
    date = models.DateField()
    teaser = models.CharField(max_length=250)
    body = StreamField(BODY)
    search_fields = Page.search_fields + [index.SearchField("teaser"), index.SearchField("body")]


class TextPage(Page):
    body = StreamField(BODY)
    search_fields = Page.search_fields + [index.SearchField("body")]


class NewsIndex(Page):
    def get_context(self, request):
        context = super().get_context(request)
        news = NewsItem.objects.child_of(self).live().order_by("-date")
        context["news"] = Paginator(news, 20).get_page(request.GET.get("page"))
        return context
'''

HOME = '''
from wagtail.models import Page


class HomePage(Page):
    def get_context(self, request):
        from news.models import NewsItem

        context = super().get_context(request)
        context["news"] = NewsItem.objects.live().order_by("-date")[:6]
        context["pages"] = self.get_children().live().in_menu()
        return context
'''

LIST = """
{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}<main><h1>{{ page.title }}</h1>
{% if pages %}<nav><ul>{% for one in pages %}<li><a href="{% pageurl one %}">{{ one.title }}</a></li>{% endfor %}</ul></nav>{% endif %}
<ul>{% for item in news %}<li><h2><a href="{% pageurl item %}">{{ item.title }}</a></h2>
<p><time datetime="{{ item.date|date:'c' }}">{{ item.date }}</time> {{ item.teaser }}</p></li>{% endfor %}</ul></main>{% endblock %}
"""

ITEM = """
{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}<main><h1>{{ page.title }}</h1>
{% if page.teaser %}<p>{{ page.teaser }}</p>{% endif %}{% include_block page.body %}</main>{% endblock %}
"""

FILL = '''
import datetime, sys
from home.models import HomePage
from news.models import NewsIndex, NewsItem, TextPage

news, pages = int(sys.argv[1]), int(sys.argv[2])
words = "Stadt Rathaus Baustelle Wohngeld Radweg Spielplatz Bibliothek Ausweis Wasser Schule".split()
def body(n):
    text = " ".join(words[(n + k) % len(words)] for k in range(60))
    return [("heading", words[n % len(words)]), ("paragraph", None), ("quote", text[:90]), ("paragraph", None)]
def filled(n):
    from wagtail.rich_text import RichText
    text = " ".join(words[(n + k) % len(words)] for k in range(60))
    return [(kind, RichText(f"<p>{text}</p>") if kind == "paragraph" else value) for kind, value in body(n)]
home = HomePage.objects.first()
index = home.add_child(instance=NewsIndex(title="Aktuelles", slug="aktuelles", show_in_menus=True))
first = datetime.date(2026, 1, 1)
for n in range(news):
    title = f"{words[n % len(words)]} {n}"
    index.add_child(instance=NewsItem(title=title, slug=f"meldung-{n}", date=first + datetime.timedelta(days=n),
                                      teaser="Was dazu zu wissen ist, steht hier.", body=filled(n)))
for n in range(pages):
    home.add_child(instance=TextPage(title=f"{words[n % len(words)]} {n}", slug=f"seite-{n}", body=filled(n),
                                     show_in_menus=n < 8))
'''

SETTINGS = '''
SECRET_KEY = "only for a measurement on loopback"
ALLOWED_HOSTS = ["127.0.0.1"]
'''


def main() -> None:
    folder, news, pages = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    wagtail = Path(sys.executable).parent / "wagtail"
    subprocess.run([wagtail, "start", "peer", folder], check=True, stdout=sys.stderr)
    app = folder / "news"
    (app / "migrations").mkdir(parents=True)
    (app / "templates/news").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "migrations/__init__.py").touch()
    (app / "models.py").write_text(MODELS)
    (app / "templates/news/news_item.html").write_text(ITEM)
    (app / "templates/news/text_page.html").write_text(ITEM)
    (app / "templates/news/news_index.html").write_text(LIST)
    (folder / "home/models.py").write_text(HOME)
    (folder / "home/templates/home/home_page.html").write_text(LIST)
    (folder / "peer/settings/local.py").write_text(SETTINGS)
    base = folder / "peer/settings/base.py"
    base.write_text(base.read_text().replace("INSTALLED_APPS = [", 'INSTALLED_APPS = [\n    "news",', 1))
    os.environ["DJANGO_SETTINGS_MODULE"] = "peer.settings.production"

    def manage(*words: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words], cwd=folder, check=True, stdout=sys.stderr)

    manage("makemigrations", "news")
    manage("migrate")
    manage("collectstatic", "--noinput")
    (folder / "fill.py").write_text(
        "import django; django.setup()\n" + FILL + "\nfrom django.core.management import call_command\n"
        'call_command("update_index", verbosity=0)\n'
    )
    subprocess.run([sys.executable, "fill.py", news, pages], cwd=folder, check=True, stdout=sys.stderr)


main()
