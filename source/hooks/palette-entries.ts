import { noFilterState, reduceFilter } from '../domain/list-filter-state.ts';
import type { PaletteEntry } from '../domain/palette.ts';
import { sanitise } from '../domain/sanitise.ts';
import { tabNames, tabTitles } from '../domain/views.ts';
import type { ConsoleContextValue, KeyClaim } from './console-context.ts';
import type { FrameActs } from './frame-acts.ts';
import type { KeysOf } from './key-router.ts';
import { changeScreenState } from './use-screen-state.ts';

export type ThemeChoice = 'dark' | 'light';

export type PaletteParts = {
	readonly console: ConsoleContextValue;
	readonly acts: FrameActs;
	/** Claims that applied when the palette was opened. */
	readonly claims: readonly KeyClaim[];
	readonly keysOf: KeysOf;
	readonly setTheme: (mode: ThemeChoice) => void;
	readonly openAbout: () => void;
	/** What the screen in front adds. */
	readonly commands: ReadonlyArray<{
		readonly name: string;
		readonly argument: string;
		readonly description: string;
		readonly values: readonly string[];
		readonly run: (store: ConsoleContextValue['store'], argument: string) => string | null;
	}>;
};

type Entry = Omit<PaletteEntry, 'argument' | 'keys'> & Partial<Pick<PaletteEntry, 'argument' | 'keys'>>;

const entryOf = (entry: Entry): PaletteEntry => ({ argument: null, keys: '', ...entry });

/** Sets the filter of the list in front; screens keep it in the store under `filter:<tab>`. */
function setFilter({ store }: ConsoleContextValue, text: string): void {
	const id = `filter:${store.getState().tab}`;
	changeScreenState(store, id, noFilterState, reduceFilter, { type: 'set', text });
}

function frameEntries({ console, acts, setTheme, openAbout }: PaletteParts): readonly PaletteEntry[] {
	const { hosts, toast } = console;
	return [
		...tabNames.map((tab, index) =>
			entryOf({ name: tab, description: `${tabTitles[tab]} tab`, keys: `${index + 1}`, run: () => acts.goTo(tab) }),
		),
		entryOf({
			name: 'filter',
			argument: 'TEXT',
			description: 'Show only rows with TEXT; !TEXT without it, /TEXT/ as a pattern',
			run: (text) => setFilter(console, text),
		}),
		entryOf({
			name: 'interval',
			argument: 'SECONDS',
			description: 'How often figures are renewed',
			values: ['0.5', '1', '2', '5', '10', '30', '60'],
			run: (text) => acts.setInterval(text),
		}),
		entryOf({
			name: 'theme',
			argument: 'dark|light',
			description: 'Colours for a dark or a light background',
			values: ['dark', 'light'],
			run: (text) => {
				if (text === 'dark' || text === 'light') setTheme(text);
				else toast('warn', 'There are two themes: dark and light.');
			},
		}),
		entryOf({ name: 'about', description: 'What runs here, for a report of a bug', run: openAbout }),
		entryOf({
			name: 'host',
			argument: 'NAME',
			description: 'Open the console on another host',
			values: hosts.list().map(({ name }) => name),
			run: (name) => void acts.goToHost(name),
		}),
	];
}

function screenEntries({ console, commands }: PaletteParts): readonly PaletteEntry[] {
	return commands.map(({ name, argument, description, values, run }) =>
		entryOf({
			name,
			argument,
			description,
			values,
			run: (text) => {
				const complaint = run(console.store, text);
				if (complaint !== null) console.toast('warn', sanitise(complaint));
			},
		}),
	);
}

/** Every key that has a handler now, under its hint. Moves in lists are left out: nobody types them. */
function keyEntries({ claims, keysOf }: PaletteParts): readonly PaletteEntry[] {
	return claims
		.filter((claim) => claim.level !== 'list')
		.flatMap((claim) =>
			(claim.table?.bindings ?? []).flatMap((binding): PaletteEntry[] => {
				const handler = claim.handlers[binding.id];
				if (handler === undefined || /^global\.(tab-\d|palette|help)$/.test(binding.id)) return [];
				const keys = keysOf(binding);
				const press = { key: keys[0] ?? '', text: '', isBurst: false, atMs: performance.now() };
				return [
					entryOf({
						name: binding.hint,
						description: binding.description,
						keys: keys.join(' '),
						run: () => handler(press),
					}),
				];
			}),
		);
}

/** All that can be run by name now: what the screen in front can do first. */
export function paletteEntries(parts: PaletteParts): readonly PaletteEntry[] {
	const ofFrame = (claim: KeyClaim) => claim.level === 'frame';
	const all = [
		...keyEntries({ ...parts, claims: parts.claims.filter((claim) => !ofFrame(claim)) }),
		...screenEntries(parts),
		...frameEntries(parts),
		...keyEntries({ ...parts, claims: parts.claims.filter(ofFrame) }),
	];
	// A key that only asks for what a command takes as its argument gives way to it: `filter`, `sort`.
	const asked = new Set(
		all.filter(({ name, argument }) => argument !== null && name !== 'host').map(({ name }) => name),
	);
	return all.filter(({ name, argument }) => argument !== null || !asked.has(name));
}
