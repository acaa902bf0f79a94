"""Pictures for titles, drawn from what the title is: colours by genre, a figure by genre, its place by its id."""

from __future__ import annotations

import html
import random
import textwrap
from collections.abc import Callable

from demo.site.catalogue import TitlePage

WIDTH, HEIGHT = 640, 400

# Hue of the ground and of the figure, degrees.
_HUES = {
    "science fiction": (232, 190), "horror": (352, 20), "western": (24, 42), "comedy": (44, 330),
    "romance": (338, 16), "crime": (216, 44), "film noir": (222, 48), "thriller": (206, 350), "war": (96, 30),
    "adventure": (158, 40), "fantasy": (276, 200), "music": (300, 40), "documentary": (188, 44),
    "animation": (170, 340), "family": (200, 48), "mystery": (256, 36), "drama": (212, 24), "experimental": (312, 150),
}  # fmt: skip
_PLAIN = (210, 30)

Figure = Callable[[random.Random, int], str]


def poster(title: TitlePage) -> str:
    """An SVG, 640 by 400. The same title always gets the same picture."""
    dice = random.Random(title.id)
    genre = next((genre for genre in title.genres if genre in _HUES), "")
    ground, figure = _HUES.get(genre, _PLAIN)
    shift = dice.randint(-12, 12)
    drawn = _FIGURES.get(genre, _hills)(dice, figure + shift)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{html.escape(title.name)}</title>"
        f'<defs><linearGradient id="g" x2="0.6" y2="1"><stop stop-color="hsl({ground + shift} 48% 34%)"/>'
        f'<stop offset="1" stop-color="hsl({ground + shift + 26} 56% 14%)"/></linearGradient>'
        '<linearGradient id="s" x2="0" y2="1"><stop offset=".35" stop-color="#000" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#000" stop-opacity=".72"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#g)"/>{drawn}'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#s)"/>{_words(title)}</svg>'
    )


def _words(title: TitlePage) -> str:
    size = 44 if len(title.name) < 34 else 34
    lines = textwrap.wrap(title.name, 24 if size == 44 else 32)[:3]
    top = HEIGHT - 56 - (len(lines) - 1) * (size + 4)
    spans = "".join(
        f'<text x="32" y="{top + row * (size + 4)}" font-size="{size}" font-weight="700">{html.escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    note = html.escape(" · ".join(filter(None, (str(title.year or ""), *title.genres[:1]))))
    style = "fill:#fff;font-family:system-ui,'Segoe UI',Roboto,sans-serif"
    return f'<g style="{style}">{spans}<text x="32" y="{HEIGHT - 24}" font-size="20" opacity=".86">{note}</text></g>'


def _paint(hue: int, light: int = 62, opacity: float = 0.85) -> str:
    return f'fill="hsl({hue} 62% {light}%)" opacity="{opacity}"'


def _orbits(dice: random.Random, hue: int) -> str:
    x, y = dice.randint(380, 500), dice.randint(120, 190)
    rings = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{radius}" ry="{radius // 3}" fill="none" stroke="hsl({hue} 60% 70%)" '
        f'stroke-width="2" opacity=".5" transform="rotate({dice.randint(-30, 10)} {x} {y})"/>'
        for radius in (110, 150, 200)
    )
    stars = "".join(
        f'<circle cx="{dice.randint(0, WIDTH)}" cy="{dice.randint(0, 260)}" r="{dice.choice((1, 1, 2))}" '
        'fill="#fff" opacity=".7"/>'
        for _ in range(46)
    )
    return f'{stars}<circle cx="{x}" cy="{y}" r="72" {_paint(hue)}/>{rings}'


def _moon(dice: random.Random, hue: int) -> str:
    x = dice.randint(360, 500)
    spikes = " ".join(
        f"{left},{HEIGHT} {left + 22},{dice.randint(180, 290)} {left + 46},{HEIGHT}" for left in range(-20, WIDTH, 52)
    )
    return (
        f'<circle cx="{x}" cy="120" r="84" {_paint(hue, 78)}/>'
        f'<circle cx="{x + 34}" cy="104" r="78" fill="#000" opacity=".28"/>'
        f'<polygon points="{spikes}" fill="#000" opacity=".5"/>'
    )


def _mesas(dice: random.Random, hue: int) -> str:
    blocks = "".join(
        f'<path d="M{left} {HEIGHT}L{left + 20} {top}H{left + 120}L{left + 150} {HEIGHT}Z" fill="#000" opacity=".34"/>'
        for left in range(-40, WIDTH, 190)
        for top in (dice.randint(170, 270),)
    )
    return f'<circle cx="{dice.randint(300, 500)}" cy="170" r="96" {_paint(hue, 66)}/>{blocks}'


def _bars(dice: random.Random, hue: int) -> str:
    return "".join(
        f'<rect x="{left}" y="{200 - high}" width="16" height="{2 * high}" rx="8" {_paint(hue + left // 12, 64, 0.8)}/>'
        for left in range(230, WIDTH - 30, 30)
        for high in (dice.randint(20, 150),)
    )


def _rings(dice: random.Random, hue: int) -> str:
    x, y = dice.randint(330, 420), dice.randint(140, 200)
    return (
        f'<circle cx="{x}" cy="{y}" r="100" {_paint(hue, 64, 0.75)}/>'
        f'<circle cx="{x + 110}" cy="{y - 20}" r="100" {_paint(hue + 30, 70, 0.6)}/>'
    )


def _blinds(dice: random.Random, hue: int) -> str:
    tilt = dice.randint(-24, -12)
    slats = "".join(
        f'<rect x="220" y="{top}" width="520" height="20" {_paint(hue, 70, 0.5)}/>' for top in range(0, 380, 44)
    )
    spot = f'<circle cx="{dice.randint(380, 520)}" cy="190" r="60" fill="#000" opacity=".55"/>'
    return f'<g transform="rotate({tilt} 320 200)">{slats}</g>{spot}'


def _confetti(dice: random.Random, hue: int) -> str:
    return "".join(
        f'<circle cx="{dice.randint(240, WIDTH)}" cy="{dice.randint(0, 300)}" r="{dice.randint(8, 40)}" '
        f"{_paint(hue + dice.choice((0, 40, 180)), 62, 0.7)}/>"
        for _ in range(16)
    )


def _hills(dice: random.Random, hue: int) -> str:
    rows = "".join(
        f'<path d="M0 {base}C{dice.randint(100, 200)} {base - dice.randint(40, 120)} {dice.randint(300, 420)} '
        f'{base + dice.randint(10, 60)} {WIDTH} {base - dice.randint(30, 110)}V{HEIGHT}H0Z" '
        f"{_paint(hue, 58 - step * 14, 0.55)}/>"
        for step, base in enumerate((190, 250, 320))
    )
    return f'<circle cx="{dice.randint(360, 540)}" cy="{dice.randint(80, 130)}" r="50" {_paint(hue, 80)}/>{rows}'


def _waves(dice: random.Random, hue: int) -> str:
    return "".join(
        f'<path d="M-20 {top}q80 {-bend} 160 0t160 0t160 0t160 0t160 0" fill="none" stroke="hsl({hue} 60% 68%)" '
        f'stroke-width="3" opacity="{0.25 + (top % 5) / 12:.2f}"/>'
        for top in range(30, 320, 22)
        for bend in (dice.randint(14, 46),)
    )


_FIGURES: dict[str, Figure] = {
    "science fiction": _orbits, "fantasy": _orbits, "horror": _moon, "mystery": _moon, "western": _mesas, "war": _mesas,
    "music": _bars, "romance": _rings, "crime": _blinds, "film noir": _blinds, "thriller": _blinds,
    "comedy": _confetti, "animation": _confetti, "family": _confetti, "experimental": _waves, "documentary": _waves,
}  # fmt: skip
