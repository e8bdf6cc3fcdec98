"""web addresses.

Revision: 0031, after 0030
Written: 2026-11-30 21:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'web_addresses',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=40), nullable=False),
        sa.Column('reason', sa.String(length=40), nullable=False),
        sa.Column('moved_to', sa.Text(), nullable=False),
        sa.Column('checked_at', sa.DateTime(), nullable=True),
        sa.Column('next_at', sa.DateTime(), nullable=False),
        sa.Column('answered', sa.Integer(), nullable=False),
        sa.Column('failed', sa.Integer(), nullable=False),
        sa.Column('failing_since', sa.DateTime(), nullable=True),
        sa.Column('dead_since', sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_web_addresses')),
        sa.UniqueConstraint('digest', name=op.f('uq_web_addresses_digest')),
    )
    op.create_table(
        'web_address_uses',
        sa.Column('address_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('record_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['address_id'], ['web_addresses.id'], name=op.f('fk_web_address_uses_address_id_web_addresses'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('address_id', 'kind', 'record_id', name=op.f('pk_web_address_uses')),
    )
    with op.batch_alter_table('web_addresses', schema=None) as batch_op:
        batch_op.create_index('ix_web_addresses_state', ['state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_web_addresses_next_at'), ['next_at'], unique=False)
    with op.batch_alter_table('web_address_uses', schema=None) as batch_op:
        batch_op.create_index('ix_web_address_uses_record', ['kind', 'record_id'], unique=False)


def downgrade() -> None:
    op.drop_table('web_address_uses')
    op.drop_table('web_addresses')
