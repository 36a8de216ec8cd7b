"""one table of entries"""

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

import models.base
from sqlalchemy.dialects import postgresql
revision: str = '0003'
down_revision: str | None = '0002'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table('job',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('asked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('params', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('path', sa.String(length=120), nullable=True),
    sa.Column('error', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_job_asked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_waiting', ['not_before', 'id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index('uq_job_asked_by_kind', ['asked_by', 'kind'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index('ix_job_kept', ['done_at'], unique=False, sqlite_where=sa.text('path IS NOT NULL'), postgresql_where=sa.text('path IS NOT NULL'))

    op.create_table('staff_group',
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=140), nullable=False),
    sa.Column('bound_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bound_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('unbound_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['bound_by'], ['person.id'], name=op.f('fk_staff_group_bound_by_person')),
    sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_staff_group'))
    )
    op.create_table('wrong_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_wrong_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wrong_code'))
    )
    with op.batch_alter_table('wrong_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wrong_code_at'), ['at'], unique=False)
        batch_op.create_index('ix_wrong_code_person', ['person_id', 'at'], unique=False)

    op.create_table('entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_key', sa.String(length=80), nullable=False),
    sa.Column('regency', sa.String(length=5), nullable=False),
    sa.Column('category', sa.String(length=3), nullable=True),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('pending', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=True),
    sa.Column('submitted_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('waiting_since', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('unannounced', sa.Boolean(), nullable=False),
    sa.Column('decided_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('settles', sa.Boolean(), nullable=False),
    sa.Column('appealed', sa.Boolean(), nullable=False),
    sa.Column('appeal', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=True),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('returned', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=True),
    sa.Column('judged', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=True),
    sa.Column('claimed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('claimed_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('claimed_until', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('marks', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=True),
    sa.Column('owner_name', sa.String(length=80), nullable=True),
    sa.Column('phone', sa.String(length=16), nullable=True),
    sa.Column('nib', sa.String(length=13), nullable=True),
    sa.Column('similar_to', sa.String(length=8), nullable=True),
    sa.Column('similar_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('nomination_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ordinal', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['business_id'], ['entry.id'], name=op.f('fk_entry_business_id_entry')),
    sa.ForeignKeyConstraint(['claimed_by'], ['person.id'], name=op.f('fk_entry_claimed_by_person')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_entry_decided_by_person')),
    sa.ForeignKeyConstraint(['nomination_id'], ['nomination.id'], name=op.f('fk_entry_nomination_id_nomination')),
    sa.ForeignKeyConstraint(['similar_id'], ['entry.id'], name=op.f('fk_entry_similar_id_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('number', name=op.f('uq_entry_number'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('ix_entry_claimed', ['claimed_until'], unique=False, sqlite_where=sa.text('claimed_until IS NOT NULL'), postgresql_where=sa.text('claimed_until IS NOT NULL'))
        batch_op.create_index('ix_entry_name', ['regency', 'kind', 'name_key'], unique=False)
        batch_op.create_index('ix_entry_nib', ['nib'], unique=False)
        batch_op.create_index('ix_entry_phone', ['phone'], unique=False)
        batch_op.create_index('ix_entry_unannounced', ['waiting_since'], unique=False, sqlite_where=sa.text('unannounced IS 1'), postgresql_where=sa.text('unannounced IS true'))
        batch_op.create_index('ix_entry_waiting', ['waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.create_index('ix_entry_waiting_appealed', ['waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL AND appealed IS 1'), postgresql_where=sa.text('waiting_since IS NOT NULL AND appealed IS true'))
        batch_op.create_index('ix_entry_waiting_category', ['category', 'waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.create_index('ix_entry_waiting_regency', ['regency', 'waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.create_index('ix_entry_waiting_repaired', ['waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL AND rounds > 0'), postgresql_where=sa.text('waiting_since IS NOT NULL AND rounds > 0'))
        batch_op.create_index('uq_entry_business_id_ordinal', ['business_id', 'ordinal'], unique=True)

    op.create_table('desk',
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('filters', sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('announced_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_desk_entry_id_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_desk_person_id_person')),
    sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_desk'))
    )
    with op.batch_alter_table('desk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_desk_entry_id'), ['entry_id'], unique=False)

    op.create_table('search_word',
    sa.Column('word', sa.String(length=40).with_variant(sa.String(length=40, collation='C'), 'postgresql'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_search_word_entry_id_entry')),
    sa.PrimaryKeyConstraint('word', 'entry_id', name=op.f('pk_search_word'))
    )
    with op.batch_alter_table('search_word', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_word_entry_id'), ['entry_id'], unique=False)

    _copy_entries()
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_decision_business_id_business_revision'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_decision_business_id_business'), type_='foreignkey')
        batch_op.alter_column('business_id', new_column_name='entry_id')
        batch_op.alter_column('business_revision', new_column_name='entry_revision')
        batch_op.add_column(sa.Column('is_change', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('returned', models.base.Json, nullable=True))
        batch_op.add_column(sa.Column('before', models.base.Json, nullable=True))
        batch_op.add_column(sa.Column('settles_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('settled_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('undone_at', models.base.UtcDateTime(timezone=True), nullable=True))
    op.execute(sa.text('UPDATE decision SET is_change = false, settles_at = decided_at, settled_at = decided_at'))
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.alter_column('is_change', existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column('settles_at', existing_type=models.base.UtcDateTime(timezone=True), nullable=False)
        batch_op.create_index('ix_decision_settles', ['settles_at'], unique=False, sqlite_where=sa.text('settled_at IS NULL AND undone_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL AND undone_at IS NULL'))
        batch_op.create_unique_constraint(batch_op.f('uq_decision_entry_id_entry_revision'), ['entry_id', 'entry_revision'])
        batch_op.create_foreign_key(batch_op.f('fk_decision_entry_id_entry'), 'entry', ['entry_id'], ['id'])
    for table in ('membership', 'staff_message'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'fk_{table}_business_id_business'), type_='foreignkey')
            batch_op.create_foreign_key(batch_op.f(f'fk_{table}_business_id_entry'), 'entry', ['business_id'], ['id'])
    op.drop_table('product')
    op.drop_table('business')


def _copy_entries() -> None:
    """Businesses keep their ids; those of products begin behind the last business."""
    op.execute(sa.text("""
        INSERT INTO entry (id, kind, number, state, revision, name, name_key, regency, answers, pending,
            submitted_at, waiting_since, unannounced, decided_at, settles, appealed, rounds,
            owner_name, phone, nib, similar_to, nomination_id)
        SELECT id, 'business', number, state, revision, name, name_key, regency, answers, pending,
            submitted_at, waiting_since, false, decided_at, false, false, 0,
            owner_name, phone, nib, similar_to, nomination_id
        FROM business"""))
    first = op.get_bind().scalar(sa.text('SELECT coalesce(max(id), 0) FROM business'))
    op.execute(sa.text("""
        INSERT INTO entry (id, kind, number, state, revision, name, name_key, regency, category, answers,
            submitted_at, waiting_since, unannounced, decided_at, settles, appealed, rounds,
            business_id, ordinal)
        SELECT product.id + :first, 'product', business.number || '/' || product.ordinal, product.state,
            product.revision, product.name, lower(product.name), business.regency, product.category,
            product.answers, product.submitted_at,
            CASE WHEN product.state = 'submitted' THEN product.submitted_at END, false,
            product.decided_at, false, false, 0, product.business_id, product.ordinal
        FROM product JOIN business ON business.id = product.business_id""").bindparams(first=first))
    op.execute(
        sa.text("UPDATE audit SET subject_id = subject_id + :first WHERE subject = 'product'")
        .bindparams(first=first)
    )
    _index_words()
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(sa.text(
            "SELECT setval(pg_get_serial_sequence('entry', 'id'), (SELECT max(id) FROM entry))"
            " WHERE EXISTS (SELECT 1 FROM entry)"
        ))


def _index_words() -> None:
    """The words of names, as they are searched."""
    connection = op.get_bind()
    rows = connection.execute(sa.text('SELECT id, name, owner_name FROM entry')).all()
    words = [
        {'word': word[:40], 'entry_id': row.id}
        for row in rows
        for word in {w for w in re.split(r"[^\w]+", _folded(f"{row.name} {row.owner_name or ''}")) if w}
    ]
    table = sa.table('search_word', sa.column('word'), sa.column('entry_id'))
    if words:
        seen = {(w['word'], w['entry_id']): w for w in words}
        connection.execute(table.insert(), list(seen.values()))


def _folded(name: str) -> str:
    """Small letters, without accents."""
    letters = unicodedata.normalize('NFKD', name).casefold()
    return ''.join(c for c in letters if not unicodedata.category(c).startswith('M'))


def downgrade() -> None:
    """Take back. Decisions that asked for a repair, and those taken back, have no place before."""
    op.execute(sa.text("DELETE FROM decision WHERE verdict = 'returned' OR undone_at IS NOT NULL"))
    op.execute(sa.text(
        "DELETE FROM decision WHERE entry_id IN (SELECT id FROM entry WHERE kind = 'product')"
    ))
    op.create_table('business',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('owner_name', sa.String(length=80), nullable=False),
    sa.Column('phone', sa.String(length=16), nullable=False),
    sa.Column('regency', sa.String(length=5), nullable=False),
    sa.Column('answers', models.base.Json, nullable=False),
    sa.Column('submitted_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('name_key', sa.String(length=80), nullable=False),
    sa.Column('nib', sa.String(length=13), nullable=True),
    sa.Column('pending', models.base.Json, nullable=True),
    sa.Column('waiting_since', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('similar_to', sa.String(length=8), nullable=True),
    sa.Column('nomination_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['nomination_id'], ['nomination.id'], name=op.f('fk_business_nomination_id_nomination')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business')),
    sa.UniqueConstraint('number', name=op.f('uq_business_number'))
    )
    with op.batch_alter_table('business', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_business_waiting'), ['waiting_since', 'id'], unique=False, sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_business_regency'), ['regency', 'name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_business_phone'), ['phone'], unique=False)
        batch_op.create_index(batch_op.f('ix_business_nib'), ['nib'], unique=False)

    op.create_table('product',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('business_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('category', sa.String(length=3), nullable=False),
    sa.Column('answers', models.base.Json, nullable=False),
    sa.Column('submitted_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['business_id'], ['business.id'], name=op.f('fk_product_business_id_business')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('business_id', 'ordinal', name=op.f('uq_product_business_id_ordinal'))
    )
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_state_submitted'), ['state', 'submitted_at', 'id'], unique=False)

    op.execute(sa.text("""
        INSERT INTO business (id, number, state, revision, name, owner_name, phone, regency, answers,
            submitted_at, decided_at, name_key, nib, pending, waiting_since, similar_to, nomination_id)
        SELECT id, number, state, revision, name, owner_name, phone, regency, answers,
            submitted_at, decided_at, name_key, nib, pending, waiting_since, similar_to, nomination_id
        FROM entry WHERE kind = 'business'"""))
    op.execute(sa.text("""
        INSERT INTO product (id, business_id, ordinal, state, revision, name, category, answers,
            submitted_at, decided_at)
        SELECT id, business_id, ordinal, state, revision, name, category, answers,
            submitted_at, decided_at
        FROM entry WHERE kind = 'product'"""))
    if op.get_bind().dialect.name == 'postgresql':
        for table in ('business', 'product'):
            op.execute(sa.text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                f" WHERE EXISTS (SELECT 1 FROM {table})"
            ))
    for table in ('staff_message', 'membership'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'fk_{table}_business_id_entry'), type_='foreignkey')
            batch_op.create_foreign_key(batch_op.f(f'fk_{table}_business_id_business'), 'business', ['business_id'], ['id'])
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_decision_entry_id_entry'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_decision_entry_id_entry_revision'), type_='unique')
        batch_op.drop_index('ix_decision_settles', sqlite_where=sa.text('settled_at IS NULL AND undone_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL AND undone_at IS NULL'))
        for column in ('undone_at', 'settled_at', 'settles_at', 'before', 'returned', 'is_change'):
            batch_op.drop_column(column)
        batch_op.alter_column('entry_id', new_column_name='business_id')
        batch_op.alter_column('entry_revision', new_column_name='business_revision')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_decision_business_id_business_revision'), ['business_id', 'business_revision'])
        batch_op.create_foreign_key(batch_op.f('fk_decision_business_id_business'), 'business', ['business_id'], ['id'])
    with op.batch_alter_table('search_word', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_word_entry_id'))

    op.drop_table('search_word')
    with op.batch_alter_table('desk', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_desk_entry_id'))

    op.drop_table('desk')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index('uq_entry_business_id_ordinal')
        batch_op.drop_index('ix_entry_waiting_repaired', sqlite_where=sa.text('waiting_since IS NOT NULL AND rounds > 0'), postgresql_where=sa.text('waiting_since IS NOT NULL AND rounds > 0'))
        batch_op.drop_index('ix_entry_waiting_regency', sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.drop_index('ix_entry_waiting_category', sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.drop_index('ix_entry_waiting_appealed', sqlite_where=sa.text('waiting_since IS NOT NULL AND appealed IS 1'), postgresql_where=sa.text('waiting_since IS NOT NULL AND appealed IS true'))
        batch_op.drop_index('ix_entry_waiting', sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'))
        batch_op.drop_index('ix_entry_unannounced', sqlite_where=sa.text('unannounced IS 1'), postgresql_where=sa.text('unannounced IS true'))
        batch_op.drop_index('ix_entry_phone')
        batch_op.drop_index('ix_entry_nib')
        batch_op.drop_index('ix_entry_name')
        batch_op.drop_index('ix_entry_claimed', sqlite_where=sa.text('claimed_until IS NOT NULL'), postgresql_where=sa.text('claimed_until IS NOT NULL'))

    op.drop_table('entry')
    with op.batch_alter_table('wrong_code', schema=None) as batch_op:
        batch_op.drop_index('ix_wrong_code_person')
        batch_op.drop_index(batch_op.f('ix_wrong_code_at'))

    op.drop_table('wrong_code')
    op.drop_table('staff_group')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_kept', sqlite_where=sa.text('path IS NOT NULL'), postgresql_where=sa.text('path IS NOT NULL'))
        batch_op.drop_index('uq_job_asked_by_kind', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('ix_job_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.drop_table('job')
