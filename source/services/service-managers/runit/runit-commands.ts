import type { Command } from '../../../domain/command.ts';
import type { ServiceVerb } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import type { Transport } from '../../transports/transport.ts';
import { hasEntry } from '../find-processes.ts';
import type { RunitService } from './runit-directories.ts';

export const runitVerbs: readonly ServiceVerb[] = ['start', 'stop', 'restart', 'reload', 'enable', 'disable'];

/**
 * Seconds that sv waits for what it asked for. A stop is waited for longer than acts are: their limit decides, and sv can end
 * before the service does. A start that comes to nothing is a crash loop, which would be waited for in vain.
 */
const waitSeconds: Readonly<Partial<Record<ServiceVerb, string>>> = { start: '7', stop: '600', restart: '60' };

/** The table of argv. A service is always named by its directory: sv looks up bare names in an environment of its own. */
export async function runitCommand(
	transport: Transport,
	verb: ServiceVerb,
	service: RunitService,
	directory: string | null,
): Promise<Result<Command>> {
	switch (verb) {
		case 'start':
		case 'stop':
		case 'restart':
		case 'reload': {
			if (!service.isLinked) {
				const message = `${service.name} is not linked into a service directory, so runit does not look after it`;
				return fail('refused', message, `Enable it first: opsdash service enable ${service.name}`);
			}
			const wait = waitSeconds[verb];
			return succeed({
				file: 'sv',
				args: [...(wait === undefined ? [] : ['-w', wait]), verb, service.directory],
			});
		}
		case 'enable':
			return enable(transport, service, directory);
		case 'disable':
			return disable(transport, service);
		case 'mask':
		case 'unmask':
			return fail('refused', `runit has no ${verb}`, 'What is disabled is started by nothing: service disable.');
		case 'reset-failed':
			return fail(
				'refused',
				'runit keeps no failed state',
				'It starts a service again for as long as it is wanted up.',
			);
	}
}

/** A link into the directory that runsvdir looks after; for a service with a `down` file in there, that file goes. */
async function enable(transport: Transport, service: RunitService, directory: string | null): Promise<Result<Command>> {
	if (!service.isLinked) {
		if (directory === null) return fail('unavailable', 'No directory is known that a runsvdir looks after');
		return succeed({ file: 'ln', args: ['-s', '--', service.directory, `${directory}/${service.name}`] });
	}
	if (await hasEntry(transport, service.directory, 'down')) {
		return succeed({ file: 'rm', args: ['--', `${service.directory}/down`] });
	}
	return fail('refused', `${service.name} is enabled already`, 'service start starts it where it was stopped.');
}

/** The link goes; a directory of its own gets a `down` file instead, so that nothing is lost. */
async function disable(transport: Transport, service: RunitService): Promise<Result<Command>> {
	if (!service.isLinked) return fail('refused', `${service.name} is disabled already`);
	if (service.linksTo !== null) return succeed({ file: 'rm', args: ['--', service.directory] });
	if (await hasEntry(transport, service.directory, 'down'))
		return fail('refused', `${service.name} is disabled already`);
	return succeed({ file: 'touch', args: ['--', `${service.directory}/down`] });
}

/** What a verb means here beyond its word. */
export function runitNotes(verb: ServiceVerb, service: RunitService): readonly string[] {
	switch (verb) {
		case 'reload':
			return ['It is sent HUP: a program that does not handle it ends, and is started again.'];
		case 'enable':
			return service.isLinked
				? ['It will start with its supervisor from the next boot on; it is not started now.']
				: ['runsvdir starts it within 5 s, and at each boot.'];
		case 'disable':
			return service.linksTo === null
				? ['A file named down keeps it from starting at the next boot; it runs on now.']
				: ['Its link goes: runsvdir ends it within 5 s, and does not start it at the next boot.'];
		default:
			return [];
	}
}
