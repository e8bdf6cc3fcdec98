"""decisions that writers under pseudonyms have noted.

Revision: 0029, after 0028
Written: 2026-11-30 21:20:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("discussion_decisions", sa.Column("seen_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("discussion_decisions", "seen_at")
