import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../support/program.ts';

type Entry = {
	readonly optional?: boolean;
	readonly os?: readonly string[];
	readonly engines?: { readonly node?: string };
};

const oldestNodeOfNpm = 18;

/** `>=14`, `>= 18 || ^16.5`: whether one of the ranges begins at that major version or before it. */
function takes(range: string, major: number): boolean {
	return range.split('||').some((part) => {
		const [, sign = '', from = ''] = /^\s*(>=|\^|~|)\s*v?(\d+)/.exec(part) ?? [];
		return sign === '>=' ? Number(from) <= major : Number(from) === major;
	});
}

test('no package of this platform is left out by an npm that itself runs on Node 18', () => {
	// npm leaves out an optional package whose `engines` do not fit the Node that npm runs on, without a word. The programs here
	// run on the pinned Node, so such an entry of the lock file has to go without its `engines`.
	const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
		readonly packages: Readonly<Record<string, Entry>>;
	};
	const leftOut = Object.entries(lock.packages)
		.filter(([, { optional, os }]) => optional === true && os?.includes('linux') === true)
		.filter(([, { engines }]) => engines?.node !== undefined && !takes(engines.node, oldestNodeOfNpm))
		.map(([name]) => name);
	expect(leftOut).toEqual([]);
});
