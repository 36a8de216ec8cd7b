"""mentoring: checklists, evidence, stages"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

import models.base

revision: str = '0005'
down_revision: str | None = '0004'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table('checklist',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('packaging_version', sa.Integer(), nullable=False),
    sa.Column('documents_version', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('began_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_checklist_business_id_entry')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_checklist_entry_id_entry')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_checklist'))
    )
    with op.batch_alter_table('checklist', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checklist_business_id'), ['business_id'], unique=False)

    op.create_table('mentor_note',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('written_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('written_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('readers', sa.String(length=5), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_mentor_note_business_id_entry')),
    sa.ForeignKeyConstraint(['written_by'], ['person.id'], name=op.f('fk_mentor_note_written_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentor_note'))
    )
    with op.batch_alter_table('mentor_note', schema=None) as batch_op:
        batch_op.create_index('ix_mentor_note_business', ['business_id', 'id'], unique=False)

    op.create_table('mentoring',
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mentor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('assigned_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=2), nullable=False),
    sa.Column('stage_since', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ruled', sa.String(length=2), nullable=True),
    sa.Column('owner_acted_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_mentoring_business_id_entry')),
    sa.ForeignKeyConstraint(['mentor_id'], ['person.id'], name=op.f('fk_mentoring_mentor_id_person')),
    sa.PrimaryKeyConstraint('business_id', name=op.f('pk_mentoring'))
    )
    with op.batch_alter_table('mentoring', schema=None) as batch_op:
        batch_op.create_index('ix_mentoring_mentor', ['mentor_id', 'owner_acted_at'], unique=False)

    op.create_table('paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=True),
    sa.Column('issued', sa.String(length=10), nullable=True),
    sa.Column('valid_until', sa.String(length=10), nullable=True),
    sa.Column('added_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expired_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_paper_business_id_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper'))
    )
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.create_index('ix_paper_business', ['business_id', 'code'], unique=False)
        batch_op.create_index(batch_op.f('ix_paper_valid_until'), ['valid_until'], unique=False)

    op.create_table('sitting',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mentor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('began_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closes_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_sitting_business_id_entry')),
    sa.ForeignKeyConstraint(['mentor_id'], ['person.id'], name=op.f('fk_sitting_mentor_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting'))
    )
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.create_index('ix_sitting_open', ['closes_at'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('uq_sitting_mentor_business', ['mentor_id', 'business_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('stage_move',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('came_from', sa.String(length=2), nullable=True),
    sa.Column('went_to', sa.String(length=2), nullable=False),
    sa.Column('at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=400), nullable=True),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_stage_move_business_id_entry')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_stage_move_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_move'))
    )
    with op.batch_alter_table('stage_move', schema=None) as batch_op:
        batch_op.create_index('ix_stage_move_business', ['business_id', 'id'], unique=False)

    op.create_table('task',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mentor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('evidence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('waiting_since', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('claimed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('claimed_until', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('changed_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_task_business_id_entry')),
    sa.ForeignKeyConstraint(['claimed_by'], ['person.id'], name=op.f('fk_task_claimed_by_person')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_task_entry_id_entry')),
    sa.ForeignKeyConstraint(['mentor_id'], ['person.id'], name=op.f('fk_task_mentor_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task')),
    sa.UniqueConstraint('entry_id', 'code', name=op.f('uq_task_entry_id_code'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index('ix_task_waiting', ['mentor_id', 'waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.create_index('ix_task_waiting_business', ['business_id', 'waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))

    op.create_table('evidence',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('paper_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sent_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sent_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason_code', sa.String(length=24), nullable=True),
    sa.Column('reason', sa.String(length=400), nullable=True),
    sa.Column('voice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sitting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_evidence_decided_by_person')),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_evidence_paper_id_paper')),
    sa.ForeignKeyConstraint(['sent_by'], ['person.id'], name=op.f('fk_evidence_sent_by_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_evidence_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_evidence_task_id_task')),
    sa.ForeignKeyConstraint(['voice_id'], ['stored_file.id'], name=op.f('fk_evidence_voice_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_paper_id'), ['paper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_sitting_id'), ['sitting_id'], unique=False)
        batch_op.create_index('ix_evidence_task', ['task_id', 'id'], unique=False)

    with op.batch_alter_table('staff_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('mentor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index('ix_staff_message_mentor', ['mentor_id', 'id'], unique=False, sqlite_where=sa.text("state = 'open' AND mentor_id IS NOT NULL"), postgresql_where=sa.text("state = 'open' AND mentor_id IS NOT NULL"))
        batch_op.create_foreign_key(batch_op.f('fk_staff_message_mentor_id_person'), 'person', ['mentor_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_staff_message_task_id_task'), 'task', ['task_id'], ['id'])

    _begin()


def _begin() -> None:
    """Every business stands somewhere; the facts correct it when something happens."""
    entry = sa.table(
        'entry', *map(sa.column, ('id', 'kind', 'state', 'business_id', 'submitted_at'))
    )
    mentoring = sa.table(
        'mentoring',
        *map(
            sa.column, ('business_id', 'revision', 'stage', 'stage_since', 'owner_acted_at')
        ),
    )
    product = entry.alias('product')
    has_product = sa.exists().where(
        product.c.business_id == entry.c.id, product.c.state == 'approved'
    )
    stage = sa.case((sa.and_(entry.c.state == 'approved', has_product), 'T4'), else_='T1')
    rows = sa.select(
        entry.c.id, sa.literal(1), stage, entry.c.submitted_at, entry.c.submitted_at
    ).where(entry.c.kind == 'business')
    columns = ['business_id', 'revision', 'stage', 'stage_since', 'owner_acted_at']
    op.get_bind().execute(mentoring.insert().from_select(columns, rows))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('staff_message', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_staff_message_task_id_task'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_staff_message_mentor_id_person'), type_='foreignkey')
        batch_op.drop_index('ix_staff_message_mentor', sqlite_where=sa.text("state = 'open' AND mentor_id IS NOT NULL"), postgresql_where=sa.text("state = 'open' AND mentor_id IS NOT NULL"))
        batch_op.drop_column('mentor_id')
        batch_op.drop_column('task_id')

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index('ix_evidence_task')
        batch_op.drop_index(batch_op.f('ix_evidence_sitting_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_paper_id'))

    op.drop_table('evidence')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_waiting_business', sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.drop_index('ix_task_waiting', sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))

    op.drop_table('task')
    with op.batch_alter_table('stage_move', schema=None) as batch_op:
        batch_op.drop_index('ix_stage_move_business')

    op.drop_table('stage_move')
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.drop_index('uq_sitting_mentor_business', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_sitting_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.drop_table('sitting')
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_valid_until'))
        batch_op.drop_index('ix_paper_business')

    op.drop_table('paper')
    with op.batch_alter_table('mentoring', schema=None) as batch_op:
        batch_op.drop_index('ix_mentoring_mentor')

    op.drop_table('mentoring')
    with op.batch_alter_table('mentor_note', schema=None) as batch_op:
        batch_op.drop_index('ix_mentor_note_business')

    op.drop_table('mentor_note')
    with op.batch_alter_table('checklist', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checklist_business_id'))

    op.drop_table('checklist')
