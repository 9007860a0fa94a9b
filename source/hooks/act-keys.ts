import { type Access, mayDo } from '../domain/access.ts';
import { type ActName, ruleOf } from '../domain/act-table.ts';
import type { KeyTable } from '../domain/keys.ts';

export type WhoActs = { readonly access: Access; readonly isReadOnly: boolean };

/** Why an act is not done here, in a few words; null where it may be. Operations refuse it in any case. */
export function whyNot({ access, isReadOnly }: WhoActs, act: ActName | undefined): string | null {
	if (act === undefined) return null;
	if (isReadOnly && ruleOf(act).weight !== 'looks') return 'read-only';
	if (mayDo(access, act)) return null;
	return access.role === 'viewer' ? 'not as a viewer' : 'not as an operator';
}

/** The table with the reason beside every key that cannot be used. */
export function withReasons(table: KeyTable, who: WhoActs): KeyTable {
	return {
		...table,
		bindings: table.bindings.map((binding) => {
			const reason = whyNot(who, binding.act);
			return reason === null ? binding : { ...binding, description: `${binding.description} (${reason})` };
		}),
	};
}
