/** Addresses of the pages that the frame leads to. */
export const paths = {
  workbench: '/',
  signing: '/sign',
  solicitations: '/cycles',
  letters: '/answers',
  overdue: '/overdue',
  messages: '/messages',
  units: '/admin/units',
  people: '/admin/people',
  health: '/health',
  audit: '/audit',
  signIn: '/sign-in',
  signOut: '/sign-out',
  language: '/language',
  acting: '/acting',
  password: '/password',
} as const
