"""indexes of lists begin with the order, not with the state.

Almost every record is published. Without statistics SQLite takes an index that begins with the state for a
narrow one, and goes over all records where it is asked for twenty by their ids.

Revision: 0035, after 0034
Written: 2026-12-01 10:10:00+00:00
"""

from collections.abc import Iterator

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INDEXES = {
    "practices": ("ix_practices_newest", "published_at"),
    "cases": ("ix_cases_newest", "published_at"),
    "tools": ("ix_tools_newest", "published_at"),
    "successes": ("ix_successes_newest", "published_at"),
    "modules": ("ix_modules_position", "position"),
}


def upgrade() -> None:
    for table, index, order in _dropped():
        op.create_index(index, table, [order, "id", "state"])


def downgrade() -> None:
    for table, index, order in _dropped():
        op.create_index(index, table, ["state", order, "id"])


def _dropped() -> Iterator[tuple[str, str, str]]:
    for table, (index, order) in INDEXES.items():
        op.drop_index(index, table_name=table)
        yield table, index, order
