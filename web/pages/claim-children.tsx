import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Card } from '../pieces/card.tsx'
import { FileField, SelectField, TextField } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { Notice } from '../pieces/notice.tsx'
import { Pager } from '../pieces/pager.tsx'
import { ClaimFoot, ClaimGaps, ClaimPage } from './claim-frame.tsx'
import { type ClaimFrame, claimPath } from './claim-view.ts'

export type ListedChild = {
  /** From 0. */
  readonly position: number
  /** Tells the child from others without its number. */
  readonly mark: string
  readonly name: string
  readonly identity: string
  readonly bornOn: string
  readonly classKind: string
  readonly enrolled: string
}

type ChildrenProps = {
  readonly frame: ClaimFrame
  readonly children: readonly ListedChild[]
  readonly total: number
  readonly from: number
  readonly previous: string | null
  readonly next: string | null
  readonly totals: readonly { readonly kind: string; readonly label: string; readonly count: number }[]
  readonly kinds: readonly { readonly value: string; readonly label: string }[]
  /** What was typed of one more child, and what is wrong with it. */
  readonly typed: Readonly<Record<string, string>>
  readonly errors: readonly FieldError[]
  /** What is wrong with a file, by row and column; nothing of it was taken. */
  readonly rollErrors: readonly { readonly where: string; readonly words: string }[]
}

const columns = ['name', 'identity', 'bornOn', 'classKind', 'enrolledFrom', 'enrolledUntil'] as const

/** The roll of children: from a spreadsheet or one by one; names and numbers are shown in part. */
export function ClaimChildrenPage(props: ChildrenProps) {
  const { frame, children, total, from, previous, next, totals, rollErrors } = props
  const { t } = useWords()
  const action = claimPath(frame.caseId, 'children')
  const labels = Object.fromEntries(columns.map(name => [`child.${name}`, t(`claimForm.columns.${name}`)]))
  return (
    <ClaimPage frame={frame} labels={labels}>
      {rollErrors.length > 0 && (
        <Notice
          tone="late"
          role="alert"
          title={t(rollErrors.length < 100 ? 'roll.notTaken' : 'roll.notTakenMany', { count: rollErrors.length })}
        >
          <ul>
            {rollErrors.map(({ where, words }) => (
              <li key={`${where} ${words}`}>
                <b>{where}</b>
                {t('pieces.colon')}
                {words}
              </li>
            ))}
          </ul>
          <p>{t('roll.nothingChanged', { count: total })}</p>
        </Notice>
      )}
      <p>{total === 0 ? t('roll.empty') : t('roll.count', { count: total })}</p>
      {totals.length > 0 && (
        <p className="soft">
          {totals.map(({ label, count }) => t('roll.ofClass', { label, count })).join(t('pieces.listComma'))}
        </p>
      )}
      <Upload action={action} frame={frame} total={total} />
      {children.length > 0 && (
        <form method="post" action={action} className="my-4">
          <CsrfField />
          <OnceField />
          <Card
            id="h-roll"
            title={t('roll.listed')}
            flush
            footer={
              <Pager
                shown={t('roll.shown', { from: from + 1, until: from + children.length, count: total })}
                previous={previous}
                next={next}
              />
            }
          >
            <LedgerTable
              caption={t('roll.caption')}
              rows={children}
              keyOf={row => String(row.position)}
              columns={[
                {
                  key: 'name',
                  head: t('claimForm.columns.name'),
                  kind: 'name',
                  cell: row => `${row.position + 1} ${row.name}`,
                },
                { key: 'identity', head: t('claimForm.columns.identity'), cell: row => row.identity },
                { key: 'bornOn', head: t('claimForm.columns.bornOn'), cell: row => row.bornOn },
                { key: 'classKind', head: t('claimForm.columns.classKind'), cell: row => row.classKind },
                { key: 'enrolled', head: t('roll.enrolled'), cell: row => row.enrolled || null },
                {
                  key: 'drop',
                  head: t('claimForm.drop'),
                  kind: 'go',
                  cell: row => (
                    <button className="btn btn-sm btn-quiet" type="submit" name="intent" value={`drop:${row.mark}`}>
                      {t('claimForm.drop')}
                      <span className="visually-hidden">{t('claimForm.dropRow', { row: row.position + 1 })}</span>
                    </button>
                  ),
                },
              ]}
            />
          </Card>
        </form>
      )}
      <AddChild {...props} action={action} />
      <ClaimGaps frame={frame} />
      <ClaimFoot frame={frame} form={false} sends="child-form" />
    </ClaimPage>
  )
}

function Upload({ action, frame, total }: { action: string; frame: ClaimFrame; total: number }) {
  const { t } = useWords()
  return (
    <Card id="h-upload" title={t('roll.fromFile')}>
      <p>
        {t('roll.template')} <a href={`${action}/roll.xlsx`}>{t('roll.xlsx')}</a>
        {t('pieces.listComma')}
        <a href={`${action}/roll.csv`}>{t('roll.csv')}</a>
      </p>
      <form method="post" action={action} encType="multipart/form-data">
        <CsrfField />
        <OnceField />
        <input type="hidden" name="was" value={frame.was} />
        <FileField name="roll" label={t('roll.file')} hint={t('roll.fileHint')} accept=".xlsx,.csv,.txt" />
        <button className="btn" type="submit" name="intent" value="upload">
          <Icon name="upload" />
          {total === 0 ? t('roll.upload') : t('roll.replace', { count: total })}
        </button>
      </form>
    </Card>
  )
}

function AddChild({ action, kinds, typed, errors }: ChildrenProps & { action: string }) {
  const { t } = useWords()
  const text = (name: (typeof columns)[number]) => ({
    name: `child.${name}`,
    label: t(`claimForm.columns.${name}`),
    value: typed[name] ?? '',
    errors,
  })
  const dated = (value: string) => (/^(\d{4}-\d{2}-\d{2})?$/.test(value) ? ('date' as const) : ('text' as const))
  return (
    <Card id="h-add" title={t('roll.addOne')}>
      <form method="post" action={action} id="child-form">
        <CsrfField />
        <OnceField />
        <TextField {...text('name')} autoComplete="off" />
        <TextField {...text('identity')} hint={t('roll.identityHint')} autoComplete="off" />
        <TextField {...text('bornOn')} type={dated(typed.bornOn ?? '')} />
        {kinds.length > 0 ? (
          <SelectField {...text('classKind')} choices={[{ value: '', label: t('claimForm.choose') }, ...kinds]} />
        ) : (
          <TextField {...text('classKind')} />
        )}
        <TextField {...text('enrolledFrom')} type={dated(typed.enrolledFrom ?? '')} optional />
        <TextField {...text('enrolledUntil')} type={dated(typed.enrolledUntil ?? '')} optional />
        <button className="btn" type="submit" name="intent" value="add">
          <Icon name="plus" />
          {t('roll.add')}
        </button>
      </form>
    </Card>
  )
}
