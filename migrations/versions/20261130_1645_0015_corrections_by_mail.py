"""corrections of the newsletter by mail.

Revision: 0015, after 0014
Written: 2026-11-30 16:45:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = 'newsletter_deliveries'
UNIQUE = 'uq_newsletter_deliveries_issue_id'
DUE = 'ix_newsletter_deliveries_due'


def upgrade() -> None:
    with op.batch_alter_table('newsletter_issues', schema=None) as batch_op:
        batch_op.add_column(sa.Column('notice', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('notice_at', sa.DateTime(), nullable=True))
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column('mailing', sa.String(length=40), server_default='issue', nullable=False))
        batch_op.drop_constraint(UNIQUE, type_='unique')
        batch_op.create_unique_constraint(UNIQUE, ['issue_id', 'subscriber_id', 'mailing'])
        batch_op.drop_index(DUE)
        batch_op.create_index(DUE, ['issue_id', 'mailing', 'state', 'id'], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM newsletter_deliveries WHERE mailing <> 'issue'")
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_index(DUE)
        batch_op.create_index(DUE, ['issue_id', 'state', 'id'], unique=False)
        batch_op.drop_constraint(UNIQUE, type_='unique')
        batch_op.create_unique_constraint(UNIQUE, ['issue_id', 'subscriber_id'])
        batch_op.drop_column('mailing')
    with op.batch_alter_table('newsletter_issues', schema=None) as batch_op:
        batch_op.drop_column('notice_at')
        batch_op.drop_column('notice')
