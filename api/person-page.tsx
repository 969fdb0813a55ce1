import type { Request, Response } from 'express'
import { roles } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { localDateOf } from '../domain/local-time.ts'
import { readPerson, readUnitNames } from '../records/administration.ts'
import type { Reader } from '../records/database.ts'
import { type PersonDone, PersonPage } from '../web/pages/people.tsx'
import { accountState } from './account-state.ts'
import type { Shown, Typed } from './admin-form.ts'
import { adminTabs } from './admin-tabs.ts'
import { sendPage } from './answer-page.ts'
import { demandTo } from './demand-to.ts'

/** The page of a person, for those who keep people or accounts in order. */
export async function showPerson(
  reader: Reader,
  request: Request,
  response: Response,
  personId: string,
  { done = null, refused = null, errors = [], typed = {}, status }: Shown,
): Promise<void> {
  const actor = demandTo(request, 'manage-people', 'manage-accounts')
  const today = localDateOf(request.now)
  const [person, units] = await Promise.all([readPerson(reader, personId), readUnitNames(reader)])
  const onRecord: Typed = {
    name: person.name,
    mobile: person.mobile ?? '',
    email: person.email ?? '',
    language: person.language,
  }
  sendPage(
    request,
    response,
    <PersonPage
      tabs={adminTabs(request)}
      person={{
        ...person,
        memberships: person.memberships.map(membership => ({
          ...membership,
          held: membership.fromOn <= today && (membership.untilOn === null || membership.untilOn >= today),
        })),
        logins: person.logins.map(login => ({ id: login.id, subject: login.subject, account: accountState(login) })),
      }}
      own={actor.personId === person.id}
      mayManage={canAdminister('manage-people', actor.roles)}
      today={today}
      units={units}
      roles={roles}
      errors={errors}
      typed={{ ...onRecord, ...typed }}
      done={dones.find(each => each === done) ?? null}
      refused={refused}
    />,
    status,
  )
}

const dones: readonly PersonDone[] = ['added', 'changed', 'role-added', 'role-ended', 'went', 'disabled', 'enabled']
