import { fail, type Result, succeed } from './result.ts';

/** systemd's own limit for a unit's name, type included. */
const longestName = 255;

/** What systemd lets stand in a name; init scripts, runit and supervisord programs keep to less. */
const allowed = /^[A-Za-z0-9:_.\\@-]+$/;

const hint = 'Names have letters, digits and : _ . \\ @ - only; the list of services shows them.';

/**
 * Whether a typed name can be a unit's at all. A name is never interpreted: what a shell or a manager could read as
 * something else (options, globs, substitutions, paths, letters that only look like ASCII) is refused with a sentence.
 */
export function checkUnitName(name: string): Result<string> {
	if (name === '')
		return fail('refused', 'The name of the unit is empty', 'Give the name of a unit, for example cron.');
	if (name.length > longestName) {
		return fail(
			'refused',
			`The name of the unit is too long: ${name.length} characters of ${longestName} at most`,
			hint,
		);
	}
	if (name.startsWith('-')) return fail('refused', 'The name of a unit to act on cannot begin with a dash', hint);
	if (allowed.test(name))
		return name === '.' || name === '..' ? fail('refused', `${name} is not a unit`, hint) : succeed(name);
	const [odd = ''] = [...name].filter((character) => !allowed.test(character));
	return fail('refused', `The name of the unit holds ${describeCharacter(odd)}, which no unit has`, hint);
}

function describeCharacter(character: string): string {
	if (character === ' ') return 'a space';
	const isPrintable = /^[!-~]$/.test(character);
	const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	return isPrintable ? `“${character}”` : `the character U+${code}`;
}

const systemdTypes = [
	'service',
	'socket',
	'target',
	'timer',
	'mount',
	'automount',
	'path',
	'scope',
	'slice',
	'swap',
	'device',
	'snapshot',
];

/** As systemctl reads it: a name without a unit type means the service. */
export function withUnitType(name: string): string {
	return systemdTypes.some((type) => name.endsWith(`.${type}`)) ? name : `${name}.service`;
}

/** `nginx.service` as a person says it: `nginx`. */
export function withoutServiceType(name: string): string {
	return name.endsWith('.service') ? name.slice(0, -'.service'.length) : name;
}

/** `getty@.service`: a template, which has instances but no state of its own. */
export function isTemplate(name: string): boolean {
	return /@\.[a-z]+$/.test(name);
}
