"""social results of cases, and what is proposed for their list.

Revision: 0025, after 0024
Written: 2026-11-30 20:30:00+00:00
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("concepts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_foreign_key(
            batch_op.f("fk_concepts_replaced_by_id_concepts"),
            "concepts",
            ["replaced_by_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    with op.batch_alter_table("concepts", schema=None) as batch_op:
        batch_op.alter_column("version", server_default=None)

    op.create_table(
        "case_results",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_results_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "slug", name=op.f("pk_case_results")),
    )
    with op.batch_alter_table("case_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_results_slug"), ["slug"], unique=False)

    op.create_table(
        "proposed_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "accepted", "declined", name="proposalstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_results")),
        sa.UniqueConstraint("language", "key", name=op.f("uq_proposed_results_language")),
    )
    with op.batch_alter_table("proposed_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_results_slug"), ["slug"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposed_results_state"), ["state"], unique=False)

    op.create_table(
        "case_proposals",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_proposals_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposed_results.id"],
            name=op.f("fk_case_proposals_proposal_id_proposed_results"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "proposal_id", name=op.f("pk_case_proposals")),
    )
    with op.batch_alter_table("case_proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_proposals_proposal_id"), ["proposal_id"], unique=False)
    _note_results()


def _note_results() -> None:
    """Write down what the public versions name."""
    connection = op.get_bind()
    versions = connection.execute(
        sa.text(
            "SELECT v.case_id, v.content FROM case_versions v"
            " JOIN cases c ON c.id = v.case_id AND c.version_number = v.number"
        )
    )
    rows = [
        {"case_id": case_id, "slug": slug}
        for case_id, content in versions
        for slug in dict.fromkeys(json.loads(content)["facts"]["social_results"])
    ]
    if rows:
        table = sa.table("case_results", sa.column("case_id"), sa.column("slug"))
        connection.execute(sa.insert(table), rows)


def downgrade() -> None:
    for name in ("case_proposals", "proposed_results", "case_results"):
        op.drop_table(name)
    with op.batch_alter_table("concepts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_concepts_replaced_by_id_concepts"), type_="foreignkey")
        for name in ("version", "retired_at", "replaced_by_id"):
            batch_op.drop_column(name)
