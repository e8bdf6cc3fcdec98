"""documents read for modules.

Revision: 0018, after 0017
Written: 2026-11-30 17:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "module_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["module_drafts.id"],
            name=op.f("fk_module_imports_draft_id_module_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_imports")),
    )
    with op.batch_alter_table("module_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_imports_draft_id"), ["draft_id"], unique=False)
    op.create_table(
        "module_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("heading", sa.String(length=300), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("settled_revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["module_imports.id"],
            name=op.f("fk_module_proposals_import_id_module_imports"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["module_draft_parts.id"],
            name=op.f("fk_module_proposals_part_id_module_draft_parts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_proposals")),
    )
    with op.batch_alter_table("module_proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_proposals_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_module_proposals_part_id"), ["part_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("module_proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_proposals_part_id"))
        batch_op.drop_index(batch_op.f("ix_module_proposals_import_id"))
    op.drop_table("module_proposals")
    with op.batch_alter_table("module_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_imports_draft_id"))
    op.drop_table("module_imports")
