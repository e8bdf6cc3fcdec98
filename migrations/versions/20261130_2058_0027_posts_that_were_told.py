"""posts of which everybody was told.

Revision: 0027, after 0026
Written: 2026-11-30 20:58:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("discussion_posts", sa.Column("told_at", sa.DateTime(), nullable=True))
    # Until now people were told as a post became public; what still waits for a moderator is told then.
    op.execute("UPDATE discussion_posts SET told_at = posted_at WHERE position IS NOT NULL")


def downgrade() -> None:
    op.drop_column("discussion_posts", "told_at")
