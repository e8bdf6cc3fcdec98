"""names of reviewers.

Revision: 0019, after 0018
Written: 2026-11-30 17:00:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was written before was written under closed review: nobody has agreed to anything.
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_named", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.alter_column("is_named", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_column("is_named")
