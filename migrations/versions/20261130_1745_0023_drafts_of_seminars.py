"""drafts of seminars.

Revision: 0023, after 0022
Written: 2026-11-30 17:45:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'seminar_text_drafts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('seminar_id', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('saved_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(['seminar_id'], ['seminars.id'], name=op.f('fk_seminar_text_drafts_seminar_id_seminars'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_seminar_text_drafts_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_seminar_text_drafts')),
        sa.UniqueConstraint('seminar_id', 'language', 'user_id', name=op.f('uq_seminar_text_drafts_seminar_id')),
    )
    with op.batch_alter_table('seminar_text_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seminar_text_drafts_saved_at'), ['saved_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_seminar_text_drafts_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('seminar_text_drafts')
