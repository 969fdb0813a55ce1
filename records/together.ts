import type { CompiledQuery, QueryExecutorProvider } from 'kysely'
import type { Reader } from './database.ts'

/** A statement that is built and not asked for yet: `tx.selectFrom(…)`, ``sql`…` ``. */
export interface Statement<Row = unknown> {
  compile(provider: QueryExecutorProvider): CompiledQuery<Row>
}

type RowsOf<S> = S extends Statement<infer Row> ? Row[] : never

/**
 * Asks for several statements in one write and answers the rows of each. They are worked off in this order, each sees what
 * those before it did, and waits for their locks: it is as if each had been awaited, without the way there and back.
 * The first that fails is thrown.
 */
export async function together<const Statements extends readonly Statement[]>(
  reader: Reader,
  ...statements: Statements
): Promise<{ -readonly [At in keyof Statements]: RowsOf<Statements[At]> }> {
  const results = await reader
    .getExecutor()
    .provideConnection(connection =>
      Promise.all(statements.map(statement => connection.executeQuery(statement.compile(reader)))),
    )
  return results.map(({ rows }) => rows) as { -readonly [At in keyof Statements]: RowsOf<Statements[At]> }
}
