import { fail } from '../domain/result.ts';
import type { Transport } from '../services/transports/transport.ts';

/** A host that can be signed in to and not read yet. */
export function createPendingTransport(host: string): Transport {
	const refuse = () => fail('unavailable', `${host} cannot be read by this version`);
	return {
		host,
		readFiles: async (paths) => paths.map(refuse),
		listDirectory: async () => refuse(),
		readLinks: async (paths) => paths.map(refuse),
		readSlowFiles: async (paths) => paths.map(refuse),
		run: async () => refuse(),
		act: async () => refuse(),
		recoverAct: async () => refuse(),
		stream: async () => refuse(),
		scanProcesses: async () => refuse(),
		findSocketOwners: async () => refuse(),
		holdProcess: async () => refuse(),
		async close() {},
	};
}
