import type { HostFactName, HostFactValues } from '../../source/domain/host-facts.ts';
import { createFactReaders } from '../../source/services/collectors/host/readers.ts';
import { createFakeTransport, type FakeHost } from './fake-transport.ts';

const { signal } = new AbortController();

/** One fact as its reader finds it on a host that is given by its files and answers, and what was asked for that. */
export async function askFact<Name extends HostFactName>(name: Name, host: FakeHost) {
	const transport = createFakeTransport(host);
	const result = await createFactReaders()[name].read(transport, signal, () => {});
	return { result, transport };
}

/** Its value; throws where there is none. */
export async function readFact<Name extends HostFactName>(name: Name, host: FakeHost): Promise<HostFactValues[Name]> {
	const { result } = await askFact(name, host);
	if (!result.ok) throw new Error(result.error.message);
	return result.value.value as HostFactValues[Name];
}

/** Its gaps, or why there is no value: `permission: /run/x may not be read`. */
export async function factProblems(name: HostFactName, host: FakeHost): Promise<readonly string[]> {
	const { result } = await askFact(name, host);
	return result.ok
		? result.value.problems.map(({ code, message }) => `${code}: ${message}`)
		: [`${result.error.code}: ${result.error.message}`];
}

export const denied = (what: string) => ({ code: 'permission', message: `${what} may not be read` }) as const;
