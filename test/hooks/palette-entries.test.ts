import { expect, it } from 'vitest';
import { createFrameActs } from '../../source/hooks/frame-acts.ts';
import { paletteEntries } from '../../source/hooks/palette-entries.ts';
import { screens } from '../../source/screens/registry.ts';
import { createFakeConsole } from '../support/render-at.tsx';

it.each(screens)('each command with an argument has a name of its own on the $name tab', ({ commands = [] }) => {
	const { value: console, router } = createFakeConsole();
	const acts = createFrameActs(console);
	const parts = { console, acts, commands, claims: [], keysOf: router.keysOf, setTheme() {}, openAbout() {} };
	const withArgument = paletteEntries(parts).filter(({ argument }) => argument !== null);
	const names = withArgument.map(({ name }) => name);
	expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
