"""module drafts.

Revision: 0016, after 0015
Written: 2026-11-30 16:50:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "module_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("source_language", sa.String(length=8), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("has_changes", sa.Boolean(), nullable=False),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_drafts")),
        sa.UniqueConstraint("slug", name=op.f("uq_module_drafts_slug")),
    )
    op.create_table(
        "module_draft_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("of_revision", sa.Integer(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["module_drafts.id"],
            name=op.f("fk_module_draft_parts_draft_id_module_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_draft_parts")),
        sa.UniqueConstraint(
            "draft_id", "language", "kind", "key", name=op.f("uq_module_draft_parts_draft_id")
        ),
    )
    op.create_table(
        "module_former_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["module_draft_parts.id"],
            name=op.f("fk_module_former_parts_part_id_module_draft_parts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_former_parts")),
    )
    with op.batch_alter_table("module_former_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_former_parts_part_id"), ["part_id"], unique=False)
    # A version's note is read by everybody from now on; this one was for nobody.
    op.execute("UPDATE module_versions SET note = '' WHERE note = 'Seed'")


def downgrade() -> None:
    with op.batch_alter_table("module_former_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_former_parts_part_id"))
    op.drop_table("module_former_parts")
    op.drop_table("module_draft_parts")
    op.drop_table("module_drafts")
