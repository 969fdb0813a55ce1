import type { Request } from 'express'
import { canAdminister } from '../domain/can.ts'
import { type AdminSection, adminSections } from '../web/pages/admin-tabs.tsx'
import { actorOf } from './session.ts'

const permissionOf: Record<AdminSection, Parameters<typeof canAdminister>[0]> = {
  units: 'manage-units',
  people: 'manage-people',
  accounts: 'manage-accounts',
  calendar: 'manage-calendar',
  policies: 'see-health',
  health: 'see-health',
  audit: 'see-audit',
}

/** The pages of administration that are open to whoever asks. */
export function adminTabs(request: Request): readonly AdminSection[] {
  const { roles } = actorOf(request)
  return adminSections.filter(section => canAdminister(permissionOf[section], roles))
}
