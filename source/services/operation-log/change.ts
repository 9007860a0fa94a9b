import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/**
 * Runs a statement that changes rows, and answers how many. `run` tells the row that was inserted last as well, and throws where its
 * number is no safe integer: FTS5 writes rows beyond 2^53 to note that a text was taken out of its index, and from then on every
 * statement of the connection would fail after it did its work (nodejs/node#65177). As a BigInt any number will do.
 */
export function change(database: DatabaseSync, sql: string, ...values: readonly SQLInputValue[]): number {
	const statement = database.prepare(sql);
	statement.setReadBigInts(true);
	return Number(statement.run(...values).changes);
}
