import type { ReactNode } from 'react'
import { useFrame, useWords } from './frame.tsx'
import { Icon } from './icon.tsx'
import { navigation, type Section } from './navigation.ts'
import { paths } from './paths.ts'
import { CsrfField } from './pieces/form-fields.tsx'

type PageProps = {
  /** The name of the page, in the window's title. */
  title: string
  /** Where in the main navigation the page belongs. */
  section?: Section
  /** For those who read: larger type in one narrow column. */
  reading?: boolean
  children: ReactNode
}

// What could not be refreshed stays as it was.
const htmxConfig = JSON.stringify({ noSwap: [204, 304, '4xx', '5xx'], includeIndicatorCSS: false })

/** The frame of every page: masthead, navigation of the role, for whom one acts, foot. */
export function Page({ title, section, reading = false, children }: PageProps) {
  const { language, assets } = useFrame()
  const { t } = useWords()
  return (
    <html lang={language} data-bs-theme="light">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{t('frame.title', { title })}</title>
        <link rel="stylesheet" href={assets.tabler} />
        <link rel="stylesheet" href={assets.look} />
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        <meta name="htmx-config" content={htmxConfig} />
        <script src={assets.htmx} defer />
      </head>
      <body>
        <svg className="sprite" width="0" height="0" aria-hidden="true">
          <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">
              <path d="M0 6 6 0M-1 1l2-2M5 7l2-2" stroke="#6b6a63" strokeWidth="1.5" />
            </pattern>
            <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
              <path d="M0 0h1.5v1.5H0zM2 2h1.5v1.5H2z" fill="#6b6a63" />
            </pattern>
          </defs>
        </svg>
        <a className="skip" href="#main">
          {t('frame.skip')}
        </a>
        <Masthead {...(section === undefined ? {} : { section })} />
        <main id="main" className={reading ? 'reading' : undefined}>
          {children}
        </main>
        <Foot />
      </body>
    </html>
  )
}

function Masthead({ section }: { section?: Section }) {
  const { actor } = useFrame()
  const { t } = useWords()
  return (
    <header className="masthead">
      <div>
        <a className="wordmark" href={paths.workbench}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 3h18v4H7v14H3z" />
            <path d="M10 10h11v4h-7v7h-4z" />
            <path d="M17 17h4v4h-4z" />
          </svg>
          {t('frame.name')}
        </a>
        {actor && (
          <nav className="mainnav" aria-label={t('frame.navigation')}>
            {navigation(actor.roles).map(entry => (
              <a key={entry.section} href={entry.href} aria-current={entry.section === section ? 'page' : undefined}>
                {t(`nav.${entry.section}`)}
              </a>
            ))}
          </nav>
        )}
        {!actor && (
          <nav className="mainnav" aria-label={t('frame.navigation')}>
            <a href={paths.publicNotices} aria-current={section === 'lists' ? 'page' : undefined}>
              {t('publicNotice.title')}
            </a>
            <a href={paths.signIn}>{t('signIn.title')}</a>
          </nav>
        )}
        {actor ? <Acting /> : <Visiting />}
      </div>
    </header>
  )
}

/** Who acts and for which unit; opens to change the unit or the language, and to sign out. */
function Acting() {
  const { actor } = useFrame()
  const { t } = useWords()
  if (!actor) return null
  const others = actor.memberships.filter(unit => unit.unitId !== actor.unitId)
  return (
    <details className="acting">
      <summary>
        <b>{actor.personName}</b> {actor.demo && <span className="demo">{t('frame.demo')}</span>}
        <br />
        {actor.unitName}
        <Icon name="chevron-right" />
      </summary>
      <div>
        <p className="quiet">{actor.roles.map(role => t(`roles.${role}`)).join(t('frame.separator'))}</p>
        {others.length > 0 && (
          <form method="post" action={paths.acting}>
            <CsrfField />
            <p className="quiet">{t('frame.actFor')}</p>
            {others.map(unit => (
              <button key={unit.unitId} className="btn btn-quiet" type="submit" name="unit" value={unit.unitId}>
                {unit.unitName}
              </button>
            ))}
          </form>
        )}
        <LanguageSwitch />
        <a className="btn btn-quiet" href={paths.password}>
          {t('ownPassword.title')}
        </a>
        <form method="post" action={paths.signOut}>
          <CsrfField />
          <button className="btn btn-quiet" type="submit">
            {t('frame.signOut')}
          </button>
        </form>
      </div>
    </details>
  )
}

function Visiting() {
  const { demo } = useFrame()
  const { t } = useWords()
  return (
    <div className="acting">
      {demo && <span className="demo">{t('frame.demoData')}</span>}
      <LanguageSwitch />
    </div>
  )
}

function LanguageSwitch() {
  const { language, address } = useFrame()
  const { t } = useWords()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <form method="post" action={paths.language}>
      <CsrfField />
      <input type="hidden" name="back" value={address} />
      <button className="btn btn-quiet" type="submit" name="language" value={other} lang={other}>
        {t('frame.otherLanguage')}
      </button>
    </form>
  )
}

function Foot() {
  const { now, demo } = useFrame()
  const { t, date } = useWords()
  const today = date(dayOf(now), 'sentence')
  const parts = [t('frame.today', { date: today }), t('frame.noSecrets'), ...(demo ? [t('frame.invented')] : [])]
  return <footer className="foot">{parts.join(t('frame.separator'))}</footer>
}

/** The date in the office at an instant: eight hours before UTC all year. */
const dayOf = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)
