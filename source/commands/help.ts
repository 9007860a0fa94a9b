import { type Flag, type FlagName, flags } from './flags.ts';
import { flagsOf, type VerbName, verbs } from './verbs.ts';

const indent = '  ';

function flagLine(flag: Flag): readonly [string, string] {
	const short = flag.short ? `-${flag.short}, ` : '    ';
	return [`${short}--${flag.name}${flag.value ? ` ${flag.value}` : ''}`, flag.description];
}

function twoColumns(pairs: ReadonlyArray<readonly [string, string]>): string {
	const width = pairs.reduce((widest, [left]) => Math.max(widest, left.length), 0);
	return pairs.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}

function flagList(names: readonly FlagName[]): string {
	const wanted = new Set<string>(names);
	return twoColumns(flags.filter(({ name }) => wanted.has(name)).map(flagLine));
}

const exitStatuses = `Exit status: 0 done, 1 failed or partly failed, 2 usage, 3 host not reachable, 4 not permitted, 5 not found, 130 interrupted.`;

/** `opsdash --help` */
export function helpForAll(): string {
	const list = verbs.map(({ name, usage, summary }) => [`${name} ${usage}`.trim(), summary] as const);
	return [
		'opsdash: see a host, act on it, remember every act.',
		'',
		`${indent}opsdash [HOST]          the console, on this machine or on another one by ssh`,
		`${indent}opsdash --json [HOST]   one snapshot of everything that is cheap to read, as JSON`,
		`${indent}opsdash VERB [-H HOST]  one view as a table, or one act`,
		'',
		'Verbs:',
		twoColumns(list),
		'',
		'Flags of the console and the snapshot (those of a verb: opsdash VERB --help):',
		flagList(flagsOf(null)),
		'',
		exitStatuses,
		'',
	].join('\n');
}

/** `opsdash VERB --help` */
export function helpFor(name: VerbName): string {
	const verb = verbs.find((each) => each.name === name);
	if (verb === undefined) return helpForAll();
	return [
		`opsdash ${name} ${verb.usage}`.trimEnd(),
		'',
		`${verb.summary}.`,
		'',
		'Flags:',
		flagList(flagsOf(name)),
		'',
		'Examples:',
		...verb.examples.map((example) => indent + example),
		'',
		exitStatuses,
		'',
	].join('\n');
}
