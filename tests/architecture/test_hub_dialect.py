"""The README names what the hub uses of PostgreSQL that another engine may lack, and no more."""

from __future__ import annotations

import re

import pytest

from tests.architecture.imports import ROOT

HUB = ROOT / "pos" / "storage" / "hub"
USED = {
    "SECURITY DEFINER": r"security definer",
    "search_path": r"search_path",
    "EXCEPTION": r"^\s*exception when",
    "EXECUTE": r"\bexecute format",
    "FOR UPDATE": r"\bfor update",
    "FOR SHARE": r"\bfor share",
    "SKIP LOCKED": r"skip locked",
    "INSERT … ON CONFLICT": r"\bon conflict",
    "DISTINCT ON": r"distinct on",
    "jsonb": r"\bjsonb_",
    "unnest … WITH ORDINALITY": r"with ordinality",
    "LATERAL": r"\blateral\b",
    "MATERIALIZED": r"\bmaterialized\b",
    "OFFSET 0": r"\boffset 0",
    "sha256": r"\bsha256\(",
    "gen_random_uuid": r"gen_random_uuid",
    "enable_seqscan": r"enable_(seqscan|hashjoin|mergejoin)",
    "plan_cache_mode": r"plan_cache_mode",
    "synchronous_commit": r"synchronous_commit",
    'COLLATE "C"': r"collate|\bC\b\"",
    "SET STORAGE": r"set storage",
    "pg_stat_activity": r"pg_stat_activity",
    "pg_terminate_backend": r"pg_terminate_backend",
    "pg_control_system": r"pg_control_system",
    "pg_walfile_name": r"pg_walfile_name",
    "synchronous_standby_names": r"synchronous_standby_names",
}
"""How the README says it, and how it looks in SQL. Seldom had elsewhere, both ways."""
NOT_NEEDED = (
    r"create (?:or replace )?trigger|nextval|create (?:sequence|extension|rule)|pg_notify"
    r"|\blisten\b|advisory_\w*lock|json_populate_\w+|\bmerge into|\bctid\b|tablesample"
)


def paragraph() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("**A distributed engine")[1].split("**Tried out")[0]


def sql() -> str:
    files = (*HUB.glob("functions/*.sql"), *HUB.glob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(files))


@pytest.mark.parametrize(("name", "looks"), USED.items())
def test_what_is_named_is_used_and_what_is_used_is_named(name: str, looks: str) -> None:
    used = re.search(looks, sql(), re.IGNORECASE | re.MULTILINE)
    assert (f"`{name}`" in paragraph(), used is not None) == (True, True)


def test_nothing_is_named_besides() -> None:
    named = set(re.findall(r"`([^`]+)`", paragraph()))
    assert named - {"pos/storage/hub"} == USED.keys()


def test_nothing_is_used_that_is_said_not_to_be_needed() -> None:
    assert re.findall(NOT_NEEDED, sql(), re.IGNORECASE) == []
