"""versions of tools say why.

Revision: 0028, after 0027
Written: 2026-11-30 21:05:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tool_versions") as batch_op:
        batch_op.add_column(sa.Column("note", sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("tool_versions") as batch_op:
        batch_op.drop_column("note")
