import { useWords } from '../frame.tsx'

export const adminSections = ['units', 'people', 'accounts', 'calendar', 'policies', 'health', 'audit'] as const
export type AdminSection = (typeof adminSections)[number]

const addresses: Record<AdminSection, string> = {
  units: '/admin/units',
  people: '/admin/people',
  accounts: '/admin/accounts',
  calendar: '/admin/calendar',
  policies: '/admin/policies',
  health: '/health',
  audit: '/audit',
}

/** The ways between the pages of administration, as far as they are open to whoever looks. */
export function AdminTabs({ sections, current }: { sections: readonly AdminSection[]; current: AdminSection }) {
  const { t } = useWords()
  if (sections.length < 2) return null
  return (
    <nav className="tabs" aria-label={t('admin.nav')}>
      {sections.map(section => (
        <a key={section} href={addresses[section]} aria-current={section === current ? 'page' : undefined}>
          {t(`admin.sections.${section}`)}
        </a>
      ))}
    </nav>
  )
}
