"""The website's pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from demo.site.account import Accounts
from demo.site.catalogue import Catalogue
from demo.site.posters import poster
from demo.site.tokens import site_token
from demo.stories import STORIES, Story

PAGE = 48
_STRIPS = ("science fiction", "comedy", "film noir", "music", "documentary", "animation")
_GENERAL = ("What does Premium cost?", "What should I watch tonight?", "It keeps buffering on my TV")
_STORIES = {story.customer: story for story in STORIES}


@dataclass(frozen=True)
class Pages:
    """All pages, over the company's two databases. `keys` is the folder of the site's keys, `now` gives the present
    instant, UTC."""

    catalogue: Catalogue
    accounts: Accounts
    templates: Jinja2Templates
    keys: Path
    now: Callable[[], dt.datetime]

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.home),
            Route("/play", self.browse),
            Route("/play/{id}", self.title),
            Route("/title/{id}", self.old_title),
            Route("/poster/{id}.svg", self.poster),
            Route("/play/{id}/poster.svg", self.poster),
            Route("/courier", self.courier),
            Route("/courier/{id}", self.article),
            Route("/help", self.help_index),
            Route("/help/{id}", self.help_page),
            Route("/plans", self.plans),
            Route("/sign-in", self.sign_in, methods=["GET", "POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/account", self.account),
            Route("/support-token", self.support_token),
        ]

    def home(self, request: Request) -> Response:
        strips = [("Popular this month", self.catalogue.popular(12))]
        strips += [(genre.capitalize(), self.catalogue.of_genre(genre, 12)) for genre in _STRIPS]
        return self.show(request, "home.html", strips=strips, headlines=self.catalogue.headlines(5))

    def browse(self, request: Request) -> Response:
        words, genre = request.query_params.get("q", "").strip(), request.query_params.get("genre", "")
        if words:
            titles = self.catalogue.named(words[:80], PAGE)
        else:
            titles = self.catalogue.of_genre(genre, PAGE) if genre else self.catalogue.popular(PAGE)
        genres = self.catalogue.genres()
        return self.show(request, "browse.html", titles=titles, genres=genres, genre=genre, words=words)

    def title(self, request: Request) -> Response:
        title = _found(self.catalogue.title(request.path_params["id"]))
        near = [other for other in self.catalogue.of_genre(title.genres[0], 13) if other.id != title.id][:12]
        return self.show(request, "title.html", title=title, near=near)

    def old_title(self, request: Request) -> Response:
        return RedirectResponse(f"/play/{request.path_params['id']}", status_code=301)

    def poster(self, request: Request) -> Response:
        title = _found(self.catalogue.title(request.path_params["id"]))
        headers = {"Cache-Control": "public, max-age=3600"}
        return Response(poster(title), media_type="image/svg+xml", headers=headers)

    def courier(self, request: Request) -> Response:
        section = request.query_params.get("section") or None
        shown, sections = self.catalogue.headlines(25, section), self.catalogue.sections()
        return self.show(request, "courier.html", section=section, headlines=shown, sections=sections)

    def article(self, request: Request) -> Response:
        article = _found(self.catalogue.article(request.path_params["id"]))
        more = [other for other in self.catalogue.headlines(6, article.section) if other.id != article.id]
        return self.show(request, "article.html", article=article, more=more)

    def help_index(self, request: Request) -> Response:
        topics: dict[str, list[Any]] = {}
        for page in self.catalogue.help_pages():
            topics.setdefault(page.topic, []).append(page)
        return self.show(request, "help.html", topics=topics)

    def help_page(self, request: Request) -> Response:
        page = _found(self.catalogue.help_page(request.path_params["id"]))
        return self.show(request, "help_page.html", page=page)

    def plans(self, request: Request) -> Response:
        return self.show(request, "plans.html", plans=self.accounts.plans())

    async def sign_in(self, request: Request) -> Response:
        if request.method == "GET":
            next_page = _own_path(request.query_params.get("next"))
            return self.show(request, "sign_in.html", stories=STORIES, next_page=next_page)
        from_this_site(request)
        form = await request.form()
        story = _found(_STORIES.get(str(form.get("customer"))))
        request.session.clear()
        request.session.update(customer=story.customer, signed_in_at=self.now().timestamp())
        return RedirectResponse(_own_path(str(form.get("next", ""))), status_code=303)

    def sign_out(self, request: Request) -> Response:
        from_this_site(request)
        request.session.clear()
        return RedirectResponse("/", status_code=303)

    def account(self, request: Request) -> Response:
        story = signed_in(request)
        if story is None:
            return RedirectResponse("/sign-in?next=/account", status_code=303)
        return self.show(
            request, "account.html", customer=self.accounts.customer(story.customer),
            held=self.accounts.held(story.customer), invoices=self.accounts.invoices(story.customer),
        )  # fmt: skip

    def support_token(self, request: Request) -> Response:
        """What the chat widget asks for: who is signed in. 204: nobody."""
        headers = {"Cache-Control": "no-store"}
        token = self.token(request)
        return (
            Response(status_code=204, headers=headers) if token is None else PlainTextResponse(token, headers=headers)
        )

    def token(self, request: Request) -> str | None:
        """The site's word on who is signed in; None: nobody."""
        story = signed_in(request)
        if story is None:
            return None
        signed_in_at = dt.datetime.fromtimestamp(request.session["signed_in_at"], dt.UTC)
        return site_token(story.customer, signed_in_at, self.now(), self.keys)

    def not_found(self, request: Request, error: Exception) -> Response:
        return self.show(request, "not_found.html", status_code=404)

    def show(self, request: Request, template: str, status_code: int = 200, **shown: Any) -> Response:
        """A page of the site, with who is signed in."""
        story = signed_in(request)
        context: Mapping[str, Any] = {
            **shown, "story": story, "questions": story.questions if story else _GENERAL, "year": self.now().year,
        }  # fmt: skip
        return self.templates.TemplateResponse(request, template, dict(context), status_code=status_code)


def _found[T](thing: T | None) -> T:
    if thing is None:
        raise HTTPException(404)
    return thing


def signed_in(request: Request) -> Story | None:
    """Whose browser it is; None: a visitor's."""
    return _STORIES.get(str(request.session.get("customer")))


def _own_path(address: str | None) -> str:
    """`address` if it is a page of this site, else the home page."""
    parts = urlsplit(address or "")
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in parts.path
    return urlunsplit(("", "", parts.path, parts.query, "")) if own else "/"


def from_this_site(request: Request) -> None:
    """Another website must not act for a visitor. Raises `HTTPException` (403)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
