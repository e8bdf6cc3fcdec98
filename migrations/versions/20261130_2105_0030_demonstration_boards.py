"""demonstrations of feedback boards.

Revision: 0030, after 0029
Written: 2026-11-30 21:05:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_demonstration", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.alter_column("is_demonstration", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.drop_column("is_demonstration")
