import type { Role } from './access.ts';
import type { Operation } from './operation.ts';
import { signalNameOf, signalNumberOf } from './signals.ts';

/**
 * - `looks`  nothing on the host changes: y, on a protected host too
 * - `light`  undone by its opposite at once, nothing stops: y
 * - `heavy`  something may stop or change for good: y, with what hangs on it shown
 */
export type Weight = 'looks' | 'light' | 'heavy';

/**
 * What is looked up in the list of what can lock a person out; where it is on it, its name is typed instead.
 * - `unit`       the unit: it may be gone now or at the next boot
 * - `dependents` the unit, and those that go down with it
 * - `start`      the unit, for firewalls and tunnels, which cut when they come up
 * - `process`    the process, and the unit whose main process it is
 * - `undone`     what the act that is taken back has to be: the undo of a start is a stop
 * - `nothing`    it ends nothing
 */
export type LockoutCheck = 'unit' | 'dependents' | 'start' | 'process' | 'undone' | 'nothing';

/** `listed`: an admin, and an operator where an administrator listed that very command. */
export type NeededRole = Exclude<Role, 'viewer'> | 'listed';

export type ActRule = { readonly weight: Weight; readonly lockout: LockoutCheck; readonly role: NeededRole };

/**
 * The one table of acts. How much a person must do before one (`friction.ts`, for screen and command line), who may do it (`access.ts`, for
 * operations and for shells), and which keys a screen offers to whom (`hooks/act-keys.ts`) are all read from here. Two things hold beside it:
 * several targets ask for their number, and a protected host for its name.
 */
export const actTable = {
	'service start': { weight: 'light', lockout: 'start', role: 'operator' },
	'service enable': { weight: 'light', lockout: 'start', role: 'operator' },
	// With a broken file some daemons end.
	'service reload': { weight: 'light', lockout: 'unit', role: 'operator' },
	'service reset-failed': { weight: 'light', lockout: 'nothing', role: 'operator' },
	'service stop': { weight: 'heavy', lockout: 'dependents', role: 'operator' },
	'service restart': { weight: 'heavy', lockout: 'dependents', role: 'operator' },
	'service disable': { weight: 'heavy', lockout: 'unit', role: 'operator' },
	'service mask': { weight: 'heavy', lockout: 'dependents', role: 'operator' },
	'service unmask': { weight: 'heavy', lockout: 'nothing', role: 'operator' },
	'reload-manager': { weight: 'light', lockout: 'nothing', role: 'operator' },
	'cancel-job': { weight: 'heavy', lockout: 'nothing', role: 'operator' },
	'signal HUP': { weight: 'light', lockout: 'process', role: 'operator' },
	'signal CONT': { weight: 'light', lockout: 'nothing', role: 'operator' },
	// By default these three do nothing.
	'signal CHLD': { weight: 'heavy', lockout: 'nothing', role: 'operator' },
	'signal URG': { weight: 'heavy', lockout: 'nothing', role: 'operator' },
	'signal WINCH': { weight: 'heavy', lockout: 'nothing', role: 'operator' },
	/** Every other signal. */
	signal: { weight: 'heavy', lockout: 'process', role: 'operator' },
	renice: { weight: 'light', lockout: 'nothing', role: 'operator' },
	run: { weight: 'heavy', lockout: 'nothing', role: 'listed' },
	undo: { weight: 'heavy', lockout: 'undone', role: 'operator' },
	'copy get': { weight: 'looks', lockout: 'nothing', role: 'admin' },
	'copy put': { weight: 'heavy', lockout: 'nothing', role: 'admin' },
	/** A shell on another host, with the terminal lent: nothing of what is done there is weighed. */
	shell: { weight: 'heavy', lockout: 'nothing', role: 'admin' },
	/** Another host seen as root. */
	become: { weight: 'looks', lockout: 'nothing', role: 'admin' },
} as const satisfies Readonly<Record<string, ActRule>>;

export type ActName = keyof typeof actTable;

export function ruleOf(act: ActName): ActRule {
	return actTable[act];
}

/** The line of the table that an operation falls under. */
export function actOf(operation: Operation): ActName {
	switch (operation.type) {
		case 'service':
			return `service ${operation.verb}`;
		case 'signal': {
			// `1`, `SIGHUP` and `hup` are one signal.
			const named = `signal ${signalNameOf(signalNumberOf(operation.signal) ?? 0)}`;
			return isAct(named) ? named : 'signal';
		}
		case 'copy':
			return `copy ${operation.direction}`;
		case 'reload-manager':
		case 'cancel-job':
		case 'renice':
		case 'run':
		case 'undo':
			return operation.type;
	}
}

function isAct(name: string): name is ActName {
	return Object.hasOwn(actTable, name);
}

export function weightOf(operation: Operation): Weight {
	return ruleOf(actOf(operation)).weight;
}
