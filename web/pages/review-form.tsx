import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { State } from '../pieces/state.tsx'
import type { ReviewProps } from './review-view.ts'

type Row = {
  readonly name: string
  readonly value: string
  readonly found: 'register' | 'said' | 'same' | 'differs'
}

/** What the applicant and the register say, each with where it comes from. */
export function FormCard({ version, register, facts, account }: ReviewProps) {
  const { t, instant } = useWords()
  const rows: Row[] = [
    ...register.map(([name, value]) => ({ name, value, found: 'register' as const })),
    ...facts.map(([name, value]) => ({ name, value, found: 'said' as const })),
    ...(account
      ? [
          {
            name: t('review.form.account'),
            value: t('review.form.accountOf', { holder: account.holder, last4: account.last4 }),
            found: account.same ? ('same' as const) : ('differs' as const),
          },
        ]
      : []),
  ]
  return (
    <Card
      id="h-form"
      title={t('review.form.title')}
      beside={
        version && (
          <span className="quiet small">
            {t('review.form.version', { seq: version.seq, when: instant(version.at, 'short') })}
          </span>
        )
      }
      flush
    >
      <LedgerTable
        caption={t('review.form.caption')}
        rows={rows}
        keyOf={({ name, value }) => `${name} ${value}`}
        columns={[
          { key: 'name', head: t('review.form.item'), kind: 'name', cell: ({ name }) => name },
          { key: 'value', head: t('review.form.said'), cell: ({ value }) => value },
          { key: 'found', head: t('review.form.found'), kind: 'state', cell: ({ found }) => <Found found={found} /> },
        ]}
      />
    </Card>
  )
}

function Found({ found }: { found: Row['found'] }) {
  const { t } = useWords()
  if (found === 'said') return <State icon="edit">{t('review.form.founds.said')}</State>
  return found === 'differs' ? (
    <State tone="due" icon="help-circle">
      {t('review.form.founds.differs')}
    </State>
  ) : (
    <State tone="ok" icon="circle-check">
      {t(`review.form.founds.${found}`)}
    </State>
  )
}

/** The files that prove it, each with what it was asked for by. */
export function EvidenceCard({ evidence }: ReviewProps) {
  const { t } = useWords()
  return (
    <Card id="h-evidence" title={t('review.evidence.title')}>
      {evidence.map(({ id, label, clause, required, files }) => (
        <section key={id} className="mb-3" aria-labelledby={`e-${id}`}>
          <h3 id={`e-${id}`}>{label}</h3>
          <p className="hint">{clause === null ? t('review.evidence.setHere') : t('review.evidence.by', { clause })}</p>
          {files.length === 0 ? (
            <p className="quiet">{t(required ? 'review.evidence.none' : 'review.evidence.notGiven')}</p>
          ) : (
            files.map(file => <FileRow key={file.id} name={file.name} size={file.size} href={`/files/${file.id}`} />)
          )}
        </section>
      ))}
      <p className="hint">{t('review.evidence.unsigned')}</p>
    </Card>
  )
}
