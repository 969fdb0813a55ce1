/** Addresses of the pages that the frame leads to. */
export const paths = {
  workbench: '/',
  signing: '/signing',
  solicitations: '/solicitations',
  letters: '/letters',
  overdue: '/overdue',
  messages: '/messages',
  units: '/admin/units',
  people: '/admin/people',
  health: '/admin/health',
  audit: '/admin/audit',
  signIn: '/sign-in',
  signOut: '/sign-out',
  language: '/language',
  acting: '/acting',
} as const
