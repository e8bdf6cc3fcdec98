"""measures of moderators.

Revision: 0017, after 0016
Written: 2026-11-30 17:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('discussion_posts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('has_unseen', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index('ix_discussion_posts_unseen', ['has_unseen', 'id'], unique=False)
    with op.batch_alter_table('discussion_former_posts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_sealed', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('discussion_decisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('measure', sa.String(length=40), server_default='hide', nullable=False))
        batch_op.add_column(sa.Column('until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('is_everywhere', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM discussion_decisions WHERE measure <> 'hide'")
    with op.batch_alter_table('discussion_decisions', schema=None) as batch_op:
        batch_op.drop_column('revision')
        batch_op.drop_column('is_everywhere')
        batch_op.drop_column('until')
        batch_op.drop_column('measure')
    with op.batch_alter_table('discussion_former_posts', schema=None) as batch_op:
        batch_op.drop_column('is_sealed')
    with op.batch_alter_table('discussion_posts', schema=None) as batch_op:
        batch_op.drop_index('ix_discussion_posts_unseen')
        batch_op.drop_column('has_unseen')
