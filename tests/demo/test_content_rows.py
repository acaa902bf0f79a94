"""The content system: rights, tastes and disturbances that questions can be asked about."""

from collections import Counter

from tests.demo.conftest import Company


def test_every_title_has_rights_and_some_are_not_for_everybody(company: Company) -> None:
    kinds = company.ask(
        company.cms,
        """
        SELECT t.id,
          (SELECT group_concat(DISTINCT w.country) FROM rights_windows AS w WHERE w.title_id = t.id) AS places,
          (SELECT count(DISTINCT w.plan) FROM rights_windows AS w WHERE w.title_id = t.id) AS plans,
          (SELECT max(coalesce(w.ends_at, '9999')) < datetime('now') FROM rights_windows AS w WHERE w.title_id = t.id),
          (SELECT min(w.starts_at) > datetime('now') FROM rights_windows AS w WHERE w.title_id = t.id)
        FROM titles AS t
        """,
    )

    assert all(places for _, places, *_ in kinds)
    assert sum(plans == 2 for _, _, plans, *_ in kinds) >= 10, "premium only"
    assert sum(set(places.split(",")) == {"GB", "IE"} for _, places, *_ in kinds) >= 10
    assert sum(ended for *_, ended, _ in kinds) >= 4
    assert sum(to_come for *_, to_come in kinds) >= 4
    assert sum(places == "*" and plans == 5 for _, places, plans, *_ in kinds) > len(kinds) / 2


def test_nobody_watched_what_their_country_and_plan_never_had(company: Company) -> None:
    abroad = company.ask(
        company.cms,
        """
        SELECT count(*) FROM views AS v, profiles AS p, members AS m
        WHERE p.id = v.profile_id AND m.id = p.member_id AND NOT EXISTS (
          SELECT 1 FROM rights_windows AS w
          WHERE w.title_id = v.title_id AND w.country IN ('*', m.country)
            AND w.starts_at <= v.started_at AND (w.ends_at IS NULL OR v.started_at < w.ends_at)
        )
        """,
    )

    assert abroad == [(0,)]


def test_children_watch_what_suits_their_age(company: Company) -> None:
    above = company.ask(
        company.cms,
        "SELECT count(*) FROM views AS v, profiles AS p, titles AS t WHERE p.id = v.profile_id AND t.id = v.title_id "
        "AND p.maturity_age IS NOT NULL AND t.maturity_age > p.maturity_age",
    )

    assert above == [(0,)]


def test_histories_keep_to_a_taste(company: Company) -> None:
    """Two random viewings of one profile share a genre far more often than viewings of two profiles."""
    rows = company.ask(
        company.cms,
        "SELECT v.profile_id, g.genre_id FROM views AS v, title_genres AS g "
        "WHERE g.title_id = v.title_id AND v.profile_id <= 300",
    )
    by_profile: dict[int, Counter[int]] = {}
    for profile, genre in rows:
        by_profile.setdefault(profile, Counter())[genre] += 1
    everybody = Counter(genre for _, genre in rows)

    own = sum(_concentration(genres) for genres in by_profile.values()) / len(by_profile)

    assert own > 1.25 * _concentration(everybody)


def _concentration(genres: Counter[int]) -> float:
    return sum((count / genres.total()) ** 2 for count in genres.values())


def test_views_reach_over_24_months_up_to_yesterday(company: Company) -> None:
    ((oldest, newest),) = company.ask(company.cms, "SELECT min(started_at), max(started_at) FROM views")

    assert newest < company.today.isoformat()
    assert (company.today.year - int(oldest[:4])) in (2, 3)


def test_exactly_one_incident_is_open_and_it_is_on_roku(company: Company) -> None:
    still_open = company.ask(
        company.cms,
        "SELECT a.affected, i.resolved_at FROM incidents AS i, incident_affects AS a "
        "WHERE a.incident_id = i.id AND i.status <> 'resolved'",
    )

    assert still_open == [("roku", None)]
