import { findNearest } from '../../domain/nearest.ts';
import { fail, type OpsError, type Result, succeed } from '../../domain/result.ts';
import { managerKindOf, type ServiceManagerName } from '../../domain/services.ts';
import { checkUnitName, withoutServiceType } from '../../domain/unit-name.ts';
import type { Transport } from '../transports/transport.ts';
import type { Managers } from './detection.ts';
import type { ServiceManager, UnitState } from './service-manager.ts';

export type FoundUnit = { readonly manager: ServiceManager; readonly state: UnitState };

/**
 * Managers whose units others have taken over, or that are meant only where no other knows the name: systemd runs the init
 * scripts, and `dbus` is the machine's before it is this user's.
 */
const yieldsTo: Readonly<Partial<Record<ServiceManagerName, readonly ServiceManagerName[]>>> = {
	sysv: ['systemd'],
	'systemd-user': ['systemd'],
};

/**
 * The unit of this name, of the manager named or of the only one that has it. Where several have one, nothing is guessed: the
 * refusal names them. A name that no unit can have is refused before any manager sees it.
 */
export async function findUnit(
	{ managers: known, transport }: { readonly managers: Managers; readonly transport: Pick<Transport, 'host'> },
	unit: string,
	managerName: string | null,
	signal?: AbortSignal,
): Promise<Result<FoundUnit>> {
	const name = checkUnitName(unit);
	if (!name.ok) return name;
	const { managers, problems } = await known.find(signal);
	const candidates = managerName === null ? managers : managersOf(managers, managerName);
	if (candidates.length === 0) return noManager(transport.host, managers, managerName, problems[0]?.message);
	const ask = async (manager: ServiceManager) => ({ manager, state: await manager.show(unit, signal) });
	const isLater = ({ name: own }: ServiceManager) => yieldsTo[own]?.some((other) => has(candidates, other)) === true;
	const answers = await Promise.all(candidates.filter((manager) => !isLater(manager)).map(ask));
	const owners = answers.flatMap(({ manager, state }) => (state.ok ? [manager] : []));
	const later = candidates.filter((each) => isLater(each) && !yieldsTo[each.name]?.some((other) => has(owners, other)));
	answers.push(...(await Promise.all(later.map(ask))));
	const found = answers.flatMap(({ manager, state }) => (state.ok ? [{ manager, state: state.value }] : []));
	const [first, ...others] = found;
	if (first !== undefined && others.length > 0) return severalHave(unit, found);
	// One that gave no answer may have a unit of that name as well.
	const silent = answers.find(({ state }) => !state.ok && state.error.code !== 'not-found');
	if (silent !== undefined && !silent.state.ok) return unanswered(silent.state.error, first?.manager.name ?? null);
	return first === undefined ? nothingOf(unit, transport.host, candidates) : succeed(first);
}

/** The manager of that name; where there is none, those of that kind: `supervisord` is any of them. */
function managersOf(managers: readonly ServiceManager[], name: string): readonly ServiceManager[] {
	const named = managers.filter((manager) => manager.name === name);
	return named.length > 0 ? named : managers.filter((manager) => managerKindOf(manager.name) === name);
}

function has(managers: readonly ServiceManager[], name: ServiceManagerName): boolean {
	return managers.some((manager) => manager.name === name);
}

function noManager(
	host: string,
	managers: readonly ServiceManager[],
	managerName: string | null,
	problem: string | undefined,
): Result<never> {
	const names = managers.map(({ name }) => name).join(', ');
	const found = names === '' ? 'No service manager was found there.' : `Found there: ${names}.`;
	const what = managerName === null ? 'No service manager' : managerName.slice(0, 40);
	const message = managerName === null ? `${what} was found on ${host}` : `${what} was not found on ${host}`;
	return fail('unavailable', message, problem === undefined ? found : `${found} ${problem}`);
}

function severalHave(unit: string, found: readonly FoundUnit[]): Result<never> {
	const names = found.map(({ manager }) => manager.name);
	const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
	const flags = names.map((name) => `--manager ${name}`).join(' or ');
	return fail('refused', `${list} each have a unit ${unit}`, `Say which is meant: ${flags}.`);
}

function unanswered(error: OpsError, other: ServiceManagerName | null): Result<never> {
	if (other === null) return { ok: false, error };
	return {
		ok: false,
		error: { ...error, hint: `${other} has a unit of that name: --manager ${other} takes that one.` },
	};
}

async function nothingOf(unit: string, host: string, managers: readonly ServiceManager[]): Promise<Result<never>> {
	const lists = await Promise.all(managers.map((manager) => manager.list()));
	const names = lists.flatMap((list) => (list.ok ? list.value.units.map(({ name }) => withoutServiceType(name)) : []));
	const near = findNearest(withoutServiceType(unit), names);
	const asked = managers.map(({ name }) => name).join(', ');
	const hint =
		near.length === 0
			? `Asked: ${asked}. opsdash services --find TEXT lists the names.`
			: `Did you mean ${near.join(', ')}?`;
	return fail('not-found', `There is no unit ${unit} on ${host}`, hint);
}
