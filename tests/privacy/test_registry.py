"""Every table that refers to a person says what, why and how long; one that does not is named here."""

import re
from collections.abc import Collection

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

from cop.config import LANGUAGES
from cop.core.db import Base
from cop.core.i18n import speaking
from cop.privacy import queries

PERSON = re.compile(
    r"(.*_)?(user|person|actor|reviewer|owner|author|member|speaker|editor|moderator|holder)_id|[a-z]+_by|.*e?mail|to|reply_to"
)
"""How columns are called that refer to a person without a foreign key."""


def _refers_to_a_person(table: Table) -> bool:
    return table.name == "users" or any(
        PERSON.fullmatch(column.name) or any(key.target_fullname == "users.id" for key in column.foreign_keys)
        for column in table.columns
    )


def _undeclared(tables: MetaData, declared: Collection[str]) -> set[str]:
    return {table.name for table in tables.sorted_tables if _refers_to_a_person(table)} - set(declared)


def test_every_table_that_refers_to_a_person_is_declared(app: Flask) -> None:
    declared = [data.table for data in queries.registry()]

    assert _undeclared(Base.metadata, declared) == set()
    assert set(declared) == {
        table.name for table in Base.metadata.sorted_tables if _refers_to_a_person(table)
    }
    assert app.extensions["cop.personal"].keys() == set(declared)


@pytest.mark.parametrize(
    "column",
    [
        Column("who", Integer, ForeignKey("users.id")),
        Column("actor_id", Integer),
        Column("edited_by", Integer),
        Column("email", String),
    ],
    ids=lambda column: str(column.name),
)
def test_new_table_without_a_declaration_is_named(column: "Column[int]") -> None:
    tables = MetaData()
    Table("users", tables, Column("id", Integer, primary_key=True))
    Table("diaries", tables, Column("id", Integer, primary_key=True), column._copy())

    assert _undeclared(tables, ["users"]) == {"diaries"}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_declaration_says_what_why_and_how_long(language: str) -> None:
    with speaking(language):
        silent = [
            data.table
            for data in queries.registry()
            if not (str(data.what).strip() and str(data.purpose).strip() and str(data.retention).strip())
        ]

    assert silent == []


@pytest.mark.usefixtures("app")
def test_account_comes_last_so_that_others_can_look_up_its_address() -> None:
    assert queries.registry()[-1].table == "users"
