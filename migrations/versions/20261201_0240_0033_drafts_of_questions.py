"""drafts of questions.

Revision: 0033, after 0032
Written: 2026-12-01 02:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("discussion_drafts") as batch_op:
        batch_op.add_column(sa.Column("is_question", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("discussion_drafts") as batch_op:
        batch_op.drop_column("is_question")
