"""feedback boards.

Revision: 0020, after 0019
Written: 2026-11-30 16:50:36.797691+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('boards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('place_kind', sa.String(length=40), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('tool', sa.String(length=40), nullable=False),
    sa.Column('titles', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.Column('with_words', sa.Boolean(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('opening', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['opened_by'], ['users.id'], name=op.f('fk_boards_opened_by_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_boards')),
    sa.UniqueConstraint('code', name=op.f('uq_boards_code'))
    )
    with op.batch_alter_table('boards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_boards_opened_by'), ['opened_by'], unique=False)
        batch_op.create_index('ix_boards_place', ['place_kind', 'place_id', 'is_public'], unique=False)

    op.create_table('board_calls',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_calls_board_id_boards'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['settled_by'], ['users.id'], name=op.f('fk_board_calls_settled_by_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_calls'))
    )
    with op.batch_alter_table('board_calls', schema=None) as batch_op:
        batch_op.create_index('ix_board_calls_board', ['board_id', 'settled_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_board_calls_settled_by'), ['settled_by'], unique=False)

    op.create_table('board_publications',
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_publications_board_id_boards'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('board_id', 'number', name=op.f('pk_board_publications'))
    )
    op.create_table('board_tallies',
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('option', sa.String(length=20), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_tallies_board_id_boards'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('board_id', 'item', 'option', name=op.f('pk_board_tallies'))
    )
    op.create_table('board_texts',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=True),
    sa.Column('hidden_because', sa.String(length=300), nullable=False),
    sa.Column('hidden_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_texts_board_id_boards'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['hidden_by'], ['users.id'], name=op.f('fk_board_texts_hidden_by_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_texts')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('board_texts', schema=None) as batch_op:
        batch_op.create_index('ix_board_texts_board', ['board_id', 'batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_board_texts_hidden_by'), ['hidden_by'], unique=False)

    op.create_table('board_tickets',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_tickets_board_id_boards'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_tickets')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('board_tickets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_board_tickets_board_id'), ['board_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('board_tickets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_board_tickets_board_id'))

    op.drop_table('board_tickets')
    with op.batch_alter_table('board_texts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_board_texts_hidden_by'))
        batch_op.drop_index('ix_board_texts_board')

    op.drop_table('board_texts')
    op.drop_table('board_tallies')
    op.drop_table('board_publications')
    with op.batch_alter_table('board_calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_board_calls_settled_by'))
        batch_op.drop_index('ix_board_calls_board')

    op.drop_table('board_calls')
    with op.batch_alter_table('boards', schema=None) as batch_op:
        batch_op.drop_index('ix_boards_place')
        batch_op.drop_index(batch_op.f('ix_boards_opened_by'))

    op.drop_table('boards')
