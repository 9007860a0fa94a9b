import { setTimeout as pause } from 'node:timers/promises';
import type { Access } from '../../domain/access.ts';
import { isProtectedHost } from '../../domain/friction.ts';
import type { Settings } from '../../domain/settings.ts';
import type { PasswordKeeper } from '../access/password-keeper.ts';
import { createPortFinder } from '../collectors/services/listening-ports.ts';
import type { ActorRecord } from '../operation-log/log-event.ts';
import type { OperationLog } from '../operation-log/operation-log.ts';
import type { Managers } from '../service-managers/detection.ts';
import type { Transport } from '../transports/transport.ts';
import { createAncestorReader } from './plans/own-ancestors.ts';
import type { OperationContext } from './plans/planned-act.ts';
import { findSavedAct } from './undo/find-saved-act.ts';

/** What is known of a host that is not this machine. */
export type RemoteTarget = {
	/** Every name that settings may call it by: as it was asked for, its address, its own name. */
	readonly names: readonly string[];
	/** As whom one acts there; null where ssh has not told. */
	readonly user: string | null;
	/** `SHA256:…` of the key that it showed; null where that is not known. */
	readonly hostKey: string | null;
};

export type OperationsOptions = {
	readonly transport: Transport;
	readonly log: OperationLog;
	readonly managers: Managers;
	readonly actor: ActorRecord;
	readonly settings: Pick<Settings, 'protectedHosts' | 'secretPatterns'>;
	/** What is known by now, asked for each time; absent on this machine. */
	readonly remote?: (() => RemoteTarget) | undefined;
	/** Every act is refused. */
	readonly isReadOnly?: boolean;
	/** What this user may do, asked for each time; everything unless given. */
	readonly access?: () => Promise<Access>;
	/** Keeps the password for sudo from one act to the next; nothing is kept unless given. */
	readonly passwords?: PasswordKeeper;
	/** Brings files to and from the host; none unless given. */
	readonly copier?: OperationContext['copier'];
	/** Listening ports of processes, for what hangs on an act; those of the transport unless given. */
	readonly findPorts?: OperationContext['findPorts'];
	/** Time limit of an act of a service manager. */
	readonly unitTimeoutMs?: number;
	/** How long a unit is watched after an act, behind what goes on; not at all unless given. */
	readonly watchMs?: number;
	/** Whether an act whose connection was lost is looked at again once the host is back, however long that takes. */
	readonly waitsForHost?: boolean;
	readonly now?: () => Date;
	/** Throws where the signal ends it before its time. */
	readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
};

/** Longer than systemd's own limit for a stop (90 s), which then says more. */
const defaultUnitTimeoutMs = 120_000;

/** Who this person is on the host: what is asked of the kernel there counts, not what they are here. */
function actorThere(actor: ActorRecord, { user }: RemoteTarget): ActorRecord {
	return { ...actor, user: user ?? actor.user, uid: user === 'root' ? 0 : null };
}

/** What every kind of operation may use, made of what the operations were given. `signal` ends the watches. */
export function createContext(
	options: OperationsOptions,
	secretPatterns: OperationContext['secretPatterns'],
	signal: AbortSignal,
): OperationContext {
	const { transport, managers, actor, settings } = options;
	const { remote } = options;
	const isProtected = () =>
		[transport.host, ...(remote?.().names ?? [])].some((name) => isProtectedHost(name, settings.protectedHosts));
	const {
		sleep = (milliseconds: number, ended?: AbortSignal) =>
			pause(milliseconds, undefined, ended ? { signal: ended } : {}),
	} = options;
	return {
		transport,
		managers,
		get actor() {
			return remote === undefined ? actor : actorThere(actor, remote());
		},
		get isProtectedHost() {
			return isProtected();
		},
		otherHost: remote === undefined ? null : transport.host,
		secretPatterns,
		copier: options.copier ?? null,
		unitTimeoutMs: options.unitTimeoutMs ?? defaultUnitTimeoutMs,
		watchMs: options.watchMs ?? 0,
		findSaved: (id) => findSavedAct(options.log, id),
		findPorts: options.findPorts ?? createPortFinder(transport),
		ownAncestors: createAncestorReader(transport),
		sleep: (milliseconds) => sleep(milliseconds),
		watchSleep: (milliseconds) => sleep(milliseconds, signal),
	};
}
