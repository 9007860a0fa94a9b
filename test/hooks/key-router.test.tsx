import { Box, Text } from 'ink';
import { afterEach, describe, expect, test } from 'vitest';
import type { KeyTable } from '../../source/domain/keys.ts';
import { createKeyRouter } from '../../source/hooks/key-router.ts';
import { useConsoleState } from '../../source/hooks/use-console-state.ts';
import { useKeys } from '../../source/hooks/use-keys.ts';
import { createFakeConsole, keyPress, type RenderedView, renderAt } from '../support/render-at.tsx';

const table = (scope: string, ...keys: readonly string[]): KeyTable => ({
	scope,
	title: scope,
	bindings: keys.map((key) => ({ id: `${scope}.${key}`, keys: [key], hint: key, description: key, weight: 1 })),
});

function record(
	router: ReturnType<typeof createKeyRouter>,
	level: 'frame' | 'list' | 'screen' | 'field' | 'dialog',
	...keys: string[]
) {
	const taken: string[] = [];
	const own = table(level, ...keys);
	const withdraw = router.claim({
		level,
		table: own,
		handlers: Object.fromEntries(own.bindings.map(({ id }) => [id, (press) => taken.push(press.key)])),
		...(level === 'field' || level === 'dialog' ? { onOther: (press) => taken.push(`other ${press.key}`) } : {}),
	});
	return { taken, withdraw };
}

describe('the key router', () => {
	test('asks screens before lists and lists before the frame', () => {
		const router = createKeyRouter();
		const frame = record(router, 'frame', 'q', 'x');
		const list = record(router, 'list', 'x', 'y');
		const screen = record(router, 'screen', 'y');
		for (const key of ['q', 'x', 'y', 'z']) router.dispatch(keyPress(key));
		expect([frame.taken, list.taken, screen.taken]).toEqual([['q'], ['x'], ['y']]);
	});

	test('lets nothing but Ctrl+C pass a dialog', () => {
		const router = createKeyRouter();
		const frame = record(router, 'frame', 'q', 'Ctrl+C');
		const dialog = record(router, 'dialog', 'y');
		for (const key of ['q', 'y', 'Ctrl+C']) router.dispatch(keyPress(key));
		expect([frame.taken, dialog.taken]).toEqual([['Ctrl+C'], ['other q', 'y']]);
		dialog.withdraw();
		router.dispatch(keyPress('q'));
		expect(frame.taken).toEqual(['Ctrl+C', 'q']);
	});

	test('asks the later claim of a level first', () => {
		const router = createKeyRouter();
		const first = record(router, 'screen', 'a');
		const second = record(router, 'screen', 'a');
		router.dispatch(keyPress('a'));
		second.withdraw();
		router.dispatch(keyPress('a'));
		expect([first.taken, second.taken]).toEqual([['a'], ['a']]);
	});

	test('takes keys from the settings instead of the table', () => {
		const router = createKeyRouter((binding) => (binding.id === 'frame.q' ? ['F10'] : binding.keys));
		const frame = record(router, 'frame', 'q');
		router.dispatch(keyPress('q'));
		router.dispatch(keyPress('F10'));
		expect(frame.taken).toEqual(['F10']);
	});
});

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

const moves = table('top', 'Down', 'Up');

function Counter(props: { readonly canGoUp: boolean }) {
	const tab = useConsoleState((state) => state.tab);
	useKeys('screen', moves, { 'top.Down': () => {}, ...(props.canGoUp ? { 'top.Up': () => {} } : {}) });
	return (
		<Box height={3}>
			<Text>on {tab}</Text>
		</Box>
	);
}

describe('useKeys', () => {
	test('passes a press on when there is no handler for it at the moment', async () => {
		const fake = createFakeConsole();
		view = renderAt(
			20,
			5,
			<fake.Provider>
				<Counter canGoUp={false} />
			</fake.Provider>,
		);
		await view.settle();
		expect(fake.router.dispatch(keyPress('Down'))).toBe(true);
		expect(fake.router.dispatch(keyPress('Up'))).toBe(false);
	});

	test('draws again when the state it selected changes', async () => {
		const fake = createFakeConsole();
		view = renderAt(
			20,
			5,
			<fake.Provider>
				<Counter canGoUp />
			</fake.Provider>,
		);
		expect(view.lines()).toEqual(['on top', '', '']);
		fake.store.setState({ tab: 'host' });
		await view.settle();
		expect(view.lines()[0]).toBe('on host');
	});
});
