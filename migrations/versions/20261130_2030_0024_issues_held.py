"""issues held.

Revision: 0024, after 0023
Written: 2026-11-30 20:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('newsletter_issues', sa.Column('held_at', sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('newsletter_issues', schema=None) as batch_op:
        batch_op.drop_column('held_at')
