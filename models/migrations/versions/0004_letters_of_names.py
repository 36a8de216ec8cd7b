"""letters of names"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0004'
down_revision: str | None = '0003'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LETTERS = ('letters_0', 'letters_1', 'letters_2')


def upgrade() -> None:
    """Apply."""
    for column in _LETTERS:
        op.add_column('entry', sa.Column(column, sa.String(length=80), nullable=True))
    _fill()
    for column in _LETTERS:
        op.create_index(f'ix_entry_{column}', 'entry', ['regency', column], unique=False)
    op.create_index(op.f('ix_nomination_claimed_by'), 'nomination', ['claimed_by'], unique=False)


def _fill() -> None:
    entry = sa.table('entry', *map(sa.column, ('id', 'kind', 'name_key', *_LETTERS)))
    connection = op.get_bind()
    names = sa.select(entry.c.id, entry.c.name_key).where(entry.c.kind == 'business')
    rows = [{'row': row, **_letters(key)} for row, key in connection.execute(names)]
    if rows:
        change = sa.update(entry).where(entry.c.id == sa.bindparam('row'))
        connection.execute(change.values({c: sa.bindparam(c) for c in _LETTERS}), rows)


def _letters(key: str) -> dict[str, str]:
    """As `models.services.duplicates` had it at this revision."""
    letters = sorted(key.replace(' ', ''))
    return {
        column: ''.join(letter for letter in letters if ord(letter) % 3 == heap)
        for heap, column in enumerate(_LETTERS)
    }


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f('ix_nomination_claimed_by'), table_name='nomination')
    for column in reversed(_LETTERS):
        op.drop_index(f'ix_entry_{column}', table_name='entry')
        op.drop_column('entry', column)
