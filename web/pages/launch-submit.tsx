import { useWords } from '../frame.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { VersionField } from './launch-frame.tsx'

type LaunchSubmitProps = {
  /** Where the draft's pages are. */
  readonly path: string
  readonly version: number
  /** Something stands in the way of sending it. */
  readonly stops: boolean
  readonly seats: readonly string[]
  /** What sending it means. */
  readonly context: string
}

/** Sends a draft for signature, once nothing stands in the way. */
export function LaunchSubmit({ path, version, stops, seats, context }: LaunchSubmitProps) {
  const { t } = useWords()
  return (
    <form method="post" action={`${path}/submit`}>
      <CsrfField />
      <OnceField />
      <VersionField version={version} />
      <FootBar context={stops ? t('launch.check.notYet') : context}>
        <a className="btn" href={`${path}/timing`}>
          {t('launch.back')}
        </a>
        {!stops && (
          <button className="btn btn-primary" type="submit">
            {seats[0] ? t('launch.check.submit', { seat: seats[0] }) : t('launch.check.submitPlain')}
          </button>
        )}
      </FootBar>
    </form>
  )
}
