"""until when authors may answer the reviews stands beside the state.

Revision: 0026, after 0025
Written: 2026-11-30 20:50:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("submissions") as batch:
        batch.add_column(sa.Column("answer_until", sa.DateTime(), nullable=True))
    op.execute(
        "UPDATE submissions SET answer_until = (SELECT r.until FROM review_replies r"
        " WHERE r.submission_id = submissions.id AND r.round = submissions.round AND r.replied_at IS NULL)"
        " WHERE state = 'in_review'"
    )


def downgrade() -> None:
    with op.batch_alter_table("submissions") as batch:
        batch.drop_column("answer_until")
