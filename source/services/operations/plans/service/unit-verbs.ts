import type { ServiceVerb } from '../../../../domain/operation.ts';

type Words = { readonly title: string; readonly done: string /** While it is under way. */; readonly doing: string };

export const verbWords: Readonly<Record<ServiceVerb, Words>> = {
	start: { title: 'Start', done: 'started', doing: 'starting' },
	stop: { title: 'Stop', done: 'stopped', doing: 'stopping' },
	restart: { title: 'Restart', done: 'restarted', doing: 'restarting' },
	reload: { title: 'Reload', done: 'reloaded', doing: 'reloading' },
	enable: { title: 'Enable', done: 'enabled', doing: 'being enabled' },
	disable: { title: 'Disable', done: 'disabled', doing: 'being disabled' },
	mask: { title: 'Mask', done: 'masked', doing: 'being masked' },
	unmask: { title: 'Unmask', done: 'unmasked', doing: 'being unmasked' },
	'reset-failed': { title: 'Reset the failed state of', done: 'reset', doing: 'being reset' },
};

/** Light verbs of which some managers have something to say that goes beyond the word. What is heavy is looked up in any case. */
export const notedVerbs: ReadonlySet<ServiceVerb> = new Set(['enable', 'reload']);
/** Verbs that managers carry out as jobs, and after which a unit is watched. */
export const runningVerbs: ReadonlySet<ServiceVerb> = new Set(['start', 'stop', 'restart', 'reload']);
/** Verbs that make or remove links. */
export const linkVerbs: ReadonlySet<ServiceVerb> = new Set(['enable', 'disable', 'mask', 'unmask']);
