"""drafts of tools.

Revision: 0032, after 0031
Written: 2026-11-30 21:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tool_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("source_language", sa.String(length=8), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("has_changes", sa.Boolean(), nullable=False),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_drafts")),
        sa.UniqueConstraint("slug", name=op.f("uq_tool_drafts_slug")),
    )


def downgrade() -> None:
    op.drop_table("tool_drafts")
