import type { Clause } from '../../domain/clauses.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ClauseText } from '../pieces/clause-text.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { Must } from '../pieces/state.tsx'

type DraftTextProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly back: string
  readonly clauses: readonly Clause[]
  readonly total: number
  readonly from: number
  readonly previous: string | null
  readonly next: string | null
  readonly addressees: readonly {
    readonly unitId: string
    readonly name: string
    readonly mandatory: boolean
    readonly copy: boolean
  }[]
  /** How many more addressees there are than are listed. */
  readonly more: number
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly size: number }[]
}

/** The draft clause by clause, and whom it goes to: for those who sign it or oversee it. */
export function DraftTextPage(props: DraftTextProps) {
  const { cycle, clauses, total, from, addressees } = props
  const { t } = useWords()
  const shown = t('launch.clauses.shown', { from: from + 1, until: from + clauses.length, count: total })
  return (
    <Page title={t('sign.clauses')} section="solicitations">
      <PageHead eyebrow={t('sign.clauses')} title={t('cycle.quoted', { title: cycle.title })}>
        <a className="btn btn-quiet" href={props.back}>
          {t('launch.back')}
        </a>
      </PageHead>
      <div className="split">
        <Card
          id="h-clauses"
          title={t('launch.clauses.title')}
          footer={<Pager shown={shown} previous={props.previous} next={props.next} />}
        >
          {clauses.map(({ anchor, number, heading, text }) => (
            <ClauseText key={anchor} anchor={anchor} number={number} heading={heading} text={text} />
          ))}
        </Card>
        <aside>
          <Card id="h-addressees" title={t('launch.addressees.title')}>
            <ul className="list-unstyled">
              {addressees.map(row => (
                <li key={row.unitId}>
                  {row.name}
                  {row.mandatory && <Must />}
                  {row.copy && <span className="quiet"> {t('ledger.states.copy')}</span>}
                </li>
              ))}
            </ul>
            {props.more > 0 && <p className="quiet">{t('launch.addressees.more')}</p>}
          </Card>
          {props.attachments.length > 0 && (
            <Card id="h-files" title={t('launch.clauses.attachments')}>
              {props.attachments.map(file => (
                <FileRow key={file.id} name={file.name} size={file.size} href={`/files/${file.id}`} />
              ))}
            </Card>
          )}
        </aside>
      </div>
    </Page>
  )
}
