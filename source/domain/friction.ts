import { findProcessLockout, findUnitLockout, type Lockout, type ProcessFacts } from './lockout.ts';
import type { Confirmation, Friction, Operation, OperationPlan, ServiceVerb } from './operation.ts';
import { withoutServiceType } from './unit-name.ts';

/**
 * The one table that decides how much a person must do before an act, for screen and command line alike, as root too. Which role may
 * do it at all is told in access.ts.
 * - `light`  undone by its opposite at once, nothing stops: y
 * - `heavy`  something may stop or change for good: y, with what hangs on it shown
 */
export type Weight = 'light' | 'heavy';

const verbWeights: Readonly<Record<ServiceVerb, Weight>> = {
	start: 'light',
	enable: 'light',
	reload: 'light',
	'reset-failed': 'light',
	stop: 'heavy',
	restart: 'heavy',
	disable: 'heavy',
	mask: 'heavy',
	unmask: 'heavy',
};

/** Verbs after which a service may be gone, now or at the next boot. A reload with a broken file ends some daemons. */
const cuttingVerbs: ReadonlySet<ServiceVerb> = new Set(['stop', 'restart', 'reload', 'disable', 'mask']);
/** Verbs that bring a firewall or a tunnel up. */
const startingVerbs: ReadonlySet<ServiceVerb> = new Set(['start', 'enable']);

const lightSignals: ReadonlySet<string> = new Set(['HUP', 'CONT']);
/** Signals that end nothing by default: they cannot lock anyone out. */
const harmlessSignals: ReadonlySet<string> = new Set(['CONT', 'CHLD', 'URG', 'WINCH']);

/** `SIGTERM`, `term` and `TERM` are one signal. */
export function plainSignalName(name: string): string {
	return name.toUpperCase().replace(/^SIG/, '');
}

export function weightOf(operation: Operation): Weight {
	switch (operation.type) {
		case 'service':
			return verbWeights[operation.verb];
		case 'signal':
			return lightSignals.has(plainSignalName(operation.signal)) ? 'light' : 'heavy';
		case 'renice':
		case 'reload-manager':
			return 'light';
		case 'run':
		case 'copy':
		case 'cancel-job':
		case 'undo':
			return 'heavy';
	}
}

export type FrictionContext = {
	readonly host: string;
	/** The settings mark this host: every act asks for a name. */
	readonly isProtectedHost: boolean;
	/** Canonical unit, and units that go down with it. */
	readonly units?: readonly string[];
	readonly process?: ProcessFacts;
	/** What an undo amounts to, where it is that of an act on a unit. */
	readonly undoes?: ServiceVerb;
};

type Danger = { readonly name: string; readonly because: string };

function unitDanger(verb: ServiceVerb, units: readonly string[]): Danger | null {
	const matters = (lockout: Lockout) => cuttingVerbs.has(verb) || (startingVerbs.has(verb) && lockout.atStart);
	const [own = '', ...others] = units;
	const lockout = findUnitLockout(own);
	if (lockout !== null && matters(lockout)) return { name: withoutServiceType(own), because: lockout.because };
	const dependent = others.find((unit) => findUnitLockout(unit) !== null);
	if (dependent === undefined || !['stop', 'restart', 'mask'].includes(verb)) return null;
	return {
		name: withoutServiceType(own),
		because: `${dependent} ${verb === 'mask' ? 'cannot start without it' : 'goes down with it'}, and ${findUnitLockout(dependent)?.because}`,
	};
}

function dangerOf(operation: Operation, context: FrictionContext): Danger | null {
	switch (operation.type) {
		case 'service':
			return unitDanger(operation.verb, context.units ?? [operation.unit]);
		case 'signal': {
			const { process } = context;
			if (process === undefined || harmlessSignals.has(plainSignalName(operation.signal))) return null;
			const lockout = findProcessLockout(process);
			if (lockout !== null) return { name: process.name, because: lockout.because };
			// The main process of a unit takes along what requires the unit.
			const unit = unitDanger('stop', context.units ?? []);
			return unit === null ? null : { name: process.name, because: unit.because };
		}
		case 'renice':
		case 'reload-manager':
		case 'run':
		case 'copy':
		case 'cancel-job':
			return null;
		case 'undo':
			return context.undoes === undefined ? null : unitDanger(context.undoes, context.units ?? []);
	}
}

/** What a person must do before this operation runs. */
export function decideFriction(operation: Operation, context: FrictionContext): Friction {
	const danger = dangerOf(operation, context);
	if (danger !== null) {
		return { kind: 'name', typed: danger.name, because: `This can lock you out: ${danger.because}.` };
	}
	if (context.isProtectedHost) {
		return { kind: 'name', typed: context.host, because: `${context.host} is marked as protected in the settings.` };
	}
	return { kind: 'yes' };
}

/** What a person must do before several operations run as one: names first, then their number. */
export function combineFriction(plans: ReadonlyArray<Pick<OperationPlan, 'friction'>>): Friction {
	const names = plans.map(({ friction }) => friction).filter((friction) => friction.kind === 'name');
	const [first] = names;
	if (first !== undefined) {
		const others = new Set(names.map(({ typed }) => typed));
		others.delete(first.typed);
		const because =
			others.size === 0 ? first.because : `${first.because} The same holds for ${[...others].join(', ')}.`;
		const typed = [first.typed, ...others].join(' ');
		return { kind: 'name', typed, because };
	}
	return plans.length > 1 ? { kind: 'count', count: plans.length } : { kind: 'yes' };
}

/** Whether what a person did satisfies the friction. What is typed must match to the letter, apart from blanks around it. */
export function isConfirmed(friction: Friction, confirmation: Confirmation): boolean {
	const typed = confirmation.kind === 'typed' ? confirmation.text.trim() : null;
	switch (friction.kind) {
		case 'yes':
			return confirmation.kind === 'yes';
		case 'count':
			return typed === String(friction.count);
		case 'name':
			return typed !== null && (typed === friction.typed || typed === `${friction.typed}.service`);
	}
}

/** What is missing, as an instruction. */
export function describeFriction(friction: Friction): string {
	switch (friction.kind) {
		case 'yes':
			return 'Confirm with y, or --yes on the command line.';
		case 'count':
			return `Type the number of targets, ${friction.count}, to confirm.`;
		case 'name':
			return `${friction.because} Type ${friction.typed} to confirm, or give --yes --i-know ${friction.typed}.`;
	}
}

/** A host's name against the protected ones of the settings: exact, or with `*` for any run of characters. */
export function isProtectedHost(host: string, patterns: readonly string[]): boolean {
	return patterns.some((pattern) => {
		const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
		return new RegExp(`^${parts.join('.*')}$`, 'i').test(host);
	});
}
