import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { z } from 'zod'
import type { PackForm } from '../domain/policy-pack.ts'
import { formSchema } from './pack-schema.ts'
import { readAll } from './read-files.ts'
import { type FieldPath, readSource, type SourceError, type SourceReading, type YamlSource } from './yaml-source.ts'

/** Reads the forms of a pack: each a JSON Schema that compiles, with its titles in both languages. */
export function readForms(folder: string): SourceReading<PackForm[]> {
  return readAll(folder, '.json', (file, source) => {
    const form = readSource(source, formSchema)
    if (!form.ok) return form
    const errors = formErrors(form.value, source)
    if (errors.length > 0) return { ok: false, errors }
    return { ok: true, value: { id: path.basename(file, '.json'), ...form.value } }
  })
}

function formErrors({ schema }: z.output<typeof formSchema>, source: YamlSource): SourceError[] {
  const errors = titlesWithoutEnglish(schema, ['schema']).map(at =>
    source.errorAt(at, "the same in English under 'x-en'"),
  )
  const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false })
  ajv.addKeyword({ keyword: 'x-en', schemaType: 'object' })
  if (!ajv.validateSchema(schema)) {
    for (const { instancePath, message = 'a JSON Schema' } of ajv.errors ?? []) {
      const at = instancePath
        .split('/')
        .slice(1)
        .map(part => (/^\d+$/.test(part) ? Number(part) : part))
      errors.push(source.errorAt(['schema', ...at], `a JSON Schema: it ${message}`))
    }
    return errors
  }
  try {
    ajv.compile(schema)
  } catch (error) {
    errors.push(
      source.errorAt(['schema'], 'a JSON Schema that can be compiled', error instanceof Error ? error.message : ''),
    )
  }
  return errors
}

/** Every `title` and `description` of a schema needs its English beside it: `x-en: { title, description }`. */
function titlesWithoutEnglish(schema: unknown, at: FieldPath): FieldPath[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((item, index) => titlesWithoutEnglish(item, [...at, index]))
  const english: unknown = Reflect.get(schema, 'x-en')
  const isSaid = (key: string): boolean =>
    typeof english === 'object' && english !== null && typeof Reflect.get(english, key) === 'string'
  const missing = ['title', 'description'].filter(key => typeof Reflect.get(schema, key) === 'string' && !isSaid(key))
  const inside = Object.entries(schema).flatMap(([key, value]) =>
    key === 'x-en' ? [] : titlesWithoutEnglish(value, [...at, key]),
  )
  return [...missing.map(key => [...at, key]), ...inside]
}
