import type { CalendarYear } from '../domain/calendar.ts'
import type { PackFile, PolicyPack } from '../domain/policy-pack.ts'
import type { Database } from '../records/database.ts'

/** A published version was edited: the same pack and version with other content. */
export class VersionChanged extends Error {
  readonly version: string
  readonly files: readonly string[]

  constructor(version: string, files: readonly string[]) {
    super(`${version} was published already with other content: ${files.join(', ')}`)
    this.name = 'VersionChanged'
    this.version = version
    this.files = files
  }
}

/**
 * Takes the packs that are not there yet, and the first calendars of an empty database (`takeCalendars` takes later ones,
 * with the dates that they move). A version that is there is never changed.
 *
 * @throws VersionChanged naming the files
 */
export async function loadPolicies(
  database: Database,
  {
    packs,
    calendars,
    changedFiles,
  }: {
    packs: readonly { pack: PolicyPack; sha256: string }[]
    calendars: readonly CalendarYear[]
    changedFiles: (before: readonly PackFile[], after: readonly PackFile[]) => string[]
  },
): Promise<{ newPacks: string[] }> {
  return database.transaction().execute(async tx => {
    const newPacks: string[] = []
    for (const { pack, sha256 } of packs) {
      const there = await tx
        .selectFrom('policy_versions')
        .select(['sha256', 'content'])
        .where('pack', '=', pack.id)
        .where('version', '=', pack.version)
        .executeTakeFirst()
      if (there && there.sha256 !== sha256)
        throw new VersionChanged(
          `${pack.id} ${pack.version}`,
          changedFiles((there.content as PolicyPack).files, pack.files),
        )
      if (there) continue
      await tx
        .insertInto('policy_versions')
        .values({ pack: pack.id, version: pack.version, sha256, status: pack.status, content: JSON.stringify(pack) })
        .execute()
      newPacks.push(pack.id)
    }
    const begun = await tx.selectFrom('calendars').select('year').limit(1).executeTakeFirst()
    if (!begun && calendars.length > 0) {
      const rows = calendars.map(year => ({
        year: year.year,
        revision: year.notices.length,
        source: year.notices.map(({ number }) => number).join('、'),
        content: JSON.stringify(year),
      }))
      await tx.insertInto('calendars').values(rows).execute()
    }
    return { newPacks }
  })
}

/** Makes rows of the units that a pack offers; a unit whose code is there already stays as it is. */
export async function importUnits(database: Database, pack: PolicyPack, { demo }: { demo: boolean }): Promise<number> {
  return database.transaction().execute(async tx => {
    const added = await tx
      .insertInto('units')
      .values(
        pack.units.map(unit => ({
          code: unit.code,
          kind: unit.kind,
          level: unit.level,
          name: unit.name.zh,
          groups: [...unit.groups],
          demo,
        })),
      )
      .onConflict(conflict => conflict.column('code').doNothing())
      .returning(['id', 'code'])
      .execute()
    const rows = await tx
      .selectFrom('units')
      .select(['id', 'code'])
      .where(
        'code',
        'in',
        pack.units.map(({ code }) => code),
      )
      .execute()
    const ids = new Map(rows.map(({ id, code }) => [code, id]))
    for (const { id, code } of added) {
      const unit = pack.units.find(unit => unit.code === code)
      await tx
        .updateTable('units')
        .set({
          parent_id: (unit?.parent && ids.get(unit.parent)) || null,
          superior_id: (unit?.superior && ids.get(unit.superior)) || null,
        })
        .where('id', '=', id)
        .execute()
    }
    return added.length
  })
}
