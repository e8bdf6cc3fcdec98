"""success self-descriptions.

Revision: 0021, after 0020
Written: 2026-11-30 18:00:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('successes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('source_language', sa.String(length=8), nullable=False),
    sa.Column('country', sa.String(length=120), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('version_number', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_successes')),
    sa.UniqueConstraint('slug', name=op.f('uq_successes_slug'))
    )
    with op.batch_alter_table('successes', schema=None) as batch_op:
        batch_op.create_index('ix_successes_newest', ['state', 'published_at', 'id'], unique=False)

    op.create_table('success_texts',
    sa.Column('success_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('strapline', sa.String(length=300), nullable=False),
    sa.Column('city', sa.String(length=300), nullable=False),
    sa.Column('html', sa.JSON(), nullable=False),
    sa.Column('plain', sa.JSON(), nullable=False),
    sa.Column('renderer', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['success_id'], ['successes.id'], name=op.f('fk_success_texts_success_id_successes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('success_id', 'language', name=op.f('pk_success_texts'))
    )
    op.create_table('success_organisations',
    sa.Column('success_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_success_organisations_organisation_id_organisations'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['success_id'], ['successes.id'], name=op.f('fk_success_organisations_success_id_successes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('success_id', 'organisation_id', name=op.f('pk_success_organisations'))
    )
    with op.batch_alter_table('success_organisations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_success_organisations_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('success_owners',
    sa.Column('success_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['success_id'], ['successes.id'], name=op.f('fk_success_owners_success_id_successes'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_success_owners_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('success_id', 'user_id', name=op.f('pk_success_owners'))
    )
    with op.batch_alter_table('success_owners', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_success_owners_user_id'), ['user_id'], unique=False)

    op.create_table('success_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('success_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['success_id'], ['successes.id'], name=op.f('fk_success_versions_success_id_successes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_success_versions')),
    sa.UniqueConstraint('success_id', 'number', name=op.f('uq_success_versions_success_id'))
    )


def downgrade() -> None:
    op.drop_table('success_versions')
    op.drop_table('success_owners')
    op.drop_table('success_organisations')
    op.drop_table('success_texts')
    op.drop_table('successes')
