import { actOf, type LockoutCheck, ruleOf } from './act-table.ts';
import { findProcessLockout, findUnitLockout, type ProcessFacts } from './lockout.ts';
import type { Confirmation, Friction, Operation, OperationPlan, ServiceVerb } from './operation.ts';
import { withoutServiceType } from './unit-name.ts';

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

function unitDanger(check: LockoutCheck, units: readonly string[], isMask = false): Danger | null {
	if (check !== 'unit' && check !== 'dependents' && check !== 'start') return null;
	const [own = '', ...others] = units;
	const lockout = findUnitLockout(own);
	const typed = withoutServiceType(own);
	if (lockout !== null && (check !== 'start' || lockout.atStart)) return { name: typed, because: lockout.because };
	const dependent = others.find((unit) => findUnitLockout(unit) !== null);
	if (dependent === undefined || check !== 'dependents') return null;
	const how = isMask ? 'cannot start without it' : 'goes down with it';
	return { name: typed, because: `${dependent} ${how}, and ${findUnitLockout(dependent)?.because}` };
}

function processDanger(process: ProcessFacts, units: readonly string[]): Danger | null {
	const lockout = findProcessLockout(process);
	if (lockout !== null) return { name: process.name, because: lockout.because };
	// The main process of a unit takes along what requires the unit.
	const unit = unitDanger('dependents', units);
	return unit === null ? null : { name: process.name, because: unit.because };
}

function dangerOf(operation: Operation, { units, process, undoes }: FrictionContext): Danger | null {
	const { lockout } = ruleOf(actOf(operation));
	switch (lockout) {
		case 'nothing':
			return null;
		case 'process':
			return process === undefined ? null : processDanger(process, units ?? []);
		case 'undone':
			return undoes === undefined ? null : unitDanger(ruleOf(`service ${undoes}`).lockout, units ?? []);
		case 'unit':
		case 'dependents':
		case 'start': {
			if (operation.type !== 'service') return null;
			return unitDanger(lockout, units ?? [operation.unit], operation.verb === 'mask');
		}
	}
}

/** What a person must do before this operation runs. */
export function decideFriction(operation: Operation, context: FrictionContext): Friction {
	const danger = dangerOf(operation, context);
	if (danger !== null) {
		return { kind: 'name', typed: danger.name, because: `This can lock you out: ${danger.because}.` };
	}
	if (context.isProtectedHost && ruleOf(actOf(operation)).weight !== 'looks') {
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
