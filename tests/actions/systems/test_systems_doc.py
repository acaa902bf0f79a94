"""`docs/systems.md` explains every key of `system.yml`, and its example is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.systems.config import ColumnPolicy, Limits, Link, SystemFile, read_config

PAGE = Path("docs/systems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", [SystemFile, Limits, Link, ColumnPolicy], ids=lambda section: section.__name__)
def test_every_key_is_explained(section: type[SystemFile]) -> None:
    for name in section.model_fields:
        assert re.search(rf"`(limits\.)?{name}`|[{{ ]{name}:|`entities\.", PAGE), name


def test_the_example_can_be_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    (tmp_path / "system.yml").write_text(example, encoding="utf-8")

    config = read_config(tmp_path)

    assert (config.url_env, config.limits, config.time_zone) == ("USHER_BILLING_URL", Limits(), "Europe/London")
