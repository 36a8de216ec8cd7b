"""lists of mentors are read by indexes, however many businesses there are"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import models.base

revision: str = '0006'
down_revision: str | None = '0005'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FREE = sa.text('mentor_id IS NULL AND ended_at IS NULL')


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f('ix_task_business_id'), 'task', ['business_id'], unique=False)
    op.add_column(
        'mentoring', sa.Column('ended_at', models.base.UtcDateTime(timezone=True), nullable=True)
    )
    _end()
    op.create_index(
        'ix_mentoring_free',
        'mentoring',
        ['owner_acted_at', 'business_id'],
        unique=False,
        sqlite_where=_FREE,
        postgresql_where=_FREE,
    )


def _end() -> None:
    """What its people have withdrawn is in mentoring no more."""
    entry = sa.table('entry', *map(sa.column, ('id', 'state', 'decided_at')))
    mentoring = sa.table('mentoring', *map(sa.column, ('business_id', 'ended_at', 'stage_since')))
    withdrawn_at = (
        sa.select(sa.func.coalesce(entry.c.decided_at, mentoring.c.stage_since))
        .where(entry.c.id == mentoring.c.business_id)
        .scalar_subquery()
    )
    withdrawn = sa.select(entry.c.id).where(entry.c.state == 'withdrawn')
    op.get_bind().execute(
        sa.update(mentoring)
        .where(mentoring.c.business_id.in_(withdrawn))
        .values(ended_at=withdrawn_at)
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(
        'ix_mentoring_free',
        table_name='mentoring',
        sqlite_where=_FREE,
        postgresql_where=_FREE,
    )
    op.drop_column('mentoring', 'ended_at')
    op.drop_index(op.f('ix_task_business_id'), table_name='task')
