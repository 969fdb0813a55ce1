import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextArea } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Must, State } from '../pieces/state.tsx'
import type { Retry } from './reason-page.tsx'

export type SilentView = {
  readonly task_id: string
  readonly unit_name: string
  readonly contact_name: string | null
  readonly contact_phone: string | null
  readonly mandatory: boolean
  readonly overdue: boolean
  readonly signed_for_at: string | null
  readonly own_step: boolean
}

type UrgeProps = Retry & {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly dueAt: string | null
  readonly contact: { readonly name: string; readonly phone: string }
  readonly silent: readonly SilentView[]
  /** How many will be urged. */
  readonly count: number
  /** For one unit only. */
  readonly one: boolean
  readonly message: string
}

/** Urges the silent: whom, with whose telephone number, and with which words. */
export function UrgePage({ cycle, dueAt, contact, silent, count, one, message, errors = [], onceKey }: UrgeProps) {
  const { t, instant } = useWords()
  const back = `/cycles/${cycle.id}`
  if (count === 0)
    return (
      <Page title={t('ledger.urge')} section="solicitations">
        <PageHead eyebrow={t('ledger.title')} title={t('ledger.urgePage.nobody')} />
        <p>{t('ledger.urgePage.nobodyText')}</p>
        <FootBar>
          <a className="btn" href={back}>
            {t('sign.backToCycle')}
          </a>
        </FootBar>
      </Page>
    )
  const columns: LedgerColumn<SilentView>[] = [
    {
      key: 'unit',
      head: t('ledger.unit'),
      kind: 'name',
      cell: row => (
        <>
          {row.unit_name}
          {row.mandatory && <Must />}
        </>
      ),
    },
    {
      key: 'state',
      head: t('ledger.state'),
      kind: 'state',
      cell: row =>
        row.overdue ? (
          <State tone="late" icon="alert-triangle">
            {t('ledger.urgePage.overdue')}
          </State>
        ) : row.signed_for_at || row.own_step ? (
          <State icon="clock">{t(row.own_step ? 'ledger.urgePage.open' : 'ledger.row.silent')}</State>
        ) : (
          <State tone="due" icon="mail">
            {t('ledger.notSignedFor')}
          </State>
        ),
    },
    { key: 'contact', head: t('ledger.contact'), cell: row => row.contact_name },
    { key: 'phone', head: t('ledger.urgePage.phone'), cell: row => row.contact_phone },
  ]
  const first = silent[0]
  return (
    <Page title={t('ledger.urge')} section="solicitations">
      <PageHead
        eyebrow={t('cycle.quoted', { title: cycle.title })}
        title={
          one && first
            ? t('ledger.urgePage.titleOne', { unit: first.unit_name })
            : t('ledger.urgePage.title', { count })
        }
        lead={t('ledger.urgePage.lead')}
      />
      <ErrorSummary errors={errors} labels={{ message: t('ledger.urgePage.message') }} />
      <form method="post" action={`${back}/urge`}>
        <CsrfField />
        <OnceField value={onceKey} />
        {one && first && <input type="hidden" name="task" value={first.task_id} />}
        <div className="split">
          <div>
            <Card id="h-list" title={t('ledger.urgePage.list')} flush>
              <LedgerTable
                caption={t('ledger.urgePage.caption')}
                columns={columns}
                rows={silent}
                keyOf={row => row.task_id}
              />
              {count > silent.length && (
                <div className="card-footer">
                  <p className="soft small">{t('ledger.urgePage.more', { count: count - silent.length })}</p>
                </div>
              )}
            </Card>
          </div>
          <div>
            <Card id="h-words" title={t('ledger.urgePage.message')}>
              <TextArea
                name="message"
                label={t('ledger.urgePage.message')}
                hint={t('ledger.urgePage.messageHint')}
                value={message}
                errors={errors}
                rows={3}
                optional
              />
              <h3>{t('ledger.urgePage.copy')}</h3>
              <p className="hint">{t('ledger.urgePage.copyHint')}</p>
              <p>
                {t('ledger.urgePage.copyText', {
                  title: cycle.title,
                  due: dueAt ? instant(dueAt, 'sentence') : '',
                  contact: contact.name,
                  phone: contact.phone,
                })}
              </p>
            </Card>
          </div>
        </div>
        <FootBar>
          <a className="btn" href={back}>
            {t('ledger.urgePage.cancel')}
          </a>
          <button className="btn btn-primary" type="submit">
            {t('ledger.urgePage.submit', { count })}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}
