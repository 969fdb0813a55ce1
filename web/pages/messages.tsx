import { useFrame, useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'

export type MessageView = {
  readonly id: string
  readonly subject: string
  readonly releasedAt: string
  readonly readAt: string | null
}

type MessagesPageProps = {
  messages: readonly MessageView[]
  /** The key after which the next page begins. */
  next: string | null
  /** This is not the first page. */
  further: boolean
}

/** The notices of a unit and of oneself; opening one says that it was opened. */
export function MessagesPage({ messages, next, further }: MessagesPageProps) {
  const { actor } = useFrame()
  const { t, instant } = useWords()
  const unread = messages.filter(({ readAt }) => readAt === null).length
  return (
    <Page title={t('messages.title')} section="messages">
      <PageHead
        title={unread > 0 ? t('messages.unread', { count: unread }) : t('messages.allRead')}
        lead={t('messages.lead', { unit: actor?.unitName ?? '' })}
      />
      {messages.length === 0 ? (
        <EmptyState title={t('messages.none')}>{t('messages.noneText')}</EmptyState>
      ) : (
        <Card
          id="messages"
          title={t('messages.title')}
          flush
          footer={
            <Pager
              shown={t('messages.shown', { count: messages.length })}
              previous={further ? paths.messages : null}
              next={next === null ? null : `${paths.messages}?after=${encodeURIComponent(next)}`}
            />
          }
        >
          <LedgerTable
            caption={t('messages.caption')}
            rows={messages}
            keyOf={({ id }) => id}
            columns={[
              { key: 'subject', head: t('messages.subject'), kind: 'name', cell: message => <Opening {...message} /> },
              { key: 'state', head: t('messages.state'), kind: 'state', cell: message => <ReadState {...message} /> },
              { key: 'at', head: t('messages.at'), cell: ({ releasedAt }) => instant(releasedAt) },
            ]}
          />
        </Card>
      )}
    </Page>
  )
}

// Opening is recorded, so it is a button and not a link.
function Opening({ id, subject }: MessageView) {
  return (
    <form method="post" action={`${paths.messages}/${id}/open`}>
      <CsrfField />
      <button className="aslink" type="submit">
        {subject}
      </button>
    </form>
  )
}

function ReadState({ readAt }: MessageView) {
  const { t } = useWords()
  return readAt === null ? (
    <State tone="mine" icon="mail">
      {t('messages.unopened')}
    </State>
  ) : (
    <State icon="check">{t('messages.opened')}</State>
  )
}

/** One notice as it went out. */
export function MessagePage({ message }: { message: MessageView & { text: string; link: string | null } }) {
  const { t, instant } = useWords()
  return (
    <Page title={message.subject} section="messages" reading>
      <PageHead eyebrow={instant(message.releasedAt)} title={message.subject} />
      <div className="card">
        <div className="card-body">
          <p className="typed">{message.text}</p>
        </div>
      </div>
      <div className="acts mt-4">
        {message.link !== null && (
          <a className="btn btn-primary" href={message.link}>
            {t('messages.go')}
          </a>
        )}
        <a className="btn" href={paths.messages}>
          {t('messages.back')}
        </a>
      </div>
    </Page>
  )
}
