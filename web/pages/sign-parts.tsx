import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState } from '../pieces/state.tsx'
import type { SignProps } from './sign.tsx'

/** What is to be signed, who made it, and until when. */
export function SignHead({
  title,
  maker,
  done,
  due,
  others,
}: Pick<SignProps, 'maker' | 'done' | 'due' | 'others'> & { title: string }) {
  const { t, instant } = useWords()
  const waiting = others > 0 ? t('sign.eyebrowOf', { count: others }) : t('sign.eyebrow')
  return (
    <PageHead
      eyebrow={done ? t(`sign.eyebrowDone.${done.what}`) : waiting}
      title={title}
      lead={
        maker.at
          ? t('sign.maker', { maker: maker.name, unit: maker.unit, when: instant(maker.at, 'short') })
          : maker.name
      }
    >
      {!done && due && <DueState dueAt={due.at} left={due.left} passed={due.passed} />}
    </PageHead>
  )
}

/** What the reader did with it. */
export function SignDone({ done, title }: { done: NonNullable<SignProps['done']>; title: string }) {
  const { t, instant } = useWords()
  return (
    <Notice tone={done.what === 'void' ? 'plain' : 'ok'} role="status" title={title}>
      {done.at ? t('sign.done.text', { when: instant(done.at) }) : null}
    </Notice>
  )
}

/** Signing and returning; `stopped`: it can only be returned. */
export function SignActs({
  taskId,
  last,
  stopped,
  context,
}: Pick<SignProps, 'taskId' | 'last'> & { stopped: boolean; context: string }) {
  const { t } = useWords()
  return (
    <form method="post" action={`/sign/${taskId}`}>
      <CsrfField />
      <OnceField />
      <FootBar context={last ? context : t('sign.contextSeat')}>
        <a className={stopped ? 'btn btn-primary' : 'btn'} href={`/sign/${taskId}/return`}>
          <Icon name="arrow-back-up" />
          {t('sign.return')}
        </a>
        {!stopped && (
          <button className="btn btn-primary" type="submit">
            <Icon name="signature" />
            {t(last ? 'sign.sign' : 'sign.signSeat')}
          </button>
        )}
      </FootBar>
    </form>
  )
}
